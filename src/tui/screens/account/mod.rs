//! The account of the signed-in user.

mod actions;

pub use self::actions::{Action, Choice, Job, Reply};
use crate::tui::parts::store_key;
use crate::tui::parts::user_pane::{self, UserPane};
use crate::tui::screen::prelude::*;

/// The account screen. It shows the session, and what the user owns.
#[derive(Debug)]
pub struct AccountScreen {
    pane: UserPane,
    scroll: Scroll,
}

impl Screen for AccountScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::Account;

    fn new(_env: &Env) -> Self {
        Self { pane: UserPane::default(), scroll: Scroll::default() }
    }

    fn load(&mut self, cx: &mut Context<'_, Job, Choice>) {
        cx.request(Request::ReadSession);
        cx.query_part(user_pane::PART, Job::Summary);
    }

    fn disabled(&self, action: Action, env: &Env) -> Option<Reason> {
        match action {
            Action::ChangePassword => env.is_auto_login().then_some("you are signed in by auto login".into()),
            Action::StoreKey => None,
        }
    }

    fn act(&mut self, action: Action, cx: &mut Context<'_, Job, Choice>) {
        match (action, cx.env.user()) {
            (Action::ChangePassword, Some(user)) => cx.form(actions::password_form(user, cx.env.info.password_policy)),
            (Action::StoreKey, Some(user)) => store_key::offer(user, Choice::StoreKey, cx),
            (Action::ChangePassword | Action::StoreKey, None) => {}
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Context<'_, Job, Choice>) {
        match choice {
            Choice::Run(job) => cx.run(job),
            Choice::StoreKey(choice) => store_key::choose(choice, Job::StoreKey, Choice::StoreKey, cx),
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Context<'_, Job, Choice>) {
        match reply {
            Reply::PasswordChanged(user) => {
                cx.close_form();
                cx.say(format!("Set the password of \"{}\"", user.username));
                cx.request(Request::UsersChanged(vec![user]));
                cx.reload();
            }
            Reply::Summary(summary) => self.pane.take(*summary),
            Reply::StoreKey(reply) => store_key::report(&reply, cx),
        }
    }

    fn go(&mut self, by: Move, _cx: &mut Context<'_, Job, Choice>) {
        self.scroll.scroll_by(by.rows());
    }

    fn point(&mut self, pointer: Pointer, cx: &mut Context<'_, Job, Choice>) -> Option<KeyEvent> {
        match pointer.gesture {
            Gesture::Wheel(rows) if !self.pane.point(pointer) => self.go(Move::By(rows), cx),
            Gesture::Wheel(_) | Gesture::Click => {}
        }
        None
    }
}

impl View for AccountScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let user = env.user()?;
        let area = self.pane.draw_beside_account(buffer, area, theme, user, env.now);
        let rights = if user.is_superuser { "superuser (administers all users)" } else { "regular user" };
        let is_read_only = env.info.read_only;
        let password = match (env.is_auto_login(), is_read_only) {
            (true, _) => "none (auto login is on)",
            (false, true) => "set",
            (false, false) => "set (press p to change)",
        };
        let store_key = if is_read_only { "not changed in a read-only console" } else { "press S to set or clear" };
        let facts = [
            ("Username", user.username.clone()),
            ("Rights", rights.to_owned()),
            ("Last sign-in", exact_time(user.last_login_at)),
            ("Created", exact_time(Some(user.create_at))),
            ("Password", password.to_owned()),
            ("Store API key", store_key.to_owned()),
            ("ID", user.id.to_string()),
        ];
        let mut text = Text::default();
        facts.into_iter().for_each(|(name, value)| text.fact(name, value, theme.text));
        let body =
            Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(3), height: area.height.saturating_sub(1) };
        text.draw(buffer, body.intersection(area), theme, &self.scroll);
        None
    }

    fn has_relative_times(&self) -> bool {
        self.pane.is_shown()
    }
}
