//! A real terminal with the program in it: tests type input and read the screen. To wait for something, they wait until the
//! screen shows it.

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

/// The timeout of every wait.
const TIMEOUT: Duration = Duration::from_secs(30);
/// After this time without output, the program is considered quiet.
const QUIET: Duration = Duration::from_millis(400);

/// An event of the program.
enum Heard {
    Bytes(Vec<u8>),
    Ended(ExitStatus),
    /// No process has the terminal open any more.
    Closed,
}

/// A terminal in which a program runs.
pub(crate) struct Terminal {
    screen: vt100::Parser,
    /// All output so far.
    pub(crate) sent: Vec<u8>,
    heard: Receiver<Heard>,
    /// The input, and the terminal itself.
    ends_of_it: Option<(Box<dyn Write + Send>, Box<dyn MasterPty + Send>)>,
    /// The program's side, to read the terminal's modes; closed when the program has ended.
    line: Option<File>,
    process: Pid,
    /// The terminal's modes before the program started.
    modes_before: Termios,
    /// Its modes after the program ended.
    modes_after: Option<Termios>,
    ended: Option<ExitStatus>,
    /// Whether all output was read.
    is_closed: bool,
    /// Its exit status, once its output is no longer read.
    afterwards: Receiver<ExitStatus>,
}

impl Terminal {
    /// Starts kozmoai in a directory, without this machine's environment, in a terminal of 100 × 30.
    pub(crate) fn kozmoai(home: &Path, arguments: &[&str]) -> Self {
        Self::run(home, env!("CARGO_BIN_EXE_kozmoai"), arguments, &[])
    }

    /// Starts any program, with additional variables in its environment.
    pub(crate) fn run(home: &Path, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::open(home, program, arguments, environment, true)
    }

    /// Starts a program that gets no signals from the terminal.
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
        // Opened before the program starts, so that the terminal is always open.
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
            // Only one of the two has a reader.
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

    /// Types characters, and control characters as the keys send them.
    pub(crate) fn types(&mut self, keys: &str) -> &mut Self {
        let (writer, _) = self.ends_of_it.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).unwrap();
        self
    }

    /// Types bytes that are not UTF-8, as a terminal with another encoding sends them.
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

    /// Waits until the screen satisfies a condition.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, is_so: impl Fn(&Screen) -> bool) -> &mut Self {
        let deadline = Instant::now() + TIMEOUT;
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

    /// Waits until the program is quiet.
    #[track_caller]
    pub(crate) fn falls_silent(&mut self) -> &mut Self {
        for _ in 0..1_000 {
            if self.hear(QUIET).is_none() {
                return self;
            }
        }
        panic!("the output does not end:\n{}", self.text());
    }

    /// Waits until the program has ended and all output was read; returns its exit status.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> ExitStatus {
        let deadline = Instant::now() + TIMEOUT;
        while self.hear(deadline.saturating_duration_since(Instant::now())).is_some() {}
        let ended = self.ended.clone().filter(|_| self.is_closed);
        ended.unwrap_or_else(|| panic!("waited for the program to end in vain:\n{}", self.text()))
    }

    /// Returns the terminal's modes, or those after the program ended.
    pub(crate) fn modes(&self) -> Termios {
        let now = self.line.as_ref().map(|line| rustix::termios::tcgetattr(line).unwrap());
        now.or_else(|| self.modes_after.clone()).unwrap()
    }

    /// Asserts that the terminal is restored: its previous modes, the main screen, and a cursor.
    #[track_caller]
    pub(crate) fn is_given_back(&mut self) -> &mut Self {
        self.falls_silent();
        assert_eq!(format!("{:?}", self.modes()), format!("{:?}", self.modes_before));
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        self
    }

    /// Writes to the terminal as another program could.
    pub(crate) fn is_scribbled_on(&mut self, text: &str) -> &mut Self {
        self.line.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
        self
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.process, signal).unwrap();
    }

    /// Returns the program's process.
    pub(crate) const fn process(&self) -> Pid {
        self.process
    }

    /// Changes the terminal's size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.screen.screen_mut().set_size(lines(rows), lines(columns));
        self.ends_of_it.as_ref().unwrap().1.resize(size(columns, rows)).unwrap();
        self
    }

    /// Returns the text on the screen.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Closes the terminal, as a lost connection does; returns the exit status.
    pub(crate) fn take_away(mut self) -> ExitStatus {
        let (_, unheard) = channel();
        // The reading thread has the terminal open too, and closes it at the next output without a receiver.
        drop(std::mem::replace(&mut self.heard, unheard));
        // Written by another program, so that the tested one does not notice.
        self.is_scribbled_on("x").line = None;
        self.ends_of_it = None;
        let status = self.afterwards.recv_timeout(TIMEOUT).unwrap();
        self.ended = Some(status.clone());
        status
    }

    /// Processes the next event; none if there is none in this time.
    fn hear(&mut self, within: Duration) -> Option<()> {
        match self.heard.recv_timeout(within).ok()? {
            Heard::Bytes(bytes) => {
                self.screen.process(&bytes);
                self.sent.extend(bytes);
            }
            Heard::Ended(status) => {
                self.modes_after = Some(self.modes());
                // This closes the last descriptor, so that the reader reaches the end of the output.
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
            // It may have ended in the meantime.
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
