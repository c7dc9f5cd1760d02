//! The performance goals, each measured together with its reference in the same run: `cargo bench`. With words as arguments, only
//! the parts that are named: `cargo bench --bench figures -- overview memory`.
//!
//! Fails if a goal is missed. Absolute times depend on the machine; ratios hardly do.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints, and fails by panicking")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use kozmoai::config::{Overrides, Settings};
use kozmoai::crypto::password::{self, Scheme};
use kozmoai::model::{Actor, AuditAction, AuditEntry, AuditFilter, Cursor, StatusFilter, User, UserFilter, UserOrder, UserSort};
use kozmoai::secret::Secret;
use kozmoai::service::Service;
use kozmoai::service::user_files::Format;
use kozmoai::store::{Batch, Change, CommitOutcome};
use kozmoai::tui::app::{App, AppInfo, Job, Message};
use kozmoai::tui::effect::Effect;
use kozmoai::tui::theme::Theme;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

const FEW: u64 = 100;
const MANY: u64 = 100_000;
/// The most events that a part of the overview reads.
const MOST_EVENTS: usize = 10_000;
/// What is typed into the search.
const SEARCH: &str = "user12";
/// The first page of every list.
const LISTS: &[&[&str]] = &[
    &["users", "list"],
    &["users", "list", "--pending", "--sort", "create_at"],
    &["variables", "list"],
    &["api-keys", "list"],
    &["audit"],
    &["backups", "list"],
    &["config"],
    &["key", "credentials"],
];

fn service(folder: &Path) -> Service {
    let overrides = Overrides { config_dir: Some(folder.to_owned()), ..Overrides::default() };
    Service::open(Arc::new(Settings::load_from(&overrides, &BTreeMap::new(), folder).unwrap())).unwrap()
}

fn operator() -> Actor {
    Actor::Operator("bench".to_owned())
}

fn seed(folder: &Path, users: u64) {
    let service = service(folder);
    for first in (0..users).step_by(5_000) {
        let mut file = String::from("username,is_active\n");
        for n in first..users.min(first + 5_000) {
            file.push_str(&format!("user{:07},{}\n", n * 7_919 % 1_000_003, n % 3 != 0));
        }
        assert!(service.admin(&operator()).unwrap().import_users(Format::Csv, &mut file.as_bytes(), false).unwrap().done);
    }
}

/// Returns the shortest time of several tries, because other load only adds time.
fn least(tries: usize, mut work: impl FnMut()) -> Duration {
    let one = |work: &mut dyn FnMut()| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    (0..tries).map(|_| one(&mut work)).min().unwrap()
}

/// The goals, and whether they were met.
struct Board(bool);

impl Board {
    fn goal(&mut self, what: &str, value: f64, unit: &str, most: f64) {
        let met = value <= most;
        self.0 &= met;
        println!("{} {what:<66} {value:>9.2} {unit:<5} (at most {most:.2})", if met { "ok    " } else { "MISSED" });
    }
}

fn note(what: &str, time: Duration) {
    println!("       {what:<66} {:>9.2} ms", time.as_secs_f64() * 1e3);
}

/// A console on a database, whose effects run immediately.
struct Console {
    service: Service,
    app: App,
    terminal: Terminal<TestBackend>,
}

impl Console {
    fn new(folder: &Path) -> Self {
        let service = service(folder);
        let start = service.start().unwrap();
        let (app, effects) = App::new(AppInfo::of(&service), Theme::dark(), start, Timestamp::UNIX_EPOCH);
        let mut console = Self { service, app, terminal: Terminal::new(TestBackend::new(120, 36)).unwrap() };
        console.carry_out(effects);
        console
    }

    fn carry_out(&mut self, effects: Vec<Effect<Job>>) {
        for effect in effects {
            if let Effect::Run(ticket, actor, job) = effect {
                let reply = job.run(&self.service, actor.as_ref(), &mut |_| true);
                let more = self.app.update(Message::Reply(ticket, Box::new(reply)), Timestamp::UNIX_EPOCH);
                self.carry_out(more);
            }
        }
    }

    fn key(&mut self, code: KeyCode) -> Vec<Effect<Job>> {
        self.app.update(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)), Timestamp::UNIX_EPOCH)
    }

    fn draw(&mut self) {
        self.terminal.draw(|frame| self.app.draw(frame)).unwrap();
    }

    /// Reads everything that the overview and the strip show.
    fn reload(&mut self) {
        let effects = self.key(KeyCode::Char('r'));
        self.carry_out(effects);
    }

    /// The slowest of the jobs that `reload` runs, and its name.
    fn slowest_job(&mut self) -> (String, Duration) {
        let mut effects = self.key(KeyCode::Char('r'));
        let mut slowest = (String::new(), Duration::ZERO);
        while let Some(effect) = effects.pop() {
            if let Effect::Run(ticket, actor, job) = effect {
                let (name, begin) = (format!("{job:?}"), Instant::now());
                let reply = job.run(&self.service, actor.as_ref(), &mut |_| true);
                let took = begin.elapsed();
                if took > slowest.1 {
                    slowest = (name, took);
                }
                effects.extend(self.app.update(Message::Reply(ticket, Box::new(reply)), Timestamp::UNIX_EPOCH));
            }
        }
        slowest
    }

    /// Draws the overview, and moves through its rows.
    fn look_around(&mut self) {
        for code in [KeyCode::Down, KeyCode::Up] {
            for _ in 0..20 {
                self.key(code);
                self.draw();
            }
        }
    }

    /// Moves down through ninety rows, which every database has, and back up, each with its frame and reads.
    fn walk(&mut self) {
        for code in [KeyCode::Down, KeyCode::Up] {
            for _ in 0..90 {
                let effects = self.key(code);
                self.carry_out(effects);
                self.draw();
            }
        }
    }
}

/// What the overview and the strip show, which the console reads after a list is shown.
fn overview(board: &mut Board, few: &Path, many: &Path) {
    let (mut small, mut large) = (Console::new(few), Console::new(many));
    let (mut with_few, mut with_many) = (Duration::MAX, Duration::MAX);
    for _ in 0..10 {
        with_few = with_few.min(least(3, || small.look_around()));
        with_many = with_many.min(least(3, || large.look_around()));
    }
    note("40 moves on the overview with their frames, 100 users", with_few);
    note("40 moves on the overview with their frames, 100,000 users", with_many);
    board.goal("frames of the overview, 100,000 users to 100", with_many.as_secs_f64() / with_few.as_secs_f64(), "x", 1.2);
    let (mut with_few, mut with_many) = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        with_few = with_few.min(least(2, || small.reload()));
        with_many = with_many.min(least(2, || large.reload()));
    }
    let (name, slowest) = large.slowest_job();
    note(&format!("the slowest part: {name}"), slowest);
    note("the overview and the strip in the background, 100 users", with_few);
    note("the overview and the strip in the background, 100,000 users", with_many);
    // The status of everyone is counted from an index, so the rest costs the same.
    let order = UserOrder::default();
    let filter = UserFilter::default();
    let list = least(20, || {
        drop(black_box(large.service.admin(&operator()).unwrap().users(&filter, order, &Cursor::FIRST, 200).unwrap()));
    });
    note("a page of the list, 100,000 users", list);
    // Each import of the last day is an event for every user. Five parts read back through the last day, but no further than this.
    let events = least(5, || {
        let (admin, filter) = (large.service.admin(&operator()).unwrap(), AuditFilter::default());
        drop(black_box(admin.audit(&filter, &Cursor::FIRST, MOST_EVENTS).unwrap()));
    });
    note("10,000 events", events);
    let allowed = with_few.as_secs_f64() * 2.0 + list.as_secs_f64() * 20.0 + events.as_secs_f64() * 5.0;
    let what = "overview and strip, to 2 x those of 100 users + 20 pages + 5 x 10,000 events";
    board.goal(what, with_many.as_secs_f64() / allowed, "x", 1.0);
}

fn console(board: &mut Board, few: &Path, many: &Path) {
    let (mut small, mut large) = (Console::new(few), Console::new(many));
    let (mut with_few, mut with_many) = (Duration::MAX, Duration::MAX);
    for console in [&mut small, &mut large] {
        let effects = console.key(KeyCode::Char('1'));
        console.carry_out(effects);
    }
    for _ in 0..10 {
        with_few = with_few.min(least(3, || small.walk()));
        with_many = with_many.min(least(3, || large.walk()));
    }
    note("180 moves with their frames, 100 users", with_few);
    note("180 moves with their frames, 100,000 users", with_many);
    board.goal("drawing and moving, 100,000 users to 100", with_many.as_secs_f64() / with_few.as_secs_f64(), "x", 1.2);
    let frame = least(20, || large.draw());
    large.key(KeyCode::Char('/'));
    let (mut strokes, mut searches) = ([Duration::MAX; SEARCH.len()], [Duration::MAX; SEARCH.len()]);
    for _ in 0..5 {
        for ((c, stroke), search) in SEARCH.chars().zip(&mut strokes).zip(&mut searches) {
            let begin = Instant::now();
            let effects = large.key(KeyCode::Char(c));
            large.draw();
            *stroke = begin.elapsed().min(*stroke);
            let begin = Instant::now();
            large.carry_out(effects);
            *search = begin.elapsed().min(*search);
        }
        for _ in SEARCH.chars() {
            let effects = large.key(KeyCode::Backspace);
            large.carry_out(effects);
        }
    }
    for (c, search) in SEARCH.chars().zip(searches) {
        note(&format!("the search after {c:?}, in the background"), search);
    }
    let slowest = strokes.into_iter().max().unwrap_or_default();
    board.goal(
        "the slowest search key stroke, to an ordinary frame",
        slowest.as_secs_f64() / frame.as_secs_f64().max(2e-4),
        "x",
        3.0,
    );
}

fn store(board: &mut Board, folder: &Path) {
    let opening = least(5, || drop(service(folder)));
    note("opening the store of 100,000 users", opening);
    let service = service(folder);
    let filter = UserFilter::default();
    for sort in [UserSort::Username, UserSort::Created, UserSort::LastSignIn] {
        let order = UserOrder { sort, descending: false };
        let last = service.admin(&operator()).unwrap().users(&filter, order, &Cursor::Offset(50_000), 1).unwrap().rows.remove(0);
        let cursor = Cursor::After(last);
        let window =
            least(20, || drop(black_box(service.admin(&operator()).unwrap().users(&filter, order, &cursor, 200).unwrap())));
        note(&format!("200 rows from the middle, by {sort:?}"), window);
    }
    let inactive = UserFilter { status: Some(StatusFilter::Inactive), ..UserFilter::default() };
    note(
        "50 inactive users and their number",
        least(20, || {
            drop(black_box(
                service.admin(&operator()).unwrap().users(&inactive, UserOrder::default(), &Cursor::FIRST, 50).unwrap(),
            ));
        }),
    );
    let user = service.admin(&operator()).unwrap().user_named("user0000000").unwrap();
    let renamed = |user: &User| match user.username.strip_suffix('x') {
        Some(name) => name.to_owned(),
        None => format!("{}x", user.username),
    };
    let anchored = least(50, || {
        let user = service.admin(&operator()).unwrap().user(user.id).unwrap();
        service.admin(&operator()).unwrap().rename_user(&user, &renamed(&user)).unwrap();
    });
    let settings = service.settings();
    drop(service);
    let store = kozmoai::store::open(&settings.store.value).unwrap();
    let bare = least(50, || {
        let before = store.user(user.id).unwrap().unwrap();
        let after = User { username: renamed(&before), ..before.clone() };
        let entry = AuditEntry {
            at: Timestamp::UNIX_EPOCH,
            actor: operator(),
            action: AuditAction::UserRenamed,
            target: Some(user.id),
            target_name: Some(after.username.clone()),
            detail: None,
        };
        let batch = Batch { changes: vec![Change::UpdateUser { before, after }], audit: vec![entry], keep_a_superuser: true };
        assert_eq!(store.commit(&batch).unwrap(), CommitOutcome::Done);
    });
    note("one act, on disk, with its anchor", anchored);
    note("the same without an anchor", bare);
    board.goal("an act with its anchor, to one without", anchored.as_secs_f64() / bare.as_secs_f64(), "x", 4.0);
}

fn commands(board: &mut Board, few: &Path, many: &Path) {
    let program = env!("CARGO_BIN_EXE_kozmoai");
    let run = |folder: &Path, arguments: &[&str], input: &str| {
        let mut child = Command::new(program)
            .args(arguments)
            .arg("--config-dir")
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success(), "{arguments:?}");
    };
    let nothing = least(40, || assert!(Command::new("/bin/true").status().unwrap().success()));
    let keygen = least(40, || assert!(Command::new(program).arg("keygen").stdout(Stdio::null()).status().unwrap().success()));
    note("/bin/true", nothing);
    note("keygen", keygen);
    board.goal("keygen, to 3 x /bin/true + 10 ms", keygen.as_secs_f64() / (nothing.as_secs_f64() * 3.0 + 0.01), "x", 1.0);
    let opening = |folder: &Path| least(8, || run(folder, &["audit", "--limit", "1"], ""));
    let (open_few, open_many) = (opening(few), opening(many));
    note("a command that only opens the store, 100 users", open_few);
    note("a command that only opens the store, 100,000 users", open_many);
    for arguments in LISTS {
        let list = |folder: &Path| least(8, || run(folder, arguments, ""));
        let (list_few, list_many) = (list(few), list(many));
        let command = arguments.join(" ");
        note(&format!("{command}, 100 users"), list_few);
        note(&format!("{command}, 100,000 users"), list_many);
        let allowed = list_few.as_secs_f64() * 3.0 + open_many.as_secs_f64();
        board.goal(&format!("{command}, to 3 x that of 100 users + opening"), list_many.as_secs_f64() / allowed, "x", 1.0);
    }
    let hash = least(10, || drop(black_box(password::hash(Scheme::Argon2id, &Secret::from("four unrelated words")).unwrap())));
    let mut n = 0;
    let superuser = least(8, || {
        n += 1;
        run(few, &["superuser", "--username", &format!("super{n}"), "--password-stdin"], "four unrelated words\n");
    });
    note("one argon2id hash", hash);
    note("kozmoai superuser", superuser);
    board.goal("superuser, to one hash + one opening", superuser.as_secs_f64() / (hash + open_few).as_secs_f64(), "x", 1.5);
}

/// The completion of names and IDs, as the Tab key asks for it.
fn completion(board: &mut Board, many: &Path) {
    for line in
        ["kozmoai users show user99", "kozmoai variables get user1 ", "kozmoai api-keys revoke ", "kozmoai audit --action user."]
    {
        let typed = line.rsplit(' ').next().unwrap_or_default();
        let asked = least(20, || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
            command.env("_KOZMOAI_COMPLETE", "bash").env("KOZMOAI_CONFIG_DIR", many).args(["--", typed, line]);
            assert!(command.stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap().success());
        });
        board.goal(&format!("completion of \"{line}\", 100,000 users"), asked.as_secs_f64() * 1_000.0, "ms", 100.0);
    }
}

/// An import of users with password hashes, compared with a copy of the same database.
fn import(board: &mut Board) {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command.args(arguments).arg("--config-dir").arg(folder.path()).current_dir(folder.path());
        assert!(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success());
    };
    let hash = password::hash(Scheme::Argon2id, &Secret::from("four unrelated words")).unwrap();
    let user = |n| format!("{{\"username\": \"user{n}\", \"password_hash\": \"{hash}\", \"is_active\": true}}");
    let users: Vec<String> = (0..MANY).map(user).collect();
    std::fs::write(folder.path().join("users.json"), format!("[{}]", users.join(", "))).unwrap();
    let imported = least(1, || run(&["users", "import", "users.json"]));
    let copied = least(1, || run(&["store", "copy", "-", "sled:///copied"]));
    note("users import, 100,000 users with hashes on one line", imported);
    note("store copy of the same", copied);
    board.goal("users import, to store copy", imported.as_secs_f64() / copied.as_secs_f64(), "x", 2.0);
}

/// Returns the peak memory of the real console, in MB, after it went to the end, searched and sorted.
fn memory(folder: &Path) -> f64 {
    let pair = native_pty_system().openpty(PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_kozmoai"));
    command.args(["run", "--config-dir"]);
    command.arg(folder);
    let mut child = pair.slave.spawn_command(command).unwrap();
    let mut reader = pair.master.try_clone_reader().unwrap();
    std::thread::spawn(move || drop(reader.read_to_end(&mut Vec::new())));
    let mut writer = pair.master.take_writer().unwrap();
    for keys in ["1", "G", "g", "/user1", "\r", "c", "O", "G", "g", "0", "r"] {
        std::thread::sleep(Duration::from_millis(700));
        writer.write_all(keys.as_bytes()).unwrap();
    }
    std::thread::sleep(Duration::from_millis(1_500));
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.process_id().unwrap())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    let kilobytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    writer.write_all(b"q").unwrap();
    child.wait().unwrap();
    kilobytes / 1024.0
}

fn main() -> ExitCode {
    // Cargo adds an option of its own.
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let is_asked = |part: &str| asked.is_empty() || asked.iter().any(|word| part.contains(word.as_str()));
    let (few, many) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    seed(few.path(), FEW);
    let begin = Instant::now();
    seed(many.path(), MANY);
    note("making 100,000 users in batches of 5,000", begin.elapsed());
    let mut board = Board(true);
    let (few, many) = (few.path(), many.path());
    if is_asked("overview") {
        overview(&mut board, few, many);
    }
    if is_asked("console") {
        console(&mut board, few, many);
    }
    if is_asked("store") {
        store(&mut board, many);
    }
    if is_asked("commands") {
        commands(&mut board, few, many);
    }
    if is_asked("completion") {
        completion(&mut board, many);
    }
    if is_asked("import") {
        import(&mut board);
    }
    if is_asked("memory") {
        board.goal("memory of the console with 100,000 users", memory(many), "MB", 120.0);
    }
    if board.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
