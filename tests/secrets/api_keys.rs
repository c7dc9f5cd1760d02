//! API keys: shown once, stored as a hash, and revoked, expired or deleted with their user.

use std::collections::BTreeSet;

use kozmoai::error::Kind;
use kozmoai::model::{ApiKeyId, AuditAction, Cursor, StoredApiKey};
use kozmoai::service::api_keys::ApiKeyState;
use kozmoai::service::{ApiKeyRow, FlagChange};
use sha2::{Digest, Sha256};

use super::secrets::{exposed, operator};
use super::{TestEnv, actor_of, is_in};

fn listed(home: &TestEnv) -> Vec<ApiKeyRow> {
    home.service.reader(&operator(), None).unwrap().api_keys(&Cursor::FIRST, 1_000).unwrap().rows
}

#[test]
fn key_is_shown_once_and_stored_as_hash() {
    let home = TestEnv::new();
    let mut seen = BTreeSet::new();
    for _ in 0..50 {
        let (row, key) =
            home.service.owner(&actor_of(&home.anna), &home.anna).and_then(|owner| owner.create_api_key("ci", None)).unwrap();
        let key = exposed(&key).to_owned();
        assert!(key.len() == 46 && key.starts_with("sk-"), "{key}");
        assert!(key[3..].chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'), "{key}");
        assert_eq!((row.masked(), row.works()), (format!("{}…", &key[..8]), true));
        let hash: String = Sha256::digest(&key).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(row.key.kept, StoredApiKey::Hash(hash));
        assert!(!format!("{row:?}").contains(&key));
        assert!(seen.insert(key), "two keys are the same");
    }
    let details: Vec<_> = home.audited(AuditAction::ApiKeyCreated).into_iter().filter_map(|event| event.2).collect();
    assert_eq!(details.len(), 50);
    let (home, ()) = home.with_store(|_| ());
    for key in &seen {
        assert!(is_in(home.folder.path(), &key[..8]), "the prefix is stored, so the search works");
        assert!(!is_in(home.folder.path(), &key[8..]) && !details.iter().any(|detail| detail.contains(&key[..9])));
    }
    assert_eq!(listed(&home).len(), 50);
}

#[test]
fn key_expires() {
    let home = TestEnv::new();
    let create = |end: i64| {
        let end = jiff::Timestamp::from_second(1_800_000_000 + end).unwrap();
        home.service.owner(&operator(), &home.anna).unwrap().create_api_key("ci", Some(end)).map(|(row, _)| row)
    };
    assert_eq!(create(0).unwrap_err().kind(), Kind::Usage);
    assert!(create(1_000).unwrap().works() && listed(&home)[0].works());
    assert_eq!(listed(&home)[0].state, ApiKeyState::ExpiresSoon);
    assert_eq!(create(15 * 86_400).unwrap().state, ApiKeyState::Active);
    home.clock.0.store(1_000, std::sync::atomic::Ordering::Relaxed);
    let row = listed(&home).into_iter().min_by_key(|row| row.key.expires_at).unwrap();
    assert!(!row.works() && row.key.is_active, "it was not revoked");
    assert_eq!(row.state, ApiKeyState::Expired);
}

#[test]
fn revocation_is_permanent() {
    let home = TestEnv::new();
    let create = || home.service.owner(&operator(), &home.anna).unwrap().create_api_key("ci", None).unwrap().0.key.id;
    let (one, two) = (create(), create());
    assert!(
        !home.service.owner_of_api_key(&actor_of(&home.anna), one).and_then(|owner| owner.revoke_api_key(one)).unwrap().works()
    );
    assert_eq!(
        home.service.owner_of_api_key(&actor_of(&home.anna), one).and_then(|owner| owner.revoke_api_key(one)).unwrap_err().kind(),
        Kind::Conflict
    );
    assert_eq!(
        home.service.owner_of_api_key(&operator(), one).and_then(|owner| owner.revoke_api_key(one)).unwrap_err().kind(),
        Kind::Conflict
    );
    let unknown = ApiKeyId(uuid::Uuid::from_u128(7));
    assert_eq!(
        home.service.owner_of_api_key(&operator(), unknown).and_then(|owner| owner.revoke_api_key(unknown)).unwrap_err().kind(),
        Kind::NotFound
    );
    let works = || listed(&home).iter().map(|row| (row.key.id, row.works())).collect::<Vec<_>>();
    assert_eq!(works(), [(one, false), (two, true)]);
    home.service.admin(&operator()).unwrap().change_flag(std::slice::from_ref(&home.anna), FlagChange::Deactivate).unwrap();
    assert_eq!(works(), [(one, false), (two, false)]);
    let anna = home.service.admin(&operator()).unwrap().user_named("anna").unwrap();
    home.service.admin(&operator()).unwrap().change_flag(&[anna], FlagChange::Activate).unwrap();
    assert_eq!(works(), [(one, false), (two, false)], "activation does not restore keys");
}
