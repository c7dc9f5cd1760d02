//! The first page of a list costs the same however many users there are, and so does a completion.

use kozmoai::model::user_secrets::StoredApiKey;
use kozmoai::model::{
    ApiKey, ApiKeyId, AuditFilter, Cursor, User, UserFilter, UserId, UserOrder, UserSecrets, Variable, VariableId, VariableType,
};
use kozmoai::service::Service;
use kozmoai::store::Change;
use uuid::Uuid;

use super::env::{TestEnv, operator, user};
use super::failing::Fuse;

/// The rows of a page.
const PAGE: usize = 50;
/// More than an operation calls the database, so that none fails.
const NEVER: i64 = i64::MAX;

/// A database of users, each with a variable and an API key.
fn bench(users: u128) -> TestEnv {
    let bench = TestEnv::new();
    let mut changes = Vec::new();
    for number in 0..users {
        let id = Uuid::from_u128(number + 1);
        let variable = Variable {
            id: VariableId(id),
            name: "TOKEN".to_owned(),
            value: "plain".to_owned(),
            kind: VariableType::Credential,
            default_fields: Vec::new(),
            created_at: None,
            updated_at: None,
        };
        let key = ApiKey {
            id: ApiKeyId(id),
            name: None,
            kept: StoredApiKey::Hash(format!("{number:064}")),
            prefix: "sk-abc".to_owned(),
            created_at: bench.service.now(),
            last_used_at: None,
            total_uses: 0,
            is_active: true,
            expires_at: None,
        };
        let before = UserSecrets::default();
        let after = UserSecrets { variables: vec![variable], api_keys: vec![key], ..UserSecrets::default() };
        changes.push(Change::InsertUser(User { id: UserId(id), ..user(&format!("user{number}"), true, false) }));
        changes.push(Change::UpdateSecrets { user: UserId(id), before, after });
    }
    bench.put(changes);
    bench
}

/// Reads the first page of every list; returns how often each of them calls the database.
fn calls(bench: &TestEnv) -> Vec<(&'static str, i64)> {
    type Read = fn(&Service) -> usize;
    let lists: [(&'static str, Read); 5] = [
        ("users", |service| {
            let admin = service.admin(&operator()).unwrap();
            admin.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, PAGE).unwrap().rows.len()
        }),
        ("variables", |service| {
            service.reader(&operator(), None).unwrap().variables(None, &Cursor::Offset(0), PAGE).unwrap().rows.len()
        }),
        ("api-keys", |service| service.reader(&operator(), None).unwrap().api_keys(&Cursor::Offset(0), PAGE).unwrap().rows.len()),
        ("credentials", |service| {
            service.reader(&operator(), None).unwrap().credentials(&Cursor::Offset(0), PAGE).unwrap().rows.len()
        }),
        ("events", |service| {
            service.admin(&operator()).unwrap().audit(&AuditFilter::default(), &Cursor::FIRST, PAGE).unwrap();
            PAGE
        }),
    ];
    let counted = |(name, read): &(&'static str, Read)| {
        let fuse = Fuse::at(NEVER, false);
        let service = bench.failing(fuse.clone());
        fuse.rearm(NEVER);
        assert_eq!(read(&service), PAGE, "{name}");
        (*name, NEVER - fuse.left())
    };
    lists.iter().map(counted).collect()
}

#[test]
fn first_pages_cost_the_same_with_more_users() {
    let few = calls(&bench(300));
    assert!(few.iter().all(|(_, calls)| (1..=2 * PAGE as i64).contains(calls)), "{few:?}");
    assert_eq!(calls(&bench(1_500)), few);
}
