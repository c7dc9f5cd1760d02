//! The console on few and on many users: frames, moves, searches, reads and memory.

use std::hint::black_box;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use kozmoai::model::{AuditFilter, Cursor, UserFilter, UserOrder};
use kozmoai::service::Service;
use kozmoai::text::grouped;
use kozmoai::tui::app::{App, AppInfo, Job, Message};
use kozmoai::tui::effect::Effect;
use kozmoai::tui::theme::Theme;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::databases::{Databases, FEW, many, operator, service, users};
use crate::measure::{PROGRAM, median, medians, peak_memory, time};
use crate::table::{Amount, Goal, Table};

/// The most events that a part of the overview reads.
const MOST_EVENTS: usize = 10_000;
/// What is typed into the search.
const SEARCH: &str = "user12";
/// A frame that is drawn faster counts as this: nobody sees a difference.
const SHORTEST_FRAME: Duration = Duration::from_micros(200);
/// How long everything on the overview may take until it is there.
const PATIENCE: Duration = Duration::from_millis(300);
/// How much memory the console may use, in MB.
const MOST_MEMORY: f64 = 120.0;

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

    /// Presses a key, and runs what it starts.
    fn press(&mut self, code: KeyCode) {
        let effects = self.key(code);
        self.carry_out(effects);
    }

    fn draw(&mut self) {
        self.terminal.draw(|frame| self.app.draw(frame)).unwrap();
    }

    /// Reads everything that the overview and the strip show.
    fn reload(&mut self) {
        self.press(KeyCode::Char('r'));
    }

    /// Reads a page of the list.
    fn read_users(&self) {
        let (filter, order) = (UserFilter::default(), UserOrder::default());
        drop(black_box(self.service.admin(&operator()).unwrap().users(&filter, order, &Cursor::FIRST, 200).unwrap()));
    }

    /// Reads the newest events: each import of the last day is one for every user. Five parts of the overview read back through
    /// the last day, but no further than this.
    fn read_events(&self) {
        let filter = AuditFilter::default();
        drop(black_box(self.service.admin(&operator()).unwrap().audit(&filter, &Cursor::FIRST, MOST_EVENTS).unwrap()));
    }

    /// The slowest of the jobs that `reload` runs, and its name.
    fn slowest_job(&mut self) -> (String, Duration) {
        let mut effects = self.key(KeyCode::Char('r'));
        let mut slowest = (String::new(), Duration::ZERO);
        while let Some(effect) = effects.pop() {
            if let Effect::Run(ticket, actor, job) = effect {
                let (name, mut reply) = (format!("{job:?}"), None);
                let took = time(|| reply = Some(job.run(&self.service, actor.as_ref(), &mut |_| true)));
                if took > slowest.1 {
                    slowest = (name, took);
                }
                effects.extend(self.app.update(Message::Reply(ticket, Box::new(reply.unwrap())), Timestamp::UNIX_EPOCH));
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
                self.press(code);
                self.draw();
            }
        }
    }
}

/// What the overview and the strip show, which the console reads after a list is shown.
pub(crate) fn overview(table: &mut Table, databases: &Databases) {
    let (mut small, mut large) = (Console::new(databases.few()), Console::new(databases.many(table)));
    let few = users(FEW);
    let [with_few, with_many] = medians(20, [&mut || small.look_around(), &mut || large.look_around()]);
    let work = format!("40 moves on the overview with their frames, {}", users(many()));
    table.compare(work, with_many, (&few, with_few), Goal::AtMost(1.2));
    let (name, slowest) = large.slowest_job();
    table.report(format!("the slowest part of the overview, {}: {name}", users(many())), slowest);
    let [mut all_few, mut all_many, mut all_lists, mut all_events] = [const { Vec::new() }; 4];
    for _ in 0..10 {
        all_few.push(time(|| small.reload()));
        all_many.push(time(|| large.reload()));
        all_lists.push(time(|| large.read_users()));
        all_events.push(time(|| large.read_events()));
    }
    let [with_few, with_many, list, events] = [all_few, all_many, all_lists, all_events].map(median);
    table.report(format!("200 rows of the list, {}", users(many())), list);
    table.report(format!("{} events", grouped(MOST_EVENTS as u64)), events);
    let work = format!("overview and strip in the background, {}", users(many()));
    table.compare(&work, with_many, (&few, with_few), Goal::None);
    // The status of everyone is counted from an index, so the rest costs the same.
    let reads = with_few * 2 + list * 20 + events * 5;
    let peer = format!("2 x those of {few} + 20 pages + 5 x {} events", grouped(MOST_EVENTS as u64));
    table.compare(&work, with_many, (&peer, reads), Goal::AtMost(1.0));
    table.limit(&work, with_many, PATIENCE);
}

/// Moves and searches in the list of users.
pub(crate) fn list(table: &mut Table, databases: &Databases) {
    let (mut small, mut large) = (Console::new(databases.few()), Console::new(databases.many(table)));
    for console in [&mut small, &mut large] {
        console.press(KeyCode::Char('1'));
    }
    let [with_few, with_many] = medians(20, [&mut || small.walk(), &mut || large.walk()]);
    let work = format!("180 moves in the list with their frames, {}", users(many()));
    table.compare(work, with_many, (&users(FEW), with_few), Goal::AtMost(1.2));
    let mut frames = Vec::new();
    let (mut strokes, mut searches) = ([const { Vec::new() }; SEARCH.len()], [const { Vec::new() }; SEARCH.len()]);
    large.key(KeyCode::Char('/'));
    for _ in 0..9 {
        for ((c, strokes), searches) in SEARCH.chars().zip(&mut strokes).zip(&mut searches) {
            frames.push(time(|| large.draw()));
            let mut effects = Vec::new();
            strokes.push(time(|| {
                effects = large.key(KeyCode::Char(c));
                large.draw();
            }));
            searches.push(time(|| large.carry_out(effects)));
        }
        for _ in SEARCH.chars() {
            large.press(KeyCode::Backspace);
        }
    }
    for (c, search) in SEARCH.chars().zip(searches) {
        table.report(format!("the search after {c:?}, in the background, {}", users(many())), median(search));
    }
    let slowest = strokes.into_iter().map(median).max().unwrap_or_default();
    let frame = median(frames).max(SHORTEST_FRAME);
    table.compare(
        "the slowest key stroke of a search, with its frame",
        slowest,
        ("a frame, or 0.2 ms", frame),
        Goal::AtMost(3.0),
    );
}

/// The memory of the real console.
pub(crate) fn memory(table: &mut Table, databases: &Databases) {
    let (few, many_users) = (peak_of_console(databases.few()), peak_of_console(databases.many(table)));
    let work = format!("peak memory of the console, {}", users(many()));
    table.compare(&work, many_users, (&users(FEW), few), Goal::None);
    table.limit(work, many_users, Amount::Megabytes(MOST_MEMORY));
}

/// Returns the peak memory of the real console, after it went to the end, searched and sorted.
fn peak_of_console(folder: &Path) -> Amount {
    let pair = native_pty_system().openpty(PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(PROGRAM);
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
    let peak = peak_memory(child.process_id().unwrap()).unwrap();
    writer.write_all(b"q").unwrap();
    child.wait().unwrap();
    Amount::Megabytes(peak)
}
