//! Forms and dialogs: their keys, errors, choices and pickers, and what is typed at the wrong time.

use std::fmt::Write as _;

use jiff::SignedDuration;
use kozmoai::service::user_files::Format;
use kozmoai::tui::app::{Job, Message, global};
use kozmoai::tui::route::Route;
use kozmoai::tui::screens::users;
use kozmoai::tui::theme::Theme;
use proptest::prelude::*;
use ratatui::style::Modifier;

use super::env::{PASSWORD, TestConsole, TestEnv, operator};

fn console_of<'a>(house: &'a TestEnv, username: &str) -> TestConsole<'a> {
    house.console_of(&house.user(username).unwrap(), 100, 30, Theme::dark())
}

/// Adds many users.
fn import(house: &TestEnv, names: impl Iterator<Item = String>) {
    let mut rows = String::from("username\n");
    names.for_each(|name| writeln!(rows, "{name}").unwrap());
    assert!(house.service.admin(&operator()).unwrap().import_users(Format::Csv, &mut rows.as_bytes(), false).unwrap().done);
}

/// Fails unless this text is in the line below the one with the label.
#[track_caller]
fn shows_below(console: &mut TestConsole<'_>, label: &str, error: &str) {
    let text = console.text();
    let mut lines = text.lines().skip_while(|line| !line.contains(&format!("│ {label}")));
    assert!(lines.nth(1).is_some_and(|line| line.contains(error)), "{error:?} is not below {label:?}:\n{text}");
}

/// The line of the current row.
fn current(console: &mut TestConsole<'_>) -> String {
    console.text().lines().find(|line| line.starts_with('›')).unwrap_or_default().to_owned()
}

/// The number of characters typed into secrets.
fn dots(console: &mut TestConsole<'_>) -> usize {
    console.text().matches('•').count()
}

#[test]
fn footer_shows_keys_of_what_is_open() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    let footer = |console: &mut TestConsole<'_>| console.text().lines().last().unwrap().to_owned();
    assert!(footer(console.keys("")).contains("n New"));
    for (keys, expected) in [
        ("n", " ctrl-s Create  esc Cancel  tab Next  ctrl-g Generate"),
        ("x<esc>", " esc Discard  any key Keep editing"),
        ("<tab><tab><tab><tab>", " ctrl-s Create  esc Cancel  tab Next  space Toggle  ctrl-g Generate"),
        ("<esc><esc><down>a", " y Deactivate  esc Cancel  tab Other button"),
        ("<esc>d", " enter Delete  esc Cancel  tab Next"),
        ("<esc>o", " enter Choose  esc Close  ↑ ↓ Move"),
        ("<esc>2n", " ctrl-s Create  esc Cancel  tab Next"),
        ("<tab><tab>", " ctrl-s Create  esc Cancel  tab Next  ← → Choose"),
        ("<s-tab><s-tab><s-tab>", " ctrl-s Create  esc Cancel  tab Next  ↑ ↓ Pick"),
    ] {
        assert_eq!(footer(console.keys(keys)), expected, "{keys}");
    }
    console.keys("<esc>1");
    assert!(footer(&mut console).contains("n New"));
    assert_eq!(footer(console.keys("/al")), " enter Keep  esc Clear");
    assert!(footer(console.keys("<enter>")).contains("n New"));
}

#[test]
fn footer_shows_keys_before_a_sign_in_too() {
    let footer = |console: &mut TestConsole<'_>| console.text().lines().last().unwrap().to_owned();
    let empty = TestEnv::new(&[]);
    let mut console = empty.console(100, 30);
    assert_eq!(footer(&mut console), " ctrl-s Create superuser  tab Next  ctrl-g Generate  ctrl-c Quit");
    console.keys("<tab><c-g>");
    assert_eq!(footer(&mut console), " c Copy  esc Close");
    let house = TestEnv::inhabited();
    let mut console = house.console(80, 24);
    assert_eq!(footer(&mut console), " ctrl-s Sign in  tab Next  ctrl-c Quit");
    for _ in 0..3 {
        console.wait(SignedDuration::from_secs(20)).keys("admin<tab><c-u>wrong<enter><s-tab><c-u>");
    }
    assert_eq!(footer(console.sign_in("admin")), " esc Stop waiting");
    assert_eq!(footer(console.keys("<esc>")), " ctrl-s Sign in  tab Next  ctrl-c Quit");
}

#[test]
fn error_appears_when_its_field_is_left() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    console.keys("n").hides("required").keys("<tab>");
    shows_below(&mut console, "Username", "A username is required.");
    console.keys("short<tab>");
    shows_below(&mut console, "Password", "at least 8 characters");
    shows_below(&mut console, "Username", "A username is required.");
    console.keys("other<tab>");
    shows_below(&mut console, "Confirm password", "The two passwords differ.");
    // Each goes away as soon as it is corrected, and not before.
    console.keys("<s-tab><s-tab><s-tab>z").hides("is required").shows("at least 8").shows("The two passwords differ.");
    console.keys("<tab>er").shows("at least 8").keys("<c-u>").keys(PASSWORD).hides("at least 8").shows("passwords differ");
    console.keys("<tab><c-u>").shows("passwords differ").keys(PASSWORD).hides("passwords differ").keys("<c-s>");
    console.shows("Created user \"z\"");
}

#[test]
fn saving_and_leaving_find_the_same_errors() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "admin");
    for (open, wrong, error) in [
        ("1n", " zoe", "blank"),
        ("1n", "", "A username is required"),
        ("2n", "", "A name is required"),
        ("3n", "ci<tab>soon", "Invalid time \"soon\""),
        ("3n", "ci<tab>2020-01-01", "past"),
    ] {
        console.keys(open).keys(wrong).keys("<tab>").shows(error).keys("<esc><esc>");
        console.keys(open).keys(wrong).keys("<c-s>").shows(error).keys("<esc><esc>");
        console.hides(error);
    }
    // What only the database knows is found on saving, and is shown at its field until that is edited.
    console.keys("1nalice<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<c-s>");
    shows_below(&mut console, "Username", "This username is unavailable.");
    console.keys("<tab><tab><s-tab><s-tab>").shows("unavailable").keys("2").hides("unavailable");
}

#[test]
fn type_is_chosen_with_arrows_or_letters() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    console
        .keys("2nTOKEN<tab>value<tab>")
        .shows("(•) Credential  ( ) Generic")
        .keys("<right>")
        .shows("( ) Credential  (•) Generic");
    console.keys("<right>").shows("(•) Credential").keys("g").shows("(•) Generic").keys("c<left>").shows("(•) Generic");
    console.keys("<c-s>").shows("Created variable \"TOKEN\"").keys("<enter>").shows("Type").shows("Generic");
}

#[test]
fn owner_is_picked_from_matching_users() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "admin");
    console
        .keys("2n<s-tab><c-u>")
        .shows("  alice")
        .shows("  carol")
        .keys("ali")
        .shows("│                 › alice")
        .hides("│                   carol");
    console.keys("<enter>NEW<tab>value<c-s>").shows("Created variable \"NEW\" of \"alice\"");
    // Characters may be missing, and the arrow keys pick another one.
    console.keys("3n<s-tab><c-u>cl").shows("› carol").keys("<c-u>a").shows("› admin").keys("<down>").shows("› alice");
    console.keys("<down>").shows("› carol").keys("<up><tab>deploy<c-s>").shows("API key of \"alice\"").keys("<esc>");
    // A name that nobody has is reported when the field is left.
    console.keys("2n<s-tab><c-u>nobody<tab>");
    shows_below(&mut console, "Owner", "There is no user \"nobody\".");
    console.keys("<s-tab><c-u>").hides("There is no user").keys("<esc><esc>");
    console.keys("fcar<enter>").shows("Variables of carol").keys("f<c-u><enter>").shows("Variables of all users");
}

#[test]
fn matches_of_a_picker_are_highlighted() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    console.keys("2n<s-tab><c-u>li").shows("› alice");
    let buffer = console.buffer();
    let marked: String = buffer
        .content()
        .iter()
        .filter(|cell| cell.modifier.contains(Modifier::BOLD | Modifier::UNDERLINED))
        .map(ratatui::buffer::Cell::symbol)
        .collect();
    assert_eq!(marked, "li");
}

#[test]
fn picker_reads_few_of_many_users() {
    let house = TestEnv::inhabited();
    import(&house, (0..5_000).map(|number| format!("user{number:04}")));
    let admin = house.service.admin(&operator()).unwrap();
    for (text, first) in [("user4", "user4000"), ("4999", "user4999"), ("u4999", "user4999"), ("alice", "alice"), ("", "admin")] {
        let found = admin.find_users(text, 50).unwrap();
        assert!(found.names.len() <= 50 && found.names.first().is_some_and(|name| name == first), "{text}: {found:?}");
        assert_eq!(found.has_more, matches!(text, "user4" | ""), "{text}");
    }
    let mut console = console_of(&house, "admin");
    console.keys("2n<s-tab><c-u>user4").shows("› user4000").shows("… more; type to narrow down");
    console.keys("99").shows("› user4990").keys("9").shows("› user4999").hides("user4998").hides("… more");
}

#[test]
fn outdated_names_are_not_offered() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    console.keys("2n<s-tab><c-u>");
    console.held = true;
    console.keys("bob");
    assert!(console.pending(&|job| matches!(job, Job::App(global::Job::FindUsers(_)))) >= 1);
    console.keys("<enter>").shows("│ Owner           bob");
    console.settle().keys("<tab>");
    console.hides("There is no user");
}

#[test]
fn key_that_keeps_editing_is_not_typed() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    console.keys("nzoe<tab>secret<esc>").shows("Discard changes?");
    assert_eq!(dots(&mut console), 6);
    for key in ["n", "<enter>", "<tab>", "y", "<c-s>", "<c-g>"] {
        console.keys(key).hides("Discard changes?");
        assert_eq!(dots(&mut console), 6, "{key}");
        console.keys("<esc>").shows("Discard changes?");
    }
    console.tell(Message::Paste("pasted".to_owned().into())).hides("Discard changes?");
    assert_eq!(dots(&mut console), 6);
    console.keys("x");
    assert_eq!(dots(&mut console), 7, "the password still has the focus");
}

#[test]
fn keys_typed_while_a_password_is_generated_are_dropped() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    console.keys("nzoe<tab>");
    console.held = true;
    console.keys("<c-g>abc<c-g>").shows("Working …");
    assert_eq!((dots(&mut console), console.pending_changes()), (0, 1));
    console.tell(Message::Paste("abc".to_owned().into()));
    assert_eq!(dots(&mut console), 0);
    console.settle().shows("Generated password");
    // What is typed on is dropped, until there is a pause.
    console.keys("q<esc>c").shows("Generated password").wait(SignedDuration::from_secs(1)).keys("<esc>").hides("Generated");
    console.keys("<c-s>").shows("Created user \"zoe\"");
}

#[test]
fn keys_typed_while_a_job_runs_reach_nothing() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    console.keys("nzoe<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD);
    console.held = true;
    console.keys("<c-s>dddq").settle().shows("Created user \"zoe\"");
    console.keys("nnq").hides("Create user").wait(SignedDuration::from_millis(500)).keys("n").shows("Create user");
    assert!(!console.has_quit);
    // A question that opens meanwhile is not answered by what was meant for the list.
    console.keys("<esc>/alice<enter>");
    console.held = true;
    console.keys("ajy").settle().shows("Deactivate \"alice\"?").keys("y").shows("Deactivate \"alice\"?");
    assert!(house.user("alice").unwrap().is_active);
    console.wait(SignedDuration::from_secs(1)).keys("y").shows("Deactivated \"alice\"");
    // Without other keys in between, the answer may follow at once.
    console.keys("u").keys("ay");
    assert!(!house.user("alice").unwrap().is_active);
}

#[test]
fn keys_before_the_lock_is_visible_are_dropped() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    console.wait(SignedDuration::from_mins(10)).keys("jj").tell(Message::Paste("jj".to_owned().into()));
    assert!(console.app.is_locked());
    assert_eq!(dots(&mut console), 0);
    console.keys(PASSWORD).keys("<enter>").shows("alice");
}

#[test]
fn created_user_is_selected_in_any_order() {
    let house = TestEnv::inhabited();
    import(&house, (0..1_000).map(|number| format!("user{number:03}")));
    let mut console = console_of(&house, "admin");
    let create = |console: &mut TestConsole<'_>, name: &str| {
        console.keys("n").keys(name).keys("<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<c-s>");
        assert!(console.text().contains(&format!("Created user \"{name}\"")), "{}", console.text());
    };
    create(&mut console, "user500b");
    assert!(current(&mut console).contains("user500b"));
    console.shows("506 of 1,005").keys("<down>");
    assert!(current(&mut console).contains("user501"));
    console.keys("O");
    create(&mut console, "user700b");
    assert!(current(&mut console).contains("user700b"));
    console.shows("300 of 1,006").keys("oCreated<enter>").keys("/user<enter>");
    house.wait(SignedDuration::from_secs(5));
    create(&mut console, "user000b");
    assert!(current(&mut console).contains("user000b"));
    // A renamed user stays selected where it is now.
    console.keys("c/user000b<enter>oUsername<enter>c/user<enter><home>e<c-u>user999z<c-s>");
    assert!(current(&mut console).contains("user999z"), "{}", console.text());
}

#[test]
fn filter_that_hides_what_was_saved_is_named() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "admin");
    console.keys("/alice<enter>nzoe<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<c-s>");
    console.shows("Created user \"zoe\" (pending approval); the filter hides it, press c to clear it").keys("c");
    console.keys("fSuperusers<enter>e<c-u>root<c-s>").hides("filter hides");
    console.keys("2/REGION<enter>nOTHER<tab>value<c-s>").shows("of \"alice\"; the filter hides it").keys("c");
    console.keys("nAGAIN<tab>value<c-s>").hides("filter hides");
    assert!(current(&mut console).contains("AGAIN"));
}

#[test]
fn saved_variable_and_api_key_are_selected() {
    let house = TestEnv::keeping();
    (0..450).for_each(|number| house.set("bob", &format!("V{number:03}"), "value", true));
    let mut console = console_of(&house, "admin");
    console.keys("2nZZZ<tab>value<c-s>").shows("Created variable \"ZZZ\"");
    assert!(current(&mut console).contains("ZZZ"));
    console.keys("oName<enter>nW_LAST<tab>value<c-s>");
    assert!(current(&mut console).contains("W_LAST"));
    console.keys("<up>");
    assert!(current(&mut console).contains("V449"));
    console.keys("3ndeploy<c-s>").shows("won't be shown again").keys("<esc>");
    assert!(current(&mut console).contains("deploy"));
}

#[test]
fn questions_say_what_is_lost() {
    let house = TestEnv::keeping();
    house
        .service
        .admin(&operator())
        .unwrap()
        .change_flag(&[house.user("bob").unwrap()], kozmoai::service::FlagChange::Activate)
        .unwrap();
    let mut console = console_of(&house, "admin");
    console.keys("<down>a").shows("Deactivate \"alice\"? 1 API key will be revoked.").shows("‹ Cancel ›").keys("<enter>");
    console.keys("<space><down><space>a").shows("Deactivate 2 users? 2 API keys will be revoked.").keys("<enter>");
    console.keys("d").shows("Delete 2 users and all their data? That is 2 folders,").keys("<esc><esc>");
    console.keys("/b<enter>a").shows("Deactivate \"bob\"? They can no longer sign in.").hides("will be revoked").keys("<esc>");
    // The same for users who are selected by a filter.
    import(&house, (0..300).map(|number| format!("many{number:03}")));
    console
        .keys("c/many<enter><f5>*d")
        .shows("Delete 300 users and all their data? That is 300")
        .shows("0 API keys. This can't be undone.");
}

#[test]
fn undo_of_a_mass_change_names_everybody() {
    let house = TestEnv::inhabited();
    import(&house, (0..300).map(|number| format!("many{number:03}")));
    let mut console = console_of(&house, "admin");
    console.keys("/many<enter>*a").shows("Activate 300 users?").keys("y").shows("Activated 300 users").keys("u");
    console.shows("Undo the last change of 300 users?").shows("many000 → pending approval").hides("many299");
    console.keys("<end>").shows("many299 → pending approval").keys("<enter>");
    assert!(house.user("many299").unwrap().is_active, "the default is the harmless answer");
    console.keys("uy").shows("Undone: 300 users are pending approval again");
    assert!(!house.user("many299").unwrap().is_active);
}

#[test]
fn failed_change_says_the_next_step() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    console.keys("<down>e");
    let alice = house.user("alice").unwrap();
    house.service.admin(&operator()).unwrap().rename_user(&alice, "alicia").unwrap();
    console.keys("x<c-s>").shows("changed").keys("<esc><esc><f5>");
    console.keys("/bob<enter>Tcarl<enter>").shows("There is no user \"carl\".").shows("carol");
    assert_eq!(console.pending(&|job| matches!(job, Job::Users(users::Job::Transfer { .. }))), 0);
}

#[test]
fn sign_in_waits_and_goes_on_by_itself() {
    let house = TestEnv::inhabited();
    let mut console = house.console(80, 24);
    let seconds = SignedDuration::from_secs;
    let fail = |console: &mut TestConsole<'_>| {
        for _ in 0..3 {
            console.wait(seconds(20)).keys("admin<tab><c-u>wrong<enter><s-tab><c-u>");
        }
    };
    fail(&mut console);
    console.sign_in("admin").shows("Try again in 5 seconds. That").shows("admin");
    assert_eq!(dots(&mut console), PASSWORD.len(), "what was typed is kept");
    console.keys("xyz<bs><tab>").tell(Message::Paste("more".to_owned().into()));
    assert_eq!(dots(&mut console), PASSWORD.len());
    console.wait(seconds(2)).shows("Try again in 3 seconds.");
    assert_eq!(console.app.route(), Route::Login);
    console.wait(seconds(3));
    assert_eq!(console.app.route(), Route::Overview);
    // Esc stops waiting; what was typed stays, and can be submitted later.
    console.wait(seconds(1)).keys("L");
    fail(&mut console);
    console.sign_in("admin").keys("<esc>").shows("Try again in").hides("stops waiting");
    console.wait(seconds(60)).shows("You can try again now.");
    assert_eq!((console.app.route(), dots(&mut console)), (Route::Login, PASSWORD.len()));
    console.keys("<enter>");
    assert_eq!(console.app.route(), Route::Overview);
}

#[test]
fn unlocking_waits_and_goes_on_by_itself() {
    let house = TestEnv::inhabited();
    let mut console = console_of(&house, "admin");
    let seconds = SignedDuration::from_secs;
    console.wait(SignedDuration::from_mins(10)).hides("alice");
    for _ in 0..3 {
        console.wait(seconds(20)).keys("wrong<enter>").shows("Incorrect");
    }
    console.keys(PASSWORD).keys("<enter>").shows("Esc stops waiting.").shows(" esc Stop waiting").hides("ctrl-s").keys("xyz");
    assert_eq!(dots(&mut console), PASSWORD.len());
    let left = console.app.next_tick().unwrap().duration_since(house.service.now());
    assert!(left <= seconds(1), "the seconds are counted down");
    console.wait(seconds(10));
    assert!(!console.app.is_locked());
    console.shows("alice");
}

/// What is typed into a form: visible text, and secrets that occur nowhere else.
fn entry() -> impl Strategy<Value = (String, String, String)> {
    ("[a-z]{0,6}", "[A-Z]{2}[XQZ]{3}[a-z ]{0,12}", "[A-Z]{2}[XQZ]{3}[a-z ]{0,12}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 50, ..ProptestConfig::default() })]

    /// Whatever is refused, on leaving a field or on saving, stays as it was typed; and no secret is ever shown.
    #[test]
    fn nothing_typed_is_lost_or_shown_by_an_error(
        (name, first, second) in entry(),
        fails in any::<bool>(),
        is_variable in any::<bool>(),
        (columns, rows) in prop::sample::select(vec![(200_u16, 50_u16), (120, 36), (80, 24), (60, 16), (40, 12)]),
        walk in "[tsud]{0,8}",
    ) {
        let house = TestEnv::inhabited();
        let mut console = house.console_of(&house.user("admin").unwrap(), columns, rows, Theme::dark());
        let (open, secrets): (_, &[&String]) = if is_variable { ("2n", &[&first]) } else { ("1n", &[&first, &second]) };
        console.keys(open).keys(&name);
        for secret in secrets {
            console.keys("<tab>").tell(Message::Paste((*secret).clone().into()));
        }
        for key in walk.chars() {
            console.keys(match key { 't' => "<tab>", 's' => "<s-tab>", 'u' => "<up>", _ => "<down>" });
            let text = console.text();
            prop_assert!(!secrets.iter().any(|secret| text.contains(secret.as_str())), "{text}");
        }
        if fails {
            // The database refuses every change.
            console.held = true;
            console.keys("<c-s>").fail_changes();
        } else {
            console.keys("<c-s>");
        }
        let text = console.text();
        prop_assert!(!secrets.iter().any(|secret| text.contains(secret.as_str())), "{text}");
        // What is left of the form can be saved once it is corrected: nothing has to be typed again.
        if text.contains("ctrl-s") {
            let large = console.resize(120, 36).text();
            let typed: usize = secrets.iter().map(|secret| secret.chars().count()).sum();
            prop_assert_eq!(large.replace("(•)", "").matches('•').count(), typed, "{}", large);
            prop_assert!(name.is_empty() || large.contains(&name), "{}", large);
        }
    }
}
