//! Running commands that must not hang.

use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// A command that takes longer hangs.
const TIMEOUT: Duration = Duration::from_secs(60);

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
