//! A real terminal with the program in it: what is typed goes in, what comes out is a screen. Whoever waits for something
//! waits until the screen shows it.

#![allow(dead_code, clippy::allow_attributes, reason = "each test that shares this uses some of it")]

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal};
use rustix::termios::Termios;
use vt100::Screen;

/// Nothing that is waited for takes this long.
const PATIENCE: Duration = Duration::from_secs(30);
/// A terminal that says nothing for so long says nothing more.
const QUIET: Duration = Duration::from_millis(400);

/// What was heard of the program.
enum Heard {
    Bytes(Vec<u8>),
    Ended(ExitStatus),
    /// Nobody has the terminal open any more.
    Closed,
}

/// A terminal in which a program runs.
pub(crate) struct Terminal {
    screen: vt100::Parser,
    /// All that was ever sent to the terminal.
    pub(crate) sent: Vec<u8>,
    heard: Receiver<Heard>,
    /// What is typed into, and the terminal itself.
    ends_of_it: Option<(Box<dyn Write + Send>, Box<dyn MasterPty + Send>)>,
    /// The program's side, to look at the terminal's modes; let go of when the program has ended.
    line: Option<File>,
    process: Pid,
    /// The terminal's modes before the program began.
    modes_before: Termios,
    /// Its modes when the program had ended.
    modes_after: Option<Termios>,
    ended: Option<ExitStatus>,
    /// Whether everything was heard.
    is_closed: bool,
    /// How it ended, for whoever does not listen any more.
    afterwards: Receiver<ExitStatus>,
}

impl Terminal {
    /// The program in a folder, with nothing of this machine's environment, in a terminal of 100 × 30.
    pub(crate) fn kozmoai(home: &Path, arguments: &[&str]) -> Self {
        Self::run(home, env!("CARGO_BIN_EXE_kozmoai"), arguments, &[])
    }

    /// Any program, with this in its environment too.
    pub(crate) fn run(home: &Path, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::open(home, program, arguments, environment, true)
    }

    /// The same, but no signal tells the program what becomes of the terminal.
    pub(crate) fn run_untold(home: &Path, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::open(home, program, arguments, environment, false)
    }

    fn open(home: &Path, program: &str, arguments: &[&str], environment: &[(&str, &str)], is_told: bool) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("PATH", "/usr/bin:/bin")].iter().chain(environment) {
            command.env(name, value);
        }
        command.env("HOME", home);
        command.cwd(home);
        command.set_controlling_tty(is_told);
        let pair = native_pty_system().openpty(size(100, 30)).unwrap();
        // Opened before the program begins, so that the terminal is never without anyone.
        let no_controlling = rustix::fs::OFlags::NOCTTY.bits().cast_signed();
        let path = pair.master.tty_name().unwrap();
        let line = OpenOptions::new().read(true).write(true).custom_flags(no_controlling).open(path).unwrap();
        let modes_before = rustix::termios::tcgetattr(&line).unwrap();
        let (sender, heard) = channel();
        listen(pair.master.try_clone_reader().unwrap(), sender.clone());
        let mut child = pair.slave.spawn_command(command).unwrap();
        let process = Pid::from_raw(child.process_id().unwrap().try_into().unwrap()).unwrap();
        let (last_word, afterwards) = channel();
        std::thread::spawn(move || {
            let status = child.wait().unwrap();
            // Only one of the two is listened to.
            drop((sender.send(Heard::Ended(status.clone())), last_word.send(status)));
        });
        Self {
            screen: vt100::Parser::new(lines(30), lines(100), 0),
            sent: Vec::new(),
            heard,
            ends_of_it: Some((pair.master.take_writer().unwrap(), pair.master)),
            line: Some(line),
            process,
            modes_before,
            modes_after: None,
            ended: None,
            is_closed: false,
            afterwards,
        }
    }

    /// Types: characters, and control characters as the terminal's keys send them.
    pub(crate) fn types(&mut self, keys: &str) -> &mut Self {
        let (writer, _) = self.ends_of_it.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).unwrap();
        self
    }

    /// Types bytes that are no UTF-8, as a terminal of another encoding sends them.
    pub(crate) fn types_bytes(&mut self, keys: &[u8]) -> &mut Self {
        let (writer, _) = self.ends_of_it.as_mut().unwrap();
        writer.write_all(keys).and_then(|()| writer.flush()).unwrap();
        self
    }

    /// Waits until the screen shows this.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> &mut Self {
        self.until(&format!("{text:?} to be shown"), |screen| screen.contents().contains(text))
    }

    /// Waits until the screen is so.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, is_so: impl Fn(&Screen) -> bool) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self.screen.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            let heard = self.hear(left);
            assert!(heard.is_some(), "waited for {what} in vain ({:?}):\n{}", self.ended, self.text());
        }
        self
    }

    /// Fails if the screen shows this now.
    #[track_caller]
    pub(crate) fn hides(&mut self, text: &str) -> &mut Self {
        assert!(!self.text().contains(text), "{text:?} is shown:\n{}", self.text());
        self
    }

    /// Waits until nothing is sent to the terminal any more.
    #[track_caller]
    pub(crate) fn falls_silent(&mut self) -> &mut Self {
        for _ in 0..1_000 {
            if self.hear(QUIET).is_none() {
                return self;
            }
        }
        panic!("the terminal is written to without end:\n{}", self.text());
    }

    /// Waits until the program has ended and all it wrote has come; how it ended.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        while self.hear(deadline.saturating_duration_since(Instant::now())).is_some() {}
        let ended = self.ended.clone().filter(|_| self.is_closed);
        ended.unwrap_or_else(|| panic!("waited for the program to end in vain:\n{}", self.text()))
    }

    /// The terminal's modes now, or those it was left in.
    pub(crate) fn modes(&self) -> Termios {
        let now = self.line.as_ref().map(|line| rustix::termios::tcgetattr(line).unwrap());
        now.or_else(|| self.modes_after.clone()).unwrap()
    }

    /// Fails unless the terminal is as a shell wants it: in the modes it was in, on its own screen, with a cursor.
    #[track_caller]
    pub(crate) fn is_given_back(&mut self) -> &mut Self {
        self.falls_silent();
        assert_eq!(format!("{:?}", self.modes()), format!("{:?}", self.modes_before));
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        self
    }

    /// Writes onto the terminal as any other program may.
    pub(crate) fn is_scribbled_on(&mut self, text: &str) -> &mut Self {
        self.line.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
        self
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.process, signal).unwrap();
    }

    /// The program's process.
    pub(crate) const fn process(&self) -> Pid {
        self.process
    }

    /// Changes the terminal's size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.screen.screen_mut().set_size(lines(rows), lines(columns));
        self.ends_of_it.as_ref().unwrap().1.resize(size(columns, rows)).unwrap();
        self
    }

    /// What is on the screen.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Takes the terminal away from the program, as a lost connection does; gives how it ended.
    pub(crate) fn take_away(mut self) -> ExitStatus {
        let (_, unheard) = channel();
        // The thread that listens has the terminal too, and lets it go when it hears something that nobody wants to know.
        drop(std::mem::replace(&mut self.heard, unheard));
        // Written as another program would, so that the one in question hears nothing of it.
        self.is_scribbled_on("x").line = None;
        self.ends_of_it = None;
        let status = self.afterwards.recv_timeout(PATIENCE).unwrap();
        self.ended = Some(status.clone());
        status
    }

    /// Takes in what comes next; none if nothing comes within this time, or nothing will ever come.
    fn hear(&mut self, within: Duration) -> Option<()> {
        match self.heard.recv_timeout(within).ok()? {
            Heard::Bytes(bytes) => {
                self.screen.process(&bytes);
                self.sent.extend(bytes);
            }
            Heard::Ended(status) => {
                self.modes_after = Some(self.modes());
                // With this the last one lets go, and the end of what was written is heard.
                (self.ended, self.line) = (Some(status), None);
            }
            Heard::Closed => {
                self.is_closed = true;
                return None;
            }
        }
        Some(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.ended.is_none() {
            // It may have ended by itself meanwhile.
            let _gone = rustix::process::kill_process(self.process, Signal::KILL);
        }
    }
}

fn listen(mut reader: Box<dyn Read + Send>, sender: Sender<Heard>) {
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(read @ 1..) = reader.read(&mut bytes) {
            if sender.send(Heard::Bytes(bytes[..read].to_vec())).is_err() {
                return;
            }
        }
        drop(sender.send(Heard::Closed));
    });
}

fn lines(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}
