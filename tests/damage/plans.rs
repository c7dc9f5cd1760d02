//! The plans of a restore: of two files on SQLite, of a directory swap on an embedded database.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;

use kozmoai::model::{Cursor, UserFilter, UserOrder};
use kozmoai::service::Verification;

use super::installations::{TestEnv, calm};
use super::random::TestRandom;
use super::recovery::{content, has_strace, sealed};
use super::{part, secrets};

/// The users of the database, if it can be opened, and whether its audit log is intact.
pub(crate) fn users(home: &TestEnv) -> kozmoai::error::Result<(BTreeSet<String>, bool)> {
    let service = kozmoai::service::Service::open(secrets::settings(&home.folder()))?;
    let page = service.admin(&secrets::operator()).unwrap().users(
        &UserFilter::default(),
        UserOrder::default(),
        &Cursor::FIRST,
        usize::MAX,
    )?;
    let verified = service.admin(&secrets::operator()).unwrap().verify_audit(&mut |_, _| true)?;
    let is_whole = matches!(verified, Verification::Whole { .. });
    Ok((page.rows.into_iter().map(|user| user.username).collect(), is_whole))
}

/// A genuine plan with the inodes that its files have in this copy of the installation, where it names any.
fn of_this_copy(home: &TestEnv, genuine: &[u8]) -> Vec<u8> {
    let mut plan = content(genuine);
    let inode = |name: &str| fs::symlink_metadata(home.folder().join(name)).map(|found| found.ino());
    for fresh in ["/main", "/side"] {
        if let Some(file) = plan.pointer_mut(fresh).filter(|file| file.get("inode").is_some())
            && let Ok(inode) = inode(file["name"].as_str().unwrap())
        {
            file["inode"] = inode.into();
        }
    }
    let kept = plan["kept"].as_str().map(str::to_owned);
    for old in plan["old"].as_array_mut().into_iter().flatten() {
        let suffix = old["suffix"].as_str().unwrap().to_owned();
        let names = ["kozmoai.db", kept.as_deref().unwrap()].map(|base| format!("{base}{suffix}"));
        // Until the old file is set aside it has its own name, and afterwards the other one.
        let known = names.iter().rev().find_map(|name| inode(name).ok());
        if let Some(inode) = known {
            old["inode"] = inode.into();
        }
    }
    sealed(genuine, &plan)
}

fn damage_plans(sqlite: bool, times: usize) {
    if !has_strace() {
        return;
    }
    let mut home = TestEnv::new(sqlite);
    let mut random = TestRandom::new(if sqlite { "plans of a restore on SQLite" } else { "plans of a swap" });
    let restored = users(&home).unwrap();
    home.must(&["backup", "the.backup"]);
    home.must(&["users", "add", "after", "--generate-password"]);
    let old = users(&home).unwrap();
    home.keep("before");
    let restore: &[&str] = &["restore", "the.backup", "--replace", "--yes"];
    let main = home.folder().join(if sqlite { "kozmoai.db" } else { "config/store" });
    let inode = |_: &TestEnv| fs::metadata(&main).map_or(0, |found| found.ino());
    let mut stages = Vec::new();
    // Interrupted before the restored database replaced the old one, and after.
    for (name, is_in_place) in [("planned", false), ("in place", true)] {
        let began = std::cell::Cell::new(0);
        home.interrupt("before", restore, name, &|home| began.set(inode(home)), &|home| {
            (inode(home) != began.get()) == is_in_place
        });
        let plan = home.recovery_files().pop().unwrap();
        let bytes = fs::read(&plan).unwrap();
        stages.push((name, plan, bytes));
    }
    let beside = home.beside();
    let texts: Vec<String> = [home.canary().join("file").display().to_string()]
        .into_iter()
        .chain(
            ["../canary/file", "older_key", ".env", "kozmoai.db", "kozmoai.db.admin", "store", "..", ".", "config", "the.backup"]
                .map(str::to_owned),
        )
        .collect();
    let (mut refused, mut settled) = (0, 0);
    for time in 0..times {
        let (name, plan, genuine) = &stages[time / 2 % stages.len()];
        home.put(name);
        let genuine = &of_this_copy(&home, genuine);
        let mut bytes = genuine.clone();
        let what = if time % 2 == 0 {
            random.damage(&mut bytes)
        } else {
            let mut document = content(genuine);
            let what = random.distort(&mut document, &texts);
            bytes = sealed(genuine, &document);
            what
        };
        if bytes == *genuine {
            continue;
        }
        fs::write(plan, &bytes).unwrap();
        let case = format!("{name}, {what}");
        let names = home.names();
        let found = calm(&case, || users(&home));
        assert_eq!(home.beside(), beside, "{case}: files elsewhere");
        for kept in ["the.backup", "older_key", ".env"] {
            assert!(home.folder().join(kept).exists(), "{case}: {kept} is gone");
        }
        match found {
            Ok((found, is_whole)) => {
                settled += 1;
                assert!(
                    found == old.0 || found == restored.0,
                    "{case}: neither the old database nor the restored one: {found:?}"
                );
                // A plan without the administration database omits it, which `audit verify` reports.
                assert!(is_whole || case.contains("/side"), "{case}: the audit log is broken");
            }
            Err(error) => {
                refused += 1;
                let database = if sqlite { "kozmoai.db" } else { "config/store" };
                assert!(error.to_string().contains(database), "{case}: the message names no file: {error}");
                // Nothing is lost.
                let gone: Vec<_> = names.difference(&home.names()).filter(|name| *name != plan).cloned().collect();
                assert!(gone.is_empty(), "{case}: refused, but {gone:?} are gone: {error}");
                fs::write(plan, of_this_copy(&home, genuine)).unwrap();
                let found = users(&home).unwrap_or_else(|error| panic!("{case}: the genuine plan no longer settles it: {error}"));
                assert!(found == old || found == restored, "{case}: {found:?}");
            }
        }
    }
    println!("{times} damaged plans: {refused} refused, {settled} settled without damage");
}

#[test]
fn damaged_restore_plan_harms_nothing() {
    damage_plans(true, part(20));
}

#[test]
fn damaged_swap_plan_harms_nothing() {
    damage_plans(false, part(15));
}
