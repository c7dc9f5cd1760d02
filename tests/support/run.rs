//! Running commands: through tools, and such that must not hang.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// A command that takes longer hangs.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Returns the path of a tool, or its name if it is not installed.
///
/// A command whose environment is replaced and whose program has no path is started from a copy of this process, which takes long
/// when that has much memory.
#[expect(clippy::disallowed_methods, reason = "the location of programs is not a setting")]
pub(crate) fn tool(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file()).unwrap_or_else(|| name.into())
}

/// Returns a command that is run by a tool with these arguments, such as strace, in the environment of the command alone.
pub(crate) fn run_by<S: AsRef<OsStr>>(name: &str, arguments: impl IntoIterator<Item = S>, command: &Command) -> Command {
    let mut whole = Command::new(tool(name));
    whole.args(arguments).arg(command.get_program()).args(command.get_args()).env_clear();
    whole.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(folder) = command.get_current_dir() {
        whole.current_dir(folder);
    }
    whole
}

/// Returns a command in which strace injects a fault, such as `fsync:error=EIO:when=3`.
pub(crate) fn with_fault(fault: &str, command: &Command) -> Command {
    run_by("strace", ["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={fault}")], command)
}

/// Puts the program where another account can run it, under another name of the same file if possible, so its owner must stay the
/// same. It is not written by this process, whose children would hold it open for a moment: no such file can be run.
pub(crate) fn place_program(at: &Path) {
    let program = env!("CARGO_BIN_EXE_kozmoai");
    if std::fs::hard_link(program, at).is_err() {
        assert!(Command::new("cp").arg(program).arg(at).status().unwrap().success());
    }
}

/// Runs a command to its end; returns none if it hangs.
pub(crate) fn finish(mut command: Command, input: &str) -> Option<Output> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().unwrap();
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reads = [
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            drop(out.read_to_end(&mut bytes));
            bytes
        }),
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            drop(err.read_to_end(&mut bytes));
            bytes
        }),
    ];
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if began.elapsed() > TIMEOUT {
            let _gone = kill_process_group(Pid::from_child(&child), Signal::KILL);
            child.wait().unwrap();
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let [stdout, stderr] = reads.map(|read| read.join().unwrap());
    status.map(|status| Output { status, stdout, stderr })
}
