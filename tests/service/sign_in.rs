//! Sign-in: Kozmoai's words, the growing delays, and what is recorded.

use jiff::SignedDuration;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{SignInFailures, User};
use kozmoai::secret::Secret;
use kozmoai::service::session::actor_of;
use kozmoai::service::{FlagChange, SignInRefusal};
use kozmoai::store::Change;

use super::env::{PASSWORD, TestEnv, operator, user};

type Attempt = Result<User, SignInRefusal>;

fn attempt(bench: &TestEnv, username: &str, password: &str) -> Attempt {
    bench.service.sign_in(username, &Secret::from(password)).unwrap()
}

fn count(bench: &TestEnv, username: &str) -> Option<u32> {
    bench.store.sign_in_failures(username).unwrap().map(|failures| failures.count)
}

#[test]
fn sign_in_is_recorded_and_changes_nothing_else() {
    let bench = TestEnv::new();
    let anna = bench.add("anna", true, false);
    let (signed_in, events) = bench.recorded(|| attempt(&bench, "anna", PASSWORD));
    let expected = User { last_login_at: Some(bench.service.now()), ..anna };
    assert_eq!((signed_in.unwrap(), bench.user("anna")), (expected.clone(), expected));
    assert_eq!(events, ["session.signed_in anna"]);
    let (_, events) =
        bench.recorded(|| bench.service.account(&bench.as_user("anna")).and_then(|account| account.sign_out()).unwrap());
    assert_eq!(events, ["session.signed_out"]);
}

#[test]
fn missing_default_folder_is_created_at_sign_in() {
    let bench = TestEnv::new();
    let hash = bench.add("anna", true, false).password;
    let bert = User { password: hash, ..user("bert", true, false) };
    bench.put(vec![Change::InsertUser(bert.clone())]);
    for _ in 0..2 {
        attempt(&bench, "bert", PASSWORD).unwrap();
        let folders = bench.store.folders(bert.id).unwrap();
        assert_eq!(folders.iter().map(|folder| folder.name.as_str()).collect::<Vec<_>>(), ["My Projects"]);
        assert_eq!((folders[0].description.as_deref(), folders[0].parent_id), (None, None));
    }
}

#[test]
fn refusals_use_kozmoais_words() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    bench.add("bert", false, false);
    let refusal = |username, password| attempt(&bench, username, password).unwrap_err().to_string();
    assert_eq!(refusal("bert", PASSWORD), "Waiting for approval");
    // Only who knows the password learns that the account is inactive.
    assert_eq!(refusal("bert", "wrong"), "Incorrect username or password");
    assert_eq!(refusal("bert", PASSWORD), "Too many attempts. Try again in 1 second.");
    assert_eq!(refusal("nobody", PASSWORD), "Incorrect username or password");
    assert_eq!(refusal("Anna", PASSWORD), "Incorrect username or password");
    assert_eq!(refusal("anna", ""), "Incorrect username or password");
    bench.wait(2);
    let anna = attempt(&bench, "anna", PASSWORD).unwrap();
    bench.add("carla", true, true);
    bench.service.admin(&operator()).unwrap().change_flag(&[anna], FlagChange::Deactivate).unwrap();
    assert_eq!(refusal("anna", PASSWORD), "Inactive user");
    assert_eq!(bench.user("bert").last_login_at, None);
}

#[test]
fn delays_grow_and_survive_restarts() {
    let mut bench = TestEnv::new();
    bench.add("anna", true, true);
    for (failures, seconds) in (1..).zip([1, 3, 5, 10, 30, 60, 300, 900, 900]) {
        assert_eq!(attempt(&bench, "anna", "wrong"), Err(SignInRefusal::Incorrect));
        assert_eq!(count(&bench, "anna"), Some(failures));
        let left = |seconds| Err(SignInRefusal::LockedOut(SignedDuration::from_secs(seconds)));
        assert_eq!(attempt(&bench, "anna", PASSWORD), left(seconds), "the right password is delayed too");
        bench = bench.reopened(&[]);
        bench.wait(seconds - 1);
        assert_eq!(attempt(&bench, "anna", PASSWORD), left(1), "after {failures} failures");
        bench.wait(1);
    }
    attempt(&bench, "anna", PASSWORD).unwrap();
    assert_eq!(count(&bench, "anna"), None, "a sign-in resets the failures");
    attempt(&bench, "anna", "wrong").unwrap_err();
    assert_eq!(count(&bench, "anna"), Some(1));
}

#[test]
fn attempt_during_delay_is_not_verified() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    attempt(&bench, "anna", "wrong").unwrap_err();
    let before = bench.store.sign_in_failures("anna").unwrap();
    for password in ["wrong", PASSWORD, "wrong"] {
        let (refused, events) = bench.recorded(|| attempt(&bench, "anna", password));
        assert!(matches!(refused, Err(SignInRefusal::LockedOut(_))) && events.is_empty(), "{events:?}");
    }
    assert_eq!(bench.store.sign_in_failures("anna").unwrap(), before, "the delay does not grow");
    // A clock that is set back does not extend it, and after a day the failures expire.
    bench.wait(-3_600);
    assert_eq!(attempt(&bench, "anna", PASSWORD), Err(SignInRefusal::LockedOut(SignedDuration::from_secs(1))));
    bench.wait(3_600 + 24 * 3_600);
    attempt(&bench, "anna", "wrong").unwrap_err();
    assert_eq!(count(&bench, "anna"), Some(1));
}

#[test]
fn unknown_names_are_treated_like_known_ones() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    for (username, event) in
        [("anna", "session.sign_in_refused anna: wrong password"), ("pasted secret", "session.sign_in_refused : unknown name")]
    {
        let (refused, events) = bench.recorded(|| attempt(&bench, username, "wrong"));
        assert_eq!((refused, count(&bench, username)), (Err(SignInRefusal::Incorrect), Some(1)));
        // A password typed into the wrong field is not recorded.
        assert_eq!(events, [event]);
        assert!(matches!(attempt(&bench, username, "wrong"), Err(SignInRefusal::LockedOut(_))));
    }
    bench.add("bert", true, false);
    assert!(attempt(&bench, "bert", PASSWORD).is_ok(), "delays are separate for each name");
}

/// The algorithm and the costs of a hash, such as `$argon2id$v=19$m=19456,t=2,p=1$`.
fn costs(hash: &str) -> String {
    hash.split_inclusive('$').take(4).collect()
}

#[test]
fn weak_hash_is_replaced_at_sign_in() {
    let bench = TestEnv::new();
    let strong = bench.add("anna", true, true).password;
    attempt(&bench, "anna", PASSWORD).unwrap();
    assert_eq!(bench.user("anna").password, strong);
    let cheap = bcrypt::hash(PASSWORD, 4).unwrap();
    let python = cheap.replacen("$2b$", "$2y$", 1);
    for (username, weak) in [("bert", cheap), ("carla", python)] {
        bench.insert(User { password: PasswordHash::new(weak), ..user(username, true, false) });
        attempt(&bench, username, "wrong").unwrap_err();
        bench.wait(1);
        attempt(&bench, username, PASSWORD).unwrap();
        let hash = bench.user(username).password.as_str().unwrap().to_owned();
        assert_eq!(costs(&hash), costs(strong.as_str().unwrap()));
        assert_eq!(attempt(&bench, username, PASSWORD).unwrap().password.as_str(), Some(hash.as_str()));
    }
}

#[test]
fn user_without_password_never_signs_in() {
    let bench = TestEnv::new();
    for (username, hash) in
        [("none", PasswordHash::none()), ("empty", PasswordHash::new("")), ("plain", PasswordHash::new("secret"))]
    {
        bench.insert(User { password: hash, ..user(username, true, true) });
        for password in ["", "secret"] {
            assert_eq!(attempt(&bench, username, password), Err(SignInRefusal::Incorrect), "{username}");
            bench.wait(10);
        }
    }
}

#[test]
fn unlock_verifies_but_records_no_sign_in() {
    let bench = TestEnv::new();
    let anna = bench.add("anna", true, true);
    let unlock =
        |password| bench.service.account(&actor_of(&anna)).and_then(|account| account.unlock(&Secret::from(password))).unwrap();
    let (opened, events) = bench.recorded(|| unlock(PASSWORD));
    assert_eq!((opened.unwrap().id, events), (anna.id, Vec::new()));
    assert_eq!(unlock("wrong"), Err(SignInRefusal::Incorrect));
    assert!(matches!(unlock(PASSWORD), Err(SignInRefusal::LockedOut(_))));
    assert!(matches!(attempt(&bench, "anna", PASSWORD), Err(SignInRefusal::LockedOut(_))), "the delay applies to both");
    bench.wait(1);
    bench.add("bert", true, true);
    bench.service.admin(&operator()).unwrap().change_flag(&[bench.user("anna")], FlagChange::Deactivate).unwrap();
    assert_eq!(unlock(PASSWORD), Err(SignInRefusal::Inactive));
}

#[test]
fn read_only_sign_in_works_and_records_nothing() {
    let bench = TestEnv::new();
    let anna = bench.add("anna", true, true);
    let service = bench.under("config", &[("AUTO_LOGIN", "false")]).read_only();
    let sign_in = |password| service.sign_in("anna", &Secret::from(password)).unwrap();
    let (done, events) = bench.recorded(|| (sign_in(PASSWORD), sign_in("wrong"), sign_in(PASSWORD)));
    let locked_out = |seconds| Err(SignInRefusal::LockedOut(SignedDuration::from_secs(seconds)));
    assert_eq!(done, (Ok(anna.clone()), Err(SignInRefusal::Incorrect), locked_out(1)));
    for seconds in [1, 3, 5] {
        bench.wait(seconds);
        assert_eq!(
            (sign_in("wrong"), sign_in(PASSWORD)),
            (Err(SignInRefusal::Incorrect), locked_out(seconds + if seconds == 5 { 5 } else { 2 }))
        );
    }
    bench.wait(10);
    assert_eq!(sign_in(PASSWORD), Ok(anna.clone()));
    assert_eq!(sign_in("wrong"), Err(SignInRefusal::Incorrect));
    assert_eq!(sign_in(PASSWORD), locked_out(1), "a sign-in resets the count");
    service.account(&actor_of(&anna)).and_then(|account| account.sign_out()).unwrap();
    assert_eq!((events, count(&bench, "anna"), bench.user("anna")), (Vec::new(), None, anna));
}

#[test]
fn failure_in_the_future_locks_nobody_out() {
    let bench = TestEnv::new();
    let anna = bench.add("anna", true, true);
    let last_at = bench.service.now() + SignedDuration::from_hours(24 * 365 * 10);
    for (count, seconds) in [(1, 1), (100, 900)] {
        let failures = Some(SignInFailures { count, last_at });
        bench.put(vec![Change::SetSignInFailures { username: "anna".to_owned(), failures }]);
        let locked_out = Err(SignInRefusal::LockedOut(SignedDuration::from_secs(seconds)));
        assert_eq!(attempt(&bench, "anna", PASSWORD), locked_out, "as if the failure were now");
        bench.wait(seconds);
        assert_eq!(attempt(&bench, "anna", PASSWORD).unwrap().id, anna.id);
    }
}

#[test]
fn costly_hash_refuses_every_password() {
    let bench = TestEnv::new();
    let hash = bench.add("anna", true, true).password.as_str().unwrap().to_owned();
    let hash = hash.replacen(&costs(&hash), "$argon2id$v=19$m=4194304,t=100000,p=1$", 1);
    let bert = bench.insert(User { password: PasswordHash::new(hash), ..user("bert", true, true) });
    assert_eq!(attempt(&bench, "bert", PASSWORD), Err(SignInRefusal::Incorrect));
    let findings = bench.service.admin(&operator()).unwrap().examine().unwrap();
    let finding = findings.iter().find(|finding| finding.message.contains("bert")).unwrap();
    assert!(finding.message.contains("password hash costs more") && finding.fix.is_some(), "{finding:?}");
    bench.wait(1);
    bench.service.admin(&operator()).unwrap().set_password(&bert, &Secret::from("another four words")).unwrap();
    assert!(attempt(&bench, "bert", "another four words").is_ok());
}
