//! Adopting the active key on the secret key screen.

use kozmoai::model::{KeyBinding, SecretLocation, VariableId};
use kozmoai::service::adoption::Adoption;
use kozmoai::service::decrypt_stats::{DecryptStats, UndecryptableValue};
use kozmoai::service::overview::UndecryptableSecret;
use kozmoai::tui::app::{Job, Reply};
use kozmoai::tui::screens::secret_key::{self, AdoptionPlan};
use kozmoai::tui::theme::Theme;
use uuid::Uuid;

use super::env::{FIRST_KEY, TestConsole, TestEnv};
use super::screens::check_everywhere;

fn console(house: &TestEnv) -> TestConsole<'_> {
    let mut console = house.console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark());
    console.keys("4");
    console
}

#[test]
fn adoption_is_planned_allowed_and_confirmed() {
    let house = TestEnv::with_lost_key("");
    let mut console = console(&house);
    console.shows("uses another key, 4babe69b59d2e26a").keys("a").shows("Esc Discard this plan");
    console.shows("4babe69b59d2e26a (from").shows("Undecryptable  1").shows("alice: variable TOKEN (no given key decrypts it)");
    console.keys("a").shows("Allow undecryptable").keys("<c-s>").shows("1 secret cannot be decrypted. Allow");
    console.keys("<space><c-s>").shows("4babe69b59d2e26a? 1 secret cannot be decrypted").keys("<enter>");
    console.shows("Esc Discard this plan").keys("a<space><c-s>y").shows("Adopted the key").shows("1 secret cannot be decrypted");
    console.shows("uses this key").keys("a").shows("The active key is already the database's key.");
    // It is named wherever it is found: by the check, and by the wizard, which refuses it and then skips it.
    console.keys("c").shows("· alice: variable TOKEN (no given key decrypts it)");
    console.keys("R<enter>").shows("1 value cannot be decrypted").shows("alice: variable TOKEN (no given key decrypts it)");
    console.keys("a").shows("are left unchanged").shows("· alice: variable TOKEN (no given key decrypts it)").keys("<esc><esc>4");
    house.set("alice", "TOKEN", "set again", false);
    assert_eq!(house.value("alice", "TOKEN").as_deref(), Some("set again"));
}

#[test]
fn adoption_with_fallback_keys_loses_nothing() {
    let house = TestEnv::with_lost_key(FIRST_KEY);
    let mut console = console(&house);
    console.keys("a").shows("Every secret stays readable").keys("<esc>").hides("Every secret").shows("uses another key");
    console.keys("aa").hides("Allow undecryptable").shows("Every Kozmoai server").keys("y").shows("Adopted the key");
    assert_eq!(house.value("alice", "TOKEN").as_deref(), Some("alices-secret"));
}

#[test]
fn adoption_needs_another_key() {
    let house = TestEnv::with_env_file(|store| store);
    console(&house).keys("a").shows("The active key is already the database's key.");
    let none = TestEnv::new(&[("SECRET_KEY", "")]);
    none.add("admin", true, true);
    console(&none).keys("a").shows("No secret key is set.");
}

/// A plan with more undecryptable secrets than are named.
fn plan() -> AdoptionPlan {
    let mut stats = DecryptStats::default();
    (stats.total, stats.current, stats.fallback, stats.plaintext) = (48_085, 48_000, vec![58], 2);
    let place = |number: u128| SecretLocation::Variable(VariableId(Uuid::from_u128(number)));
    let reason = "no given key decrypts it";
    stats.unreadable = (0..25).map(|number| UndecryptableValue { place: place(number), reason }).collect();
    let named = |number: u128| UndecryptableSecret {
        owner: (number != 2).then(|| ["alice", "bob"][usize::from(number > 2)].to_owned()),
        variable: (number != 1).then(|| format!("OPENAI_API_KEY_{number}")),
        place: place(number),
        reason,
    };
    let previous = KeyBinding { fingerprint: "0e5e1b6a2b7d9c11".to_owned(), origin: "/srv/kozmoai/.env line 4".to_owned() };
    let fingerprint = "4babe69b59d2e26a".to_owned();
    let adoption = Adoption { changed: true, fingerprint, previous: Some(previous), stats };
    AdoptionPlan { adoption, named: (0..20).map(named).collect() }
}

#[test]
fn adoption_snapshots() {
    let house = TestEnv::with_lost_key("");
    let known = |job: &Job| match job {
        Job::SecretKey(secret_key::Job::PlanAdoption) => Some(Reply::SecretKey(secret_key::Reply::AdoptionPlanned(plan()))),
        _ => None,
    };
    // All views share a database, so the sign-in that the first one records must not differ.
    let _first = house.console_of(&house.user("admin").unwrap(), 80, 24, Theme::dark());
    let view = |columns, rows, theme, keys: &str| {
        let mut console = house.console_of(&house.user("admin").unwrap(), columns, rows, theme);
        console.keys("4");
        console.held = true;
        console.keys("a").answered(&known).keys(keys).buffer()
    };
    for (name, keys) in [("adopt-plan", ""), ("adopt-allow", "a<c-s>"), ("adopt-confirm", "a<space><c-s>")] {
        check_everywhere(name, |columns, rows, _| {
            (view(columns, rows, Theme::dark(), keys), view(columns, rows, Theme::mono(), keys))
        });
    }
}
