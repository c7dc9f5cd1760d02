//! The journal of a rotation.

use std::fs;

use kozmoai::secret::ExposeSecret;
use kozmoai::service::Verification;

use super::installations::{TestEnv, USERS, Values, calm};
use super::random::TestRandom;
use super::recovery::{content, has_strace, sealed};
use super::{part, secrets};

/// The progress of the rotation whose journal is damaged.
const STAGES: [&str; 3] = ["begun", "re-encrypted", "key written"];

struct Stage {
    name: &'static str,
    journal: Vec<u8>,
    new_key: String,
    values: Values,
}

fn stages(home: &TestEnv) -> Vec<Stage> {
    home.keep("before");
    let before = home.values();
    let file = home.folder().join("config/rotation.json");
    let stage_of = |home: &TestEnv| {
        let env = fs::read_to_string(home.folder().join(".env")).unwrap();
        if !env.contains(secrets::FIRST_KEY) {
            STAGES[2]
        } else if home.values() == before {
            STAGES[0]
        } else {
            STAGES[1]
        }
    };
    let stages = STAGES.into_iter().map(|name| {
        let rotate = ["rotate", "--yes", "--no-backup", "--old-key-file", "older_key"];
        home.interrupt("before", &rotate, name, &|_| {}, &|home| file.exists() && stage_of(home) == name);
        let journal = fs::read(&file).unwrap();
        let new_key = content(&journal)["new_key"].as_str().unwrap().to_owned();
        Stage { name, journal, new_key, values: home.values() }
    });
    stages.collect()
}

/// Whether these keys decrypt every value.
fn open(values: &Values, keys: &[&str]) -> bool {
    let ring = secrets::ring(keys[0], &keys[1..]);
    values.len() == USERS * secrets::VALUES_OF_A_USER && values.values().all(|value| ring.decrypt(value).is_ok())
}

fn damage_journals(sqlite: bool, times: usize) {
    if !has_strace() {
        return;
    }
    let mut home = TestEnv::new(sqlite);
    let mut random = TestRandom::new(if sqlite { "journals beside SQLite" } else { "journals beside an embedded database" });
    let stages = stages(&home);
    let file = home.folder().join("config/rotation.json");
    let beside = home.beside();
    let texts: Vec<String> = [
        home.canary().join("file").display().to_string(),
        "../canary/file".to_owned(),
        "../../canary/file".to_owned(),
        "older_key".to_owned(),
        ".env".to_owned(),
    ]
    .into_iter()
    .chain([secrets::FIRST_KEY.to_owned(), secrets::OLDER_KEY.to_owned(), "\n* * * * * root /x\n".to_owned(), "short".to_owned()])
    .collect();
    let (mut refused, mut ended) = (0, 0);
    let mut present = "";
    for time in 0..times {
        let stage = &stages[time * stages.len() / times];
        let mut bytes = stage.journal.clone();
        let what = if time % 2 == 0 {
            random.damage(&mut bytes)
        } else {
            let mut document = content(&stage.journal);
            let what = random.distort(&mut document, &texts);
            bytes = sealed(&stage.journal, &document);
            what
        };
        if bytes == stage.journal {
            continue;
        }
        if present != stage.name {
            home.put(stage.name);
            present = stage.name;
        }
        fs::write(&file, &bytes).unwrap();
        let onward = random.below(2) == 0;
        let case = format!("{}, {what}, {}", stage.name, if onward { "resume" } else { "rollback" });
        let folder = home.folder();
        let done = calm(&case, || {
            let service = secrets::service(&folder);
            // Reading the state must not be misled either.
            drop(service.rotation_status());
            if onward {
                service.admin(&secrets::operator()).unwrap().resume_rotation(&mut |_| true)
            } else {
                service.admin(&secrets::operator()).unwrap().roll_back_rotation(&mut |_| true)
            }
        });
        assert_eq!(home.beside(), beside, "{case}: files elsewhere");
        if !home.is_changed(&file) && done.is_err() {
            refused += 1;
            continue;
        }
        present = "";
        let values = calm(&case, || home.values());
        let known = [stage.new_key.as_str(), secrets::FIRST_KEY, secrets::OLDER_KEY];
        let on_disk = secrets::settings(&folder).secret_key.value.clone();
        let on_disk = on_disk.as_ref().map_or("", |key| key.expose_secret());
        assert!(known.contains(&on_disk), "{case}: another key on disk; {done:?}");
        assert!(open(&values, &known), "{case}: undecryptable values; {done:?}");
        match &done {
            Ok(report) => {
                ended += 1;
                // The previous key stays with the person who gave it; the one on disk must decrypt the rest.
                let same_as_before = values == stage.values;
                // A journal that awaits other clients keeps the keys, which decrypt values.
                let journal = fs::read(&file).unwrap_or_default();
                let text = String::from_utf8_lossy(&journal);
                let is_kept = |key: &&str| *key == on_disk || (report.phase.is_some() && text.contains(*key));
                let kept: Vec<&str> = known.into_iter().filter(is_kept).collect();
                assert!(
                    open(&values, &[&kept[..], &[secrets::OLDER_KEY]].concat()),
                    "{case}: exit 0, but a key that values need is not on disk: {report:?}"
                );
                let needs_older = !open(&values, &kept);
                let is_reported = !report.found.unreadable.is_empty() || !onward || same_as_before;
                assert!(!needs_older || is_reported, "{case}: exit 0, but values still need the previous key: {report:?}");
            }
            Err(error) => {
                refused += 1;
                let journal = fs::read(&file).unwrap_or_default();
                let text = String::from_utf8_lossy(&journal);
                let kept = |key: &str| key == on_disk || key == secrets::OLDER_KEY || text.contains(key);
                let available: Vec<&str> = known.into_iter().filter(|key| kept(key)).collect();
                // The damage may have destroyed a key; the program must not.
                assert!(
                    journal == bytes || open(&values, &available),
                    "{case}: values need a key that is nowhere on disk: {error:?}"
                );
            }
        }
        let service = secrets::service(&folder);
        let verified = service.admin(&secrets::operator()).unwrap().verify_audit(&mut |_, _| true).unwrap();
        assert!(matches!(verified, Verification::Whole { .. }), "{case}: {verified:?}");
    }
    println!("{times} damaged journals: {refused} refused, {ended} completed");
}

#[test]
fn damaged_journal_harms_nothing_on_sqlite() {
    damage_journals(true, part(25));
}

#[test]
fn damaged_journal_harms_nothing_on_embedded() {
    damage_journals(false, part(20));
}
