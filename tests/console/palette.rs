//! The command palette: what is found, in which order, and what chance never does.

use std::rc::Rc;

use kozmoai::model::{AuditFilter, Cursor};
use kozmoai::tui::app::{key_sheet, sections};
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;
use kozmoai::tui::widgets::matching::{Closeness, Typed};
use proptest::prelude::*;

use super::env::{TestConsole, TestEnv, operator};
use super::thorough::times;

fn console(house: &TestEnv) -> TestConsole<'_> {
    house.console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark())
}

/// The line of the entry that Enter would carry out.
fn chosen(console: &mut TestConsole<'_>) -> Option<String> {
    let text = console.text();
    let inside = text.lines().filter_map(|line| Some(line.split_once('│')?.1.rsplit_once('│')?.0.trim().to_owned()));
    inside.filter_map(|line| line.strip_prefix("› ").map(str::to_owned)).next()
}

#[test]
fn entries_are_found_by_title_command_and_letters() {
    let house = TestEnv::keeping();
    let mut console = console(&house);
    for (typed, title) in [
        ("set pass", "Set password"),
        ("passw", "Set password"),
        ("users add", "Create user"),
        ("rotate", "Rotate the secret key"),
        ("doctor", "Check database, key, settings and files"),
        ("audit", "Go to audit log"),
        ("users", "Go to users"),
        ("api-keys", "Go to API keys"),
        ("variables import", "Import variables"),
        ("pending approvals", "Users pending approval"),
        ("idle_lock", "Setting KOZMOAI_IDLE_LOCK"),
        ("KOZMOAI_SECRET_KEY", "Setting KOZMOAI_SECRET_KEY"),
        ("Create VAR", "Create variable"),
        ("crvar", "Create variable"),
        ("users deactivate", "Activate or deactivate selected users"),
        ("reveal", "Reveal value (15 s, audited)"),
        ("keygen", "Generate a secret key"),
    ] {
        console.keys(":").keys(typed);
        let found = chosen(&mut console).unwrap_or_default();
        assert!(found.starts_with(title), "{typed:?} finds {found:?}, not {title:?}:\n{}", console.text());
        console.keys("<esc>");
    }
    console.keys(":zqxj").shows("No matches").keys("<enter>").shows("No matches").keys("<esc>:!!").shows("No matches");
}

#[test]
fn present_screen_comes_first_among_equals() {
    let house = TestEnv::keeping();
    let mut console = console(&house);
    for (screen, title) in [("1", "Create user"), ("2", "Create variable"), ("3", "Create API key")] {
        console.keys(screen).keys(":create");
        assert!(chosen(&mut console).unwrap().starts_with(title));
        console.keys("<esc>");
    }
    console.keys("2:delete");
    assert!(chosen(&mut console).unwrap().starts_with("Delete variable"));
}

#[test]
fn control_k_opens_and_closes_it() {
    let house = TestEnv::inhabited();
    console(&house)
        .keys("<c-k>")
        .shows("Command palette")
        .keys("<c-k>")
        .hides("Command palette")
        .keys(":")
        .shows("Command palette");
}

#[test]
fn action_of_another_screen_is_carried_out_there() {
    let house = TestEnv::keeping();
    let mut console = console(&house);
    console.keys(":variables import<enter>").shows("Import variables");
    assert_eq!(console.app.route(), Route::Variables);
    console.keys("<esc>:doctor<enter>").shows("Doctor ·");
    assert_eq!(console.app.route(), Route::Settings);
    console.keys(":change your password<enter>").shows("Current password").keys("<esc>");
    assert_eq!(console.app.route(), Route::Account);
    // What is disabled there says so.
    console.keys(":resume<enter>").shows("No rotation was interrupted.");
    assert_eq!(console.app.route(), Route::SecretKey);
    // The question names the row.
    console.keys(":delete var<enter>").shows("Delete the variable \"OPENAI_API_KEY\" of \"alice\"");
    console.keys("<esc>1:show user details<enter>").shows("Username").keys("<esc>");
    // A key before the data is there cancels it.
    console.held = true;
    console.keys("2:edit user<enter>3").settle().hides("Edit user");
}

#[test]
fn places_are_entries_too() {
    let house = TestEnv::keeping();
    let mut console = console(&house);
    console.keys("3:pending<enter>").shows("bob").hides("carol");
    assert_eq!(console.app.route(), Route::Users);
    console.keys(":superusers<enter>").shows("carol").hides("bob");
    console.keys(":idle lock<enter>").shows("› KOZMOAI_IDLE_LOCK");
    console.keys(":failed<enter>").shows("Audit log · session.sign_in_refused").shows("No failed sign-ins");
    console.keys("<esc>").shows("session.signed_in");
}

#[test]
fn regular_users_find_only_what_is_theirs() {
    let house = TestEnv::keeping();
    let mut console = house.console_of(&house.user("alice").unwrap(), 100, 30, Theme::dark());
    console.keys(":").hides("Users").hides("Setting ").hides("Rotate").hides("undo").keys("rotate").shows("No matches");
    console.keys("<esc>:create api<enter>").shows("Create API key");
    assert_eq!(console.app.route(), Route::ApiKeys);
}

#[test]
fn secrets_of_rows_that_were_not_visible_stay_hidden() {
    let house = TestEnv::keeping();
    let mut console = console(&house);
    console.keys("1:reveal<enter>").shows("Choose a row first, then press v to reveal value.").hides("alices-secret");
    assert_eq!(console.app.route(), Route::Variables);
    console.keys(":reveal<enter>").shows("alices-secret").keys("<esc>:copy<enter>");
    assert_eq!(console.clipboard.as_deref(), Some("alices-secret"));
}

#[test]
fn weak_matches_of_secrets_are_listed_but_not_chosen() {
    let house = TestEnv::keeping();
    let mut console = console(&house);
    for typed in ["audit", "audited", "value", "get", "15 s", "re", "c", "val"] {
        console.keys("2:").keys(typed).keys("<enter>");
        assert!(console.clipboard.is_none());
        console.hides("alices-secret").keys("<esc><esc><esc>");
    }
    // One of them reverses the order.
    console.keys("2O:value").shows("Reveal value").keys("<enter>").shows("Choose one with ↑ ↓ first").keys("<down><enter>");
    console.shows("alices-secret");
}

#[test]
fn guarded_actions_never_come_first_among_equals() {
    let typed = Typed::new("de va");
    assert!(typed.find("Delete variable", &[]).is_some_and(|found| found.closeness == Closeness::WordStarts));
    assert!(Typed::new("elet").find_strictly("Delete variable", &[]).is_none());
    assert!(
        Typed::new("dlt").find_strictly("Delete variable", &[]).is_none()
            && Typed::new("delv").find("Delete variable", &[]).is_some()
    );
    let house = TestEnv::keeping();
    let mut console = console(&house);
    // "Copy value" and "Delete variable" match "v" as closely as what is harmless.
    console.keys("2:v");
    let first = chosen(&mut console).unwrap_or_default();
    assert!(!first.starts_with("Copy") && !first.starts_with("Delete") && !first.starts_with("Reveal"), "{first}");
}

#[test]
fn every_change_that_asks_nothing_is_guarded() {
    let unasked = ["Undo the last change of a user"];
    for action in sections().into_iter().flat_map(|section| section.actions).filter(|action| unasked.contains(&action.title)) {
        assert!(action.destructive, "{}", action.title);
    }
}

thread_local! {
    /// Of one test, whose thread deletes it.
    static HOUSE: Rc<TestEnv> = Rc::new(TestEnv::keeping());
}

/// The number of audited events, except those of signing in and out.
fn events(house: &TestEnv) -> usize {
    let admin = house.service.admin(&operator()).unwrap();
    let events = admin.audit(&AuditFilter::default(), &Cursor::FIRST, 100_000).unwrap().rows;
    events.iter().filter(|event| !event.entry.action.name().starts_with("session.")).count()
}

/// Words from anywhere, fragments of titles and commands, and random letters.
fn words() -> impl Strategy<Value = String> {
    let list = "audit value secret key password user state time show list get set all new open print log token file data name \
                change remove who what is the a of to it last first admin alice carol kozmoai help me please ls rm";
    let known: Vec<String> = key_sheet().split_whitespace().map(str::to_owned).collect();
    let fragment = (prop::sample::select(known), 0_usize..6, 1_usize..8)
        .prop_map(|(word, skip, take)| word.chars().skip(skip).take(take).collect::<String>());
    let list = prop::sample::select(list.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let word = prop_oneof![2 => list, 4 => fragment, 2 => "[a-z]{1,6}", 1 => "\\PC{0,5}"];
    prop::collection::vec(word, 1..4).prop_map(|words| words.join(" "))
}

/// Whether this names an action that acts at once: by the beginning of its first word, or its whole command.
fn is_named(typed: &str) -> bool {
    let lower = typed.to_lowercase();
    let verbs = ["reveal", "copy", "undo"];
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| word.len() >= 3 && verbs.iter().any(|verb| verb.starts_with(word))) || lower.contains("variables get")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: times(32, 96), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn random_words_reveal_copy_and_destroy_nothing(screen in 0_u8..8, texts in prop::collection::vec(words(), 1..6)) {
        let house = HOUSE.with(Rc::clone);
        let mut console = console(&house);
        // There is something to undo.
        console.keys("1/bob<enter>ay");
        let before = events(&house);
        for text in texts {
            prop_assume!(!is_named(&text));
            console.keys(&screen.to_string()).keys(":").tell(kozmoai::tui::app::Message::Paste(text.clone().into())).keys("<enter>");
            prop_assert!(console.clipboard.is_none(), "{text:?} copied something");
            let shown = console.text();
            let is_revealed = ["alices-secret", "bobs-secret", "in two lines"].iter().any(|value| shown.contains(value));
            prop_assert!(!is_revealed, "{text:?} revealed a value:\n{shown}");
            prop_assert_eq!(events(&house), before, "{:?} changed something:\n{}", text, shown);
            // A sign-out or a form is left again.
            if console.app.user().is_none() {
                console.sign_in("admin");
            }
            console.keys("<esc><esc><esc><esc>");
        }
    }
}
