//! Random keys and events of the mouse at random sizes never lead to a forbidden screen or a panic.

use std::rc::Rc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEventKind};
use jiff::SignedDuration;
use kozmoai::model::User;
use kozmoai::service::{FirstScreen, Startup};
use kozmoai::tui::app::Message;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;
use proptest::prelude::*;
use ratatui::layout::Position;

use super::env::TestEnv;

/// An event.
#[derive(Clone, Debug)]
enum Step {
    Key(KeyEvent),
    Paste(String),
    Mouse(MouseEventKind, Position),
    Resize(u16, u16),
    Wait(i64),
}

fn keys() -> impl Strategy<Value = KeyEvent> {
    let named = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::Insert,
        KeyCode::F(1),
        KeyCode::F(5),
        KeyCode::Null,
    ]);
    // Keys of actions are more frequent than others.
    let actor_of =
        prop::sample::select("01234567!][?:nedaspfoxOcruyLqvgGjkASViRbew/* ".chars().collect::<Vec<_>>()).prop_map(KeyCode::Char);
    let code = prop_oneof![3 => named, 6 => actor_of, 1 => any::<char>().prop_map(KeyCode::Char)];
    let modifiers = prop_oneof![8 => Just(KeyModifiers::NONE), 1 => Just(KeyModifiers::CONTROL), 1 => Just(KeyModifiers::ALT)];
    (code, modifiers).prop_map(|(code, modifiers)| KeyEvent::new(code, modifiers))
}

/// Events of the mouse, also outside the terminal.
fn mouse() -> impl Strategy<Value = Step> {
    let button = || prop::sample::select(vec![MouseButton::Left, MouseButton::Left, MouseButton::Right, MouseButton::Middle]);
    let kind = prop_oneof![
        6 => button().prop_map(MouseEventKind::Down),
        1 => button().prop_map(MouseEventKind::Up),
        1 => button().prop_map(MouseEventKind::Drag),
        1 => prop::sample::select(vec![MouseEventKind::Moved, MouseEventKind::ScrollLeft, MouseEventKind::ScrollRight]),
        3 => prop::sample::select(vec![MouseEventKind::ScrollDown, MouseEventKind::ScrollUp]),
    ];
    let within = |most: u16| prop_oneof![9 => 0..most, 1 => any::<u16>()];
    // The last lines, with keys and buttons, are met as often as all others.
    let y = prop_oneof![within(50), 20_u16..24];
    (kind, within(140), y).prop_map(|(kind, x, y)| Step::Mouse(kind, Position { x, y }))
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        12 => keys().prop_map(Step::Key),
        1 => "\\PC{0,40}".prop_map(Step::Paste),
        6 => mouse(),
        2 => (1_u16..140, 1_u16..50).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        1 => (0_i64..900).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 0..60)
}

/// The user who signs in.
#[derive(Clone, Copy, Debug)]
enum Who {
    Nobody,
    Alice,
    Admin,
    FirstRun,
}

/// The permissions of the screens, stated independently.
fn allowed(route: Route, user: Option<&User>, superuser_exists: bool) -> bool {
    match route {
        Route::FirstRun => user.is_none() && !superuser_exists,
        Route::Login => user.is_none(),
        Route::Overview | Route::Users | Route::SecretKey | Route::Rotation | Route::Backups | Route::Audit | Route::Settings => {
            user.is_some_and(|user| user.is_active && user.is_superuser)
        }
        Route::Variables | Route::ApiKeys | Route::Account => user.is_some_and(|user| user.is_active),
    }
}

thread_local! {
    /// Of one test, whose thread deletes them.
    static INHABITED: Rc<TestEnv> = Rc::new(TestEnv::keeping());
    static EMPTY: Rc<TestEnv> = Rc::new(TestEnv::new(&[]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn random_keys_never_reach_a_forbidden_screen(
        who in prop::sample::select(vec![Who::Nobody, Who::Alice, Who::Admin, Who::FirstRun]),
        mono in any::<bool>(),
        steps in steps(),
    ) {
        let house = if matches!(who, Who::FirstRun) { EMPTY.with(Rc::clone) } else { INHABITED.with(Rc::clone) };
        let entry = if matches!(who, Who::FirstRun) { FirstScreen::FirstRun } else { FirstScreen::SignIn };
        let theme = if mono { Theme::mono() } else { Theme::dark() };
        let mut console = house.console_with(80, 24, Startup { entry, notices: Vec::new() }, theme);
        match who {
            Who::Alice => { console.sign_in("alice"); }
            Who::Admin => { console.sign_in("admin"); }
            Who::Nobody | Who::FirstRun => {}
        }
        for step in steps {
            match step {
                // Ctrl-C would quit.
                Step::Key(key) if key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL => {}
                Step::Key(key) => { console.press(key); }
                Step::Paste(text) => { console.tell(Message::Paste(text.into())); }
                Step::Mouse(kind, at) => { console.mouse(kind, at); }
                Step::Resize(columns, rows) => { console.resize(columns, rows); }
                Step::Wait(seconds) => { console.wait(SignedDuration::from_secs(seconds)); }
            }
            let text = console.text();
            let superuser_exists = !matches!(who, Who::FirstRun) || house.user("admin").is_some();
            let (route, user) = (console.app.route(), console.app.user());
            prop_assert!(allowed(route, user, superuser_exists), "{route:?} for {user:?}");
            if !user.is_some_and(|user| user.is_superuser) {
                for others in ["carol", "CERTIFICATE", "bobs", "DB_PASSWORD"] {
                    prop_assert!(!text.contains(others), "another user's data is shown:\n{text}");
                }
            }
            let is_signed_out = user.is_none() || console.app.is_locked();
            prop_assert!(!is_signed_out || !text.contains("-secret"), "a secret stays visible after its owner left:\n{text}");
        }
    }
}
