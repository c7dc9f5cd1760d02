//! The screens before a sign-in: the first run and the sign-in itself.

use jiff::SignedDuration;

use crate::error::UserError;
use crate::model::user::check_username;
use crate::service::{PasswordPolicy, SignInRefusal, keys};
use crate::tui::parts::lockout;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::dialog::frame;

type Cx<'a> = Context<'a, Job, Infallible>;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    SignIn { username: String, password: Secret },
    CreateFirstSuperuser { username: String, password: Secret },
    GeneratePassword,
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    SignedIn(Result<User, SignInRefusal>),
    PasswordGenerated(Secret),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let (username, password) = match self {
            Self::SignIn { username, password } => (username, password),
            Self::CreateFirstSuperuser { username, password } => {
                cx.service.create_first_superuser(&username, &password)?;
                (username, password)
            }
            Self::GeneratePassword => return Ok(Reply::PasswordGenerated(keys::generate_password()?)),
        };
        Ok(Reply::SignedIn(cx.service.sign_in(&username, &password)?))
    }
}

/// The sign-in screen, or that of the first run.
#[derive(Debug)]
pub struct LoginScreen {
    is_first_run: bool,
    /// The username and the password.
    form: Form<(String, Secret)>,
    /// The lockout: until when, and for which username.
    locked: Option<(Timestamp, String)>,
    /// Whether it signs in by itself once that is over.
    is_waiting: bool,
    /// The notices of the start.
    notices: Vec<String>,
}

impl LoginScreen {
    fn with(is_first_run: bool, username: &str, submit: &'static str, policy: PasswordPolicy) -> Self {
        let is_valid_name = move |username: &FormField, _: &[FormField]| match username.value() {
            "" => Err(UserError::UsernameMissing.into()),
            name if is_first_run => check_username(name),
            _ => Ok(()),
        };
        let is_valid_password = move |password: &FormField, fields: &[FormField]| {
            let username = fields.first().map_or("", FormField::value);
            if is_first_run { policy.check(username, &password.secret_value()) } else { Ok(()) }
        };
        let password = if is_first_run {
            FormField::new_password("Password")
        } else {
            FormField::secret("Password").reports(Field::Password)
        };
        let fields = [
            FormField::text("Username", username).reports(Field::Username).checked(is_valid_name),
            password.checked(is_valid_password),
            FormField::confirmation().shown_if(is_first_run),
        ];
        let form =
            Form::new(fields, ["Quit", submit], |[username, password, _]| (username.value().to_owned(), password.secret_value()));
        let form = if is_first_run { form.generating() } else { form };
        Self { is_first_run, form, locked: None, is_waiting: false, notices: Vec::new() }
    }

    /// Creates the screen of the first run.
    pub fn first_run(policy: PasswordPolicy) -> Self {
        Self::with(true, "admin", "Create superuser", policy)
    }

    /// Sets the notices below the form.
    pub fn set_notices(&mut self, notices: Vec<String>) {
        self.notices = notices;
    }

    fn submit(&mut self, cx: &mut Cx<'_>) {
        let Some((username, password)) = self.form.value() else { return };
        let now = cx.env.now;
        if let Some((until, _)) = self.locked.as_ref().filter(|(until, name)| *until > now && *name == username) {
            let left = until.duration_since(now);
            return self.wait(left);
        }
        self.form.set_busy(true);
        cx.run(if self.is_first_run {
            Job::CreateFirstSuperuser { username, password }
        } else {
            Job::SignIn { username, password }
        });
    }

    /// Shows why the sign-in was refused, and clears the password; or waits until the next attempt is possible.
    fn refuse(&mut self, refusal: &SignInRefusal, now: Timestamp) {
        match refusal {
            SignInRefusal::LockedOut(left) => {
                self.locked = Some((now.checked_add(*left).unwrap_or(now), self.form.text_of(Field::Username).to_owned()));
                self.wait(*left);
            }
            SignInRefusal::Incorrect | SignInRefusal::WaitingForApproval | SignInRefusal::Inactive => {
                self.form.refuse_password(&refusal.to_string());
            }
        }
    }

    /// Keeps what was typed, and signs in by itself when the time is over.
    fn wait(&mut self, left: SignedDuration) {
        self.is_waiting = true;
        self.form.set_error(None, &lockout::waiting(left));
    }
}

impl Screen for LoginScreen {
    /// Nobody has a right to any action yet.
    type Action = Infallible;
    type Choice = Infallible;
    type Job = Job;

    const ROUTE: Route = Route::Login;

    fn new(env: &Env) -> Self {
        Self::with(false, "", "Sign in", env.info.password_policy)
    }

    fn load(&mut self, _cx: &mut Cx<'_>) {}

    fn disabled(&self, action: Infallible, _env: &Env) -> Option<Reason> {
        match action {}
    }

    fn act(&mut self, action: Infallible, _cx: &mut Cx<'_>) {
        match action {}
    }

    fn choose(&mut self, choice: Infallible, _cx: &mut Cx<'_>) {
        match choice {}
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::SignedIn(Ok(user)) => {
                cx.say(format!("Welcome, {}", user.username));
                cx.request(Request::SignIn(Box::new(user)));
            }
            Reply::SignedIn(Err(refusal)) => self.refuse(&refusal, cx.env.now),
            Reply::PasswordGenerated(password) => {
                if self.form.fill_password(&password) {
                    cx.details(DetailsOverlay::generated_password(password));
                }
            }
        }
    }

    fn fail(&mut self, _slot: Slot, error: Error, _env: &Env) -> Option<Error> {
        let field = match error.field() {
            _ if !self.is_first_run => None,
            Some(Field::Username) => Some(Field::Username),
            _ => Some(Field::Password),
        };
        self.form.set_error(field, &error.in_console());
        None
    }

    fn follow(&mut self, cx: &mut Cx<'_>) {
        if self.is_waiting && self.locked.is_none() {
            self.is_waiting = false;
            self.form.clear_error();
            self.submit(cx);
        }
    }

    fn key(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        if self.is_waiting {
            // Only Esc is answered meanwhile; it ends the wait.
            if let (KeyCode::Esc, Some((until, _))) = (key.code, &self.locked) {
                self.is_waiting = false;
                self.form.set_error(None, &SignInRefusal::LockedOut(until.duration_since(cx.env.now)).to_string());
            }
            return true;
        }
        if self.form.asks_for_password(key) {
            cx.run(Job::GeneratePassword);
            return true;
        }
        match self.form.key(key) {
            FormEvent::Cancel if key.code != KeyCode::Esc => cx.request(Request::Quit),
            FormEvent::Submit => self.submit(cx),
            FormEvent::Cancel | FormEvent::Ignored | FormEvent::Edited => {}
        }
        true
    }

    fn point(&mut self, pointer: Pointer, _cx: &mut Cx<'_>) -> Option<KeyEvent> {
        self.form.point(pointer)
    }

    fn paste(&mut self, text: &str, _cx: &mut Cx<'_>) {
        if !self.is_waiting {
            self.form.paste(text);
        }
    }

    fn tick(&mut self, now: Timestamp) -> bool {
        let Some((until, name)) = &self.locked else { return false };
        let left = until.duration_since(now);
        let concerned = *name == self.form.text_of(Field::Username);
        if left <= SignedDuration::ZERO {
            self.locked = None;
            if concerned && !self.is_waiting {
                self.form.set_error(None, "You can try again now.");
            }
        } else if self.is_waiting {
            self.form.set_error(None, &lockout::waiting(left));
        } else if concerned {
            self.form.set_error(None, &SignInRefusal::LockedOut(left).to_string());
        }
        true
    }
}

impl View for LoginScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let columns = 52.min(area.width.saturating_sub(4));
        let about = if self.is_first_run {
            "There is no superuser yet. Create the first one, who administers all users. There is no default password."
        } else {
            "Sign in to administer Kozmoai."
        };
        let mut lines = wrap(about, columns.into());
        lines.push(String::new());
        let title = if self.is_first_run { "kozmoai · first run" } else { "kozmoai" };
        let rows = u16::try_from(lines.len()).unwrap_or(0) + self.form.height(columns);
        let inner = frame(buffer, area, theme, title, columns, rows, false);
        // In a small terminal, the form takes precedence over the text above it.
        let spare = inner.height.saturating_sub(self.form.height(columns));
        let shown = lines.iter().take(spare.into());
        let mut y = inner.y;
        for line in shown {
            draw_str(buffer, inner, inner.x, y, line, theme.dim);
            y += 1;
        }
        let form = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
        // Below the frame, but above the line with the database.
        let room = area.bottom().saturating_sub(inner.bottom() + 3);
        let wrapped = |columns: u16| self.notices.iter().flat_map(|notice| wrap(notice, columns.into())).collect::<Vec<_>>();
        let (mut x, mut notices) = (inner.x, wrapped(columns));
        if notices.len() > room.into() {
            let columns = area.width.saturating_sub(4);
            (x, notices) = (area.x + 2, fit(wrapped(columns), room, columns.into()));
        }
        for (line, y) in notices.iter().zip(inner.bottom() + 2..) {
            draw_str(buffer, area, x, y, line, theme.dim);
        }
        if area.height > rows + 5 {
            draw_str(buffer, area, area.x + 1, area.bottom().saturating_sub(1), &env.info.store, theme.dim);
        }
        self.form.draw(buffer, form, theme)
    }

    fn typing_keys(&self) -> Option<Vec<(&'static str, &'static str)>> {
        if self.is_waiting {
            return Some(vec![lockout::STOP]);
        }
        // Esc quits nothing, the button does.
        let keys = self.form.keys().into_iter().filter(|(key, _)| *key != "esc");
        Some(keys.chain([("ctrl-c", "Quit")]).collect())
    }

    fn next_tick(&self, now: Timestamp) -> Option<Timestamp> {
        let (until, _) = self.locked.as_ref()?;
        let left = until.duration_since(now).max(SignedDuration::ZERO);
        now.checked_add(left.min(SignedDuration::from_secs(1))).ok()
    }
}
