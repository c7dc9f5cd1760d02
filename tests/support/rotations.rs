//! Endless rotations, each acknowledged once it is reported as done, and a check that nothing is lost.
//!
//! ```text
//! rotations seed FOLDER [URL]      creates secrets encrypted with two keys, in the database at URL, or with `sqlite` in a
//!                                  file of the directory
//! rotations write FOLDER           rotates again and again, and prints `ACK n` after each rotation
//! rotations verify FOLDER ACK      resumes or rolls back an interrupted rotation; exits 0 if the key on disk then decrypts
//!                                  every secret, and every acknowledged rotation is in the audit log. Prints `in flight`
//!                                  if a rotation was interrupted
//! ```
//!
//! The tests kill `write` at random moments, and `tests/power_cut.py` cuts its power.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a helper of tests speaks by printing")]

#[expect(dead_code, reason = "the rest is for tests")]
#[path = "secrets.rs"]
mod secrets;

use std::io::Write;
use std::path::Path;

use kozmoai::model::{AuditAction, AuditFilter, Cursor};
use kozmoai::secret::Secret;
use kozmoai::service::Verification;
use kozmoai::service::backup::Destination;
use kozmoai::service::rotation::Request;
use secrets::operator;

/// Enough users for kills to hit every stage.
const USERS: usize = 60;

fn write(folder: &Path) -> ! {
    let mut out = std::io::stdout();
    for rotation in 1.. {
        // The first ones need the previous key, and every second one writes a backup.
        let request = Request {
            old_keys: vec![Secret::from(secrets::OLDER_KEY)],
            backup: if rotation % 2 == 0 { Destination::ConfigDir } else { Destination::Nowhere },
            ..secrets::request()
        };
        secrets::service(folder).admin(&operator()).unwrap().rotate(&request, &mut |_| true).unwrap();
        writeln!(out, "ACK {rotation}").and_then(|()| out.flush()).unwrap();
    }
    unreachable!("endless rotations")
}

fn verify(folder: &Path, acknowledged: usize) {
    let service = secrets::service(folder);
    let rotated = AuditFilter { action: Some(AuditAction::SecretKeyRotated), ..AuditFilter::default() };
    if service.rotation_status().unwrap().is_some() {
        println!("in flight");
        let onward = service.now().as_microsecond() % 2 == 0;
        let ended = if onward {
            service.admin(&operator()).unwrap().resume_rotation(&mut |_| true)
        } else {
            service.admin(&operator()).unwrap().roll_back_rotation(&mut |_| true)
        };
        ended.unwrap();
    }
    assert!(service.rotation_status().unwrap().is_none());
    let events = service.admin(&operator()).unwrap().audit(&rotated, &Cursor::FIRST, usize::MAX).unwrap().rows.len();
    assert!(events >= acknowledged, "{events} rotations in the log, {acknowledged} acknowledged");
    match service.admin(&operator()).unwrap().verify_audit(&mut |_, _| true).unwrap() {
        Verification::Whole { .. } => {}
        broken => panic!("{broken:?}"),
    }
    drop(service);
    let key = secrets::settings(folder).secret_key.value.clone().unwrap();
    let store = kozmoai::store::open(&secrets::settings(folder).store.value).unwrap();
    // Before the first rotation some values are encrypted with the previous key.
    let older: &[&str] = if events == 0 || acknowledged == 0 { &[secrets::OLDER_KEY] } else { &[] };
    secrets::assert_all_open(&*store, secrets::exposed(&key), older, USERS);
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["seed", folder, place @ ..] => {
            let folder = Path::new(folder);
            match place {
                ["sqlite"] => drop(secrets::keep_in_sqlite(folder)),
                [url] => secrets::keep_in(folder, url),
                _ => {}
            }
            secrets::seed(folder, USERS);
        }
        ["write", folder] => write(Path::new(folder)),
        ["verify", folder, acknowledged] => verify(Path::new(folder), acknowledged.parse().unwrap()),
        _ => panic!("rotations seed FOLDER [URL] | write FOLDER | verify FOLDER ACK"),
    }
}
