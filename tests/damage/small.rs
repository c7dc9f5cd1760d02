//! Small files: the anchor of the audit log, the markers of an embedded database, lock files.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use kozmoai::error::{CommandError, Error, Kind};
use kozmoai::model::Timestamp;
use kozmoai::secret::Secret;
use kozmoai::service::{NewUser, Verification};

use super::installations::{TestEnv, calm};
use super::plans::users;
use super::random::TestRandom;
use super::recovery::{content, sealed};
use super::{part, secrets};

/// A new user, whose creation shows that changes still work.
fn newcomer(number: usize) -> NewUser {
    NewUser {
        username: format!("newcomer{number}"),
        password: Secret::from("a long enough password"),
        active: Some(true),
        superuser: false,
    }
}

#[test]
fn damaged_anchor_hides_nothing_and_stops_no_change() {
    let mut home = TestEnv::new(true);
    home.must(&["users", "add", "later", "--generate-password"]);
    let anchor = home.folder().join("config/audit_anchor");
    let genuine = fs::read(&anchor).unwrap();
    home.keep("before");
    let mut random = TestRandom::new("anchors");
    let (mut reported, mut unharmed) = (0, 0);
    let texts = ["../canary/file", "x", "", &"0".repeat(64)].map(str::to_owned);
    for time in 0..part(4) {
        home.put("before");
        let mut bytes = genuine.clone();
        let what = if time % 2 == 0 {
            random.damage(&mut bytes)
        } else {
            let mut document = content(&genuine);
            let what = random.distort(&mut document, &texts);
            bytes = sealed(&genuine, &document);
            what
        };
        if bytes == genuine {
            continue;
        }
        fs::write(&anchor, &bytes).unwrap();
        let case = format!("{time}: {what}");
        let beside = home.beside();
        let verified = calm(&case, || {
            let service = kozmoai::service::Service::open(secrets::settings(&home.folder())).unwrap();
            let verified = service.admin(&secrets::operator()).unwrap().verify_audit(&mut |_, _| true).unwrap();
            service.admin(&secrets::operator()).unwrap().create_user(&newcomer(time)).unwrap();
            verified
        });
        match verified {
            Verification::Whole { .. } => unharmed += 1,
            _ => reported += 1,
        }
        // Damage that a checksum detects is reported, and an operation does not hide it.
        if time % 2 == 0 {
            assert!(!matches!(verified, Verification::Whole { .. }), "{case}: unreported damage");
            assert_eq!(fs::read(&anchor).unwrap(), bytes, "{case}");
        }
        assert_eq!(home.beside(), beside, "{case}: files elsewhere");
    }
    println!("damaged anchors: {reported} reported, {unharmed} without effect");
}

#[test]
fn damaged_marker_loses_nothing() {
    let mut home = TestEnv::new(false);
    home.must(&["users", "add", "later", "--generate-password"]);
    let known = users(&home).unwrap();
    home.keep("before");
    let mut random = TestRandom::new("markers");
    let (mut refused, mut unharmed) = (0, 0);
    for time in 0..part(3) {
        home.put("before");
        let name = *random.pick(&["kozmoai-store", "kozmoai-newest"]);
        let marker = home.folder().join("config/store").join(name);
        let genuine = fs::read(&marker).unwrap();
        let mut bytes = genuine.clone();
        let what = if time % 2 == 0 {
            random.damage(&mut bytes)
        } else {
            // Another number in the program's own format.
            let text = String::from_utf8(genuine.clone()).unwrap();
            let digit = |c: char| if c.is_ascii_digit() { char::from(b'0' + random.below(10) as u8) } else { c };
            let changed = text.chars().map(digit).collect::<String>();
            bytes = match changed.split_once(' ') {
                Some((number, _)) if name == "kozmoai-newest" => format!("{number} {number}\n").into_bytes(),
                _ => changed.into_bytes(),
            };
            "other numbers".to_owned()
        };
        fs::write(&marker, &bytes).unwrap();
        let case = format!("{time}: {name}, {what}");
        match calm(&case, || users(&home)) {
            Ok(found) => {
                unharmed += 1;
                assert_eq!(found, known, "{case}");
            }
            Err(error) => {
                refused += 1;
                assert_eq!(error.kind(), Kind::Store, "{case}: {error}");
                fs::write(&marker, &genuine).unwrap();
                assert_eq!(users(&home).unwrap(), known, "{case}: with the genuine marker");
            }
        }
    }
    println!("damaged markers: {refused} refused, {unharmed} without effect");
}

#[test]
fn damaged_lock_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kozmoai.db.admin-lock");
    let held = |_: &str| Error::from(CommandError::Interrupted).of_kind(Kind::Store);
    drop(kozmoai::fs::lock::hold(&path, held).unwrap());
    let genuine = fs::read(&path).unwrap();
    let mut random = TestRandom::new("lock files");
    let (mut refused, mut taken) = (0, 0);
    for time in 0..part(3) {
        let mut bytes = genuine.clone();
        let what = if time % 2 == 0 {
            random.damage(&mut bytes)
        } else {
            // The note of an unknown process.
            bytes = format!("process {} (x, since {})\n", random.below(1 << 22), Timestamp::UNIX_EPOCH).into_bytes();
            "another note".to_owned()
        };
        fs::write(&path, &bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let case = format!("{time}: {what}");
        match calm(&case, || kozmoai::fs::lock::hold(&path, held)) {
            Ok(_) => taken += 1,
            Err(_) => {
                refused += 1;
                assert_eq!(fs::read(&path).unwrap(), bytes, "{case}: refused, and changed");
            }
        }
        assert!(time % 2 == 0 || fs::read(&path).unwrap() != bytes, "{case}: a lock that nobody holds is taken");
    }
    println!("damaged lock files: {refused} left alone, {taken} taken");
}
