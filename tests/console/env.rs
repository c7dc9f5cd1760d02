//! A console with a test backend.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::SignedDuration;
use kozmoai::config::{Overrides, Settings};
use kozmoai::fs::private;
use kozmoai::model::{Actor, StoreUrl, User, VariableType};
use kozmoai::secret::{ExposeSecret, Secret};
use kozmoai::service::progress::Stage;
use kozmoai::service::{FirstScreen, NewUser, Service, Startup, VariableEdit};
use kozmoai::store::{self, Store};
use kozmoai::tui::app::{App, AppInfo, Job, Message, Reply};
use kozmoai::tui::effect::{Effect, Slot, Ticket};
use kozmoai::tui::screens::{secret_key, users, variables};
use kozmoai::tui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::clock::TestClock;

/// The password of all users.
pub(crate) const PASSWORD: &str = "four unrelated words";

/// The initial secret key, once generated from 32 random bytes.
pub(crate) const FIRST_KEY: &str = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg";

/// Another one.
pub(crate) const SECOND_KEY: &str = "rCtEX0BBNI6d0T4IPvVdtcT5TFhWyfoAcpBXQFLvKgI";

/// A service on a database, for opening consoles.
pub(crate) struct TestEnv {
    pub(crate) service: Arc<Service>,
    clock: TestClock,
    pub(crate) folder: tempfile::TempDir,
}

impl TestEnv {
    /// An empty database with these settings.
    pub(crate) fn new(settings: &[(&str, &str)]) -> Self {
        Self::build(settings, |service| service)
    }

    /// The same, with a changed service, such as a read-only one.
    pub(crate) fn build(settings: &[(&str, &str)], with: impl FnOnce(Service) -> Service) -> Self {
        Self::open(tempfile::tempdir().unwrap(), settings, with)
    }

    /// The database in a folder, which may be empty.
    pub(crate) fn open(folder: tempfile::TempDir, settings: &[(&str, &str)], with: impl FnOnce(Service) -> Service) -> Self {
        let mut environment = BTreeMap::from([
            ("KOZMOAI_CONFIG_DIR".to_owned(), "/var/lib/kozmoai".to_owned()),
            ("KOZMOAI_SECRET_KEY".to_owned(), FIRST_KEY.to_owned()),
            ("KOZMOAI_AUTO_LOGIN".to_owned(), "false".to_owned()),
        ]);
        environment.extend(settings.iter().map(|(name, value)| (format!("KOZMOAI_{name}"), (*value).to_owned())));
        let settings = Settings::load_from(&Overrides::default(), &environment, folder.path()).unwrap();
        let store = store::open(&StoreUrl::Embedded(folder.path().join("store"))).unwrap();
        Self::on(folder, store, settings, with)
    }

    /// A database whose key is in a `.env`, with its own configuration directory and a secret of alice. The store is `wrapped`
    /// before it is used.
    pub(crate) fn with_env_file(wrapped: impl FnOnce(Box<dyn Store>) -> Box<dyn Store>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("# the key\nKOZMOAI_SECRET_KEY={FIRST_KEY}  # keep it\nKOZMOAI_AUTO_LOGIN=False\n");
        private::write(&folder.path().join(".env"), file.as_bytes()).unwrap();
        private::create_folder(&folder.path().join("config")).unwrap();
        let settings = Self::settings_of(folder.path());
        let store = wrapped(store::open(&settings.store.value).unwrap());
        let house = Self::on(folder, store, settings, |service| service);
        house.add("admin", true, true);
        house.add("alice", true, false);
        house.set("alice", "TOKEN", "alices-secret", false);
        house
    }

    /// The same with another secret key, so that the secret of alice cannot be decrypted; `fallbacks` are its fallback keys.
    pub(crate) fn with_lost_key(fallbacks: &str) -> Self {
        Self::with_other_env_file(&format!("KOZMOAI_SECRET_KEY={SECOND_KEY}\nKOZMOAI_SECRET_KEY_FALLBACKS={fallbacks}\n"))
    }

    /// The same without a secret key.
    pub(crate) fn without_its_key() -> Self {
        Self::with_other_env_file("")
    }

    /// The same as with a `.env`, which is then replaced by these keys.
    fn with_other_env_file(keys: &str) -> Self {
        let Self { service, folder, .. } = Self::with_env_file(|store| store);
        drop(service);
        let file = format!("{keys}KOZMOAI_AUTO_LOGIN=False\n");
        private::write(&folder.path().join(".env"), file.as_bytes()).unwrap();
        let settings = Self::settings_of(folder.path());
        let store = store::open(&settings.store.value).unwrap();
        Self::on(folder, store, settings, |service| service)
    }

    /// A database that the real Kozmoai created, with the superuser root.
    pub(crate) fn genuine() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("kozmoai.db");
        std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8/kozmoai.db"), &database).unwrap();
        private::create_folder(&folder.path().join("config")).unwrap();
        let file = format!(
            "KOZMOAI_SECRET_KEY=randomly_generated_secure_key\nKOZMOAI_DATABASE_URL=sqlite:///{}\nKOZMOAI_AUTO_LOGIN=False\n",
            database.display()
        );
        private::write(&folder.path().join(".env"), file.as_bytes()).unwrap();
        let settings = Self::settings_of(folder.path());
        let store = store::open(&settings.store.value).unwrap();
        let house = Self::on(folder, store, settings, |service| service);
        house.add("root", true, true);
        house
    }

    /// The settings that it would be opened with now.
    pub(crate) fn settings_of(folder: &Path) -> Settings {
        let overrides = Overrides { config_dir: Some(folder.join("config")), ..Overrides::default() };
        Settings::load_from(&overrides, &BTreeMap::new(), folder).unwrap()
    }

    fn on(folder: tempfile::TempDir, store: Box<dyn Store>, settings: Settings, with: impl FnOnce(Service) -> Service) -> Self {
        let clock = TestClock::at("2026-11-24T09:30:00Z");
        let service = Service::new(store, Arc::new(settings), Box::new(clock.clone()));
        Self { service: Arc::new(with(service)), clock, folder }
    }

    /// Sets a variable.
    pub(crate) fn set(&self, owner: &str, name: &str, value: &str, generic: bool) {
        let kind = Some(if generic { VariableType::Generic } else { VariableType::Credential });
        let value = Some(Secret::from(value));
        let new = VariableEdit { name: name.to_owned(), value, kind, default_fields: None, must_be_new: false };
        self.service.owner(&operator(), &self.user(owner).unwrap()).unwrap().set_variable(&new).unwrap();
    }

    /// Creates an API key.
    pub(crate) fn give_key(&self, owner: &str, name: &str) {
        let owner = self.user(owner).unwrap();
        self.service.owner(&operator(), &owner).unwrap().create_api_key(name, None).unwrap();
    }

    /// The value of a variable.
    pub(crate) fn value(&self, owner: &str, name: &str) -> Option<String> {
        let revealed = self.service.owner(&operator(), &self.user(owner).unwrap()).unwrap().reveal_variable(name).ok()?;
        Some(revealed.value.expose_secret().to_owned())
    }

    /// The directory of the test's files.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Creates a user.
    pub(crate) fn add(&self, username: &str, active: bool, superuser: bool) -> User {
        let new = NewUser { username: username.to_owned(), password: Secret::from(PASSWORD), active: Some(active), superuser };
        self.service.admin(&operator()).unwrap().create_user(&new).unwrap()
    }

    /// Reads a user.
    pub(crate) fn user(&self, username: &str) -> Option<User> {
        self.service.admin(&operator()).unwrap().user_named(username).ok()
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// A console of this size.
    pub(crate) fn console(&self, columns: u16, rows: u16) -> TestConsole<'_> {
        let start = self.service.start().unwrap();
        self.console_with(columns, rows, start, Theme::dark())
    }

    /// A console with the given start.
    pub(crate) fn console_with(&self, columns: u16, rows: u16, start: Startup, theme: Theme) -> TestConsole<'_> {
        let (app, effects) = App::new(AppInfo::of(&self.service), theme, start, self.service.now());
        let terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let mut bench = TestConsole {
            house: self,
            app,
            terminal,
            waiting: effects.into(),
            clipboard: None,
            held: false,
            patience: usize::MAX,
            ends_at: None,
            has_quit: false,
        };
        bench.settle();
        bench
    }

    /// A console with this user signed in; a superuser on the users screen.
    pub(crate) fn console_of(&self, user: &User, columns: u16, rows: u16, theme: Theme) -> TestConsole<'_> {
        let start = Startup { entry: FirstScreen::SignIn, notices: Vec::new() };
        let mut bench = self.console_with(columns, rows, start, theme);
        bench.sign_in(&user.username);
        if bench.app.user().is_some_and(User::is_active_superuser) {
            bench.keys("1");
        }
        bench
    }
}

/// The actor of commands.
pub(crate) fn operator() -> Actor {
    Actor::Operator("tester".to_owned())
}

/// A console in use.
pub(crate) struct TestConsole<'a> {
    pub(crate) house: &'a TestEnv,
    pub(crate) app: App,
    terminal: Terminal<TestBackend>,
    waiting: VecDeque<Effect<Job>>,
    /// The content of the clipboard.
    pub(crate) clipboard: Option<String>,
    /// Whether effects are held back.
    pub(crate) held: bool,
    /// The number of progress reports after which a long-running task is cancelled.
    pub(crate) patience: usize,
    /// The stage at which a long-running task is cancelled.
    pub(crate) ends_at: Option<Stage>,
    pub(crate) has_quit: bool,
}

impl TestConsole<'_> {
    /// Presses keys: `<tab>`, `<enter>`, `<c-s>`, `<f5>` and the like, or characters as they are.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while !rest.is_empty() {
            let (key, length) = match rest.strip_prefix('<').and_then(|named| named.split_once('>')) {
                Some((name, _)) => (named(name), name.len() + 2),
                None => {
                    let c = rest.chars().next().unwrap();
                    (KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE), c.len_utf8())
                }
            };
            self.press(key);
            rest = &rest[length..];
        }
        self
    }

    /// Lets all pending changes fail.
    pub(crate) fn fail_changes(&mut self) -> &mut Self {
        self.held = false;
        while let Some(effect) = self.waiting.pop_front() {
            match effect {
                Effect::Run(ticket, ..) if ticket.slot == Slot::Change => {
                    let error = kozmoai::error::Error::from(kozmoai::error::SystemError::NoThread);
                    let effects = self.app.update(Message::Reply(ticket, Box::new(Err(error))), self.house.service.now());
                    self.waiting.extend(effects);
                }
                effect => self.carry_out(effect, &|_| None),
            }
        }
        self
    }

    /// Presses one key.
    pub(crate) fn press(&mut self, key: KeyEvent) -> &mut Self {
        self.tell(Message::Key(key))
    }

    /// Sends a message to the console and carries out its effects.
    pub(crate) fn tell(&mut self, message: Message) -> &mut Self {
        let effects = self.app.update(message, self.house.service.now());
        self.waiting.extend(effects);
        if !self.held {
            self.settle();
        }
        self
    }

    /// Carries out the pending effects, in order.
    pub(crate) fn settle(&mut self) -> &mut Self {
        self.answered(&|_| None)
    }

    /// The same, but uses the replies of `known` where there are any.
    pub(crate) fn answered(&mut self, known: &dyn Fn(&Job) -> Option<Reply>) -> &mut Self {
        self.held = false;
        while let Some(effect) = self.waiting.pop_front() {
            self.carry_out(effect, known);
        }
        self
    }

    /// Carries out pending effects up to a job, and holds back it and those after it.
    pub(crate) fn settle_before(&mut self, is_held: &dyn Fn(&Job) -> bool) -> &mut Self {
        self.held = true;
        while let Some(effect) = self.waiting.pop_front() {
            if matches!(&effect, Effect::Run(_, _, job) if is_held(job)) {
                self.waiting.push_front(effect);
                break;
            }
            self.carry_out(effect, &|_| None);
        }
        self
    }

    fn carry_out(&mut self, effect: Effect<Job>, known: &dyn Fn(&Job) -> Option<Reply>) {
        match effect {
            Effect::Run(ticket, actor, job) => {
                let reply = match known(&job) {
                    Some(reply) => Ok(reply),
                    None => self.carried_out(ticket, actor.as_ref(), *job),
                };
                let effects = self.app.update(Message::Reply(ticket, Box::new(reply)), self.house.service.now());
                self.waiting.extend(effects);
            }
            Effect::Quit => self.has_quit = true,
            Effect::Copy(secret) => self.clipboard = Some(secret.expose_secret().to_owned()),
            Effect::ClearClipboard => self.clipboard = None,
            Effect::Suspend | Effect::Cancel(_) => {}
        }
    }

    fn carried_out(&mut self, ticket: Ticket, actor: Option<&Actor>, mut job: Job) -> kozmoai::error::Result<Reply> {
        // Files are created in the test's directory, whatever path was typed.
        if let Job::Users(users::Job::Export { path, .. })
        | Job::Variables(variables::Job::Export { path, .. } | variables::Job::Import { path, .. })
        | Job::SecretKey(secret_key::Job::Write { path, .. } | secret_key::Job::BackUp(path)) = &mut job
        {
            *path = self.house.folder().join(path.file_name().unwrap_or_default());
        }
        let mut reported = Vec::new();
        let reply = job.run(&self.house.service, actor, &mut |progress| {
            reported.push(progress);
            reported.len() <= self.patience && Some(progress.stage) != self.ends_at
        });
        for progress in reported {
            self.app.update(Message::Progress(ticket, progress), self.house.service.now());
        }
        reply
    }

    /// The pending long-running task.
    pub(crate) fn running_task(&self) -> Option<Ticket> {
        self.waiting.iter().find_map(|effect| match effect {
            Effect::Run(ticket, ..) if ticket.slot == Slot::Task => Some(*ticket),
            _ => None,
        })
    }

    /// Whether the long-running task is to be cancelled.
    pub(crate) fn is_asked_to_end(&self) -> bool {
        self.cancels(Slot::Task)
    }

    /// Whether what runs in a slot is to be cancelled.
    pub(crate) fn cancels(&self, slot: Slot) -> bool {
        self.waiting.iter().any(|effect| matches!(effect, Effect::Cancel(cancelled) if *cancelled == slot))
    }

    /// The number of pending jobs of a kind.
    pub(crate) fn pending(&self, is_meant: &dyn Fn(&Job) -> bool) -> usize {
        self.waiting.iter().filter(|effect| matches!(effect, Effect::Run(_, _, job) if is_meant(job))).count()
    }

    /// The number of pending changes.
    pub(crate) fn pending_changes(&self) -> usize {
        self.waiting.iter().filter(|effect| matches!(effect, Effect::Run(ticket, ..) if ticket.slot == Slot::Change)).count()
    }

    /// Lets time pass and sends a tick.
    pub(crate) fn wait(&mut self, by: SignedDuration) -> &mut Self {
        self.house.wait(by);
        self.tell(Message::Tick)
    }

    /// Signs in by typing.
    pub(crate) fn sign_in(&mut self, username: &str) -> &mut Self {
        self.keys(username).keys("<tab>").keys(PASSWORD).keys("<enter>")
    }

    /// Changes the terminal's size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.terminal.backend_mut().resize(columns, rows);
        self.tell(Message::Redraw)
    }

    /// Draws the console and returns the screen.
    pub(crate) fn buffer(&mut self) -> Buffer {
        let Self { terminal, app, .. } = self;
        terminal.draw(|frame| app.draw(frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The text on the screen.
    pub(crate) fn text(&mut self) -> String {
        text_of(&self.buffer())
    }

    /// Fails unless the screen shows this text.
    #[track_caller]
    pub(crate) fn shows(&mut self, expected: &str) -> &mut Self {
        let text = self.text();
        assert!(text.contains(expected), "{expected:?} is not on the screen:\n{text}");
        self
    }

    /// Fails if the screen shows this text.
    #[track_caller]
    pub(crate) fn hides(&mut self, unexpected: &str) -> &mut Self {
        let text = self.text();
        assert!(!text.contains(unexpected), "{unexpected:?} is on the screen:\n{text}");
        self
    }
}

/// The text of a buffer, without trailing blanks.
pub(crate) fn text_of(buffer: &Buffer) -> String {
    let area = buffer.area;
    let line = |y| {
        let mut skip = 0;
        let mut text = String::new();
        for x in area.left()..area.right() {
            let symbol = buffer[(x, y)].symbol();
            if skip == 0 {
                text.push_str(symbol);
            }
            skip = unicode_width::UnicodeWidthStr::width(symbol).max(skip).saturating_sub(1);
        }
        text.trim_end().to_owned()
    };
    (area.top()..area.bottom()).map(line).collect::<Vec<_>>().join("\n")
}

fn named(name: &str) -> KeyEvent {
    let (modifiers, name) = match name.strip_prefix("c-") {
        Some(name) => (KeyModifiers::CONTROL, name),
        None => (KeyModifiers::NONE, name),
    };
    let code = match name {
        "tab" => KeyCode::Tab,
        "s-tab" => KeyCode::BackTab,
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        "del" => KeyCode::Delete,
        "bs" => KeyCode::Backspace,
        "space" => KeyCode::Char(' '),
        "f1" => KeyCode::F(1),
        "f5" => KeyCode::F(5),
        one => KeyCode::Char(one.chars().next().expect("a key's name")),
    };
    KeyEvent::new(code, modifiers)
}
