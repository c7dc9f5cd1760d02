//! The round trips of commands to PostgreSQL: counted, and what commands take longer if each direction is delayed.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::databases::{Databases, FEW, seed, users};
use crate::measure::{PROGRAM, median, scaled, time};
use crate::processes::PASSWORD;
use crate::proxy::Proxy;
use crate::table::{Amount, Goal, Table};
use crate::{secrets, server};

/// The delay of each direction.
const DELAY: Duration = Duration::from_millis(10);
const TRIES: usize = 5;
/// A command that may take a round trip more with many users: its filter passes over most events.
const FILTERING: &str = "audit --user user0000000";
/// Common commands. `#` is another number each time, and each gets a text on standard input.
const COMMANDS: &[&str] = &[
    "users list",
    "users list --search user1",
    "users list --pending --sort create_at",
    "users show user0000000",
    "users add new# --active --password-stdin",
    "users passwd user0000000 --password-stdin",
    "users promote user0000000 --if-needed",
    "variables list",
    "variables list user0000000",
    "variables set user0000000 NAME# --value-stdin",
    "api-keys list",
    "api-keys create user0000000 key#",
    "audit",
    FILTERING,
    "key check",
    "doctor",
];

/// A database behind a proxy.
struct Distant<'a> {
    folder: TempDir,
    proxy: &'a Proxy,
}

impl<'a> Distant<'a> {
    fn new(server: &server::Server, proxy: &'a Proxy, number: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        secrets::write_env(folder.path(), &format!("KOZMOAI_SECRET_KEY={}\n", secrets::FIRST_KEY));
        let address = format!("postgresql://postgres@127.0.0.1:{}/{}?sslmode=disable", proxy.port, server.fresh());
        secrets::keep_in(folder.path(), &address);
        seed(&secrets::service(folder.path()), number);
        Self { folder, proxy }
    }

    /// Runs a command with a delay of each direction, and returns how long it takes, and its round trips.
    fn run(&self, command: &str, number: u64, delay: Duration) -> (Duration, u64) {
        self.proxy.set_delay(delay);
        self.proxy.take_round_trips();
        let command = command.replace('#', &number.to_string());
        let mut program = Command::new(PROGRAM);
        program.args(["--config-dir", "config", "--store", &secrets::store_url(self.folder.path()).unwrap()]);
        program.args(command.split(' ')).current_dir(self.folder.path());
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let took = time(|| {
            let mut child = program.spawn().unwrap();
            // A command that reads nothing may have ended.
            drop(child.stdin.take().unwrap().write_all(format!("{PASSWORD} {number}").as_bytes()));
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        });
        (took, self.proxy.take_round_trips())
    }
}

/// The figures of a command on one database.
#[derive(Default)]
struct Figures {
    near: Vec<Duration>,
    far: Vec<Duration>,
    round_trips: Vec<u64>,
}

impl Figures {
    fn counted(&self) -> Amount {
        Amount::RoundTrips(median(self.round_trips.clone()) as f64)
    }

    /// How many round trips the delay was waited for.
    fn waited(&self) -> Amount {
        let longer = median(self.far.clone()).saturating_sub(median(self.near.clone()));
        Amount::RoundTrips((longer.as_secs_f64() / (DELAY * 2).as_secs_f64()).round())
    }
}

pub(crate) fn round_trips(table: &mut Table, _: &Databases) {
    let Some(server) = server::server_on_disk() else { return };
    let proxy = Proxy::start(server.port);
    let number = scaled(10_000).max(2 * FEW);
    let databases = [FEW, number].map(|number| Distant::new(server, &proxy, number));
    let mut runs = 0;
    for command in COMMANDS {
        let mut figures = [Figures::default(), Figures::default()];
        for _ in 0..TRIES {
            for (database, figures) in databases.iter().zip(&mut figures) {
                let mut run = |delay| {
                    runs += 1;
                    database.run(command, runs, delay)
                };
                let ((near, counted), (far, _)) = (run(Duration::ZERO), run(DELAY));
                figures.near.push(near);
                figures.far.push(far);
                figures.round_trips.push(counted);
            }
        }
        let [few, many] = figures;
        let work = format!("{command}, {}: round trips", users(number));
        let goal = Goal::AtMost(if *command == FILTERING { 1.05 } else { 1.0 });
        table.compare(&work, many.counted(), (&users(FEW), few.counted()), goal);
        let work = format!("{command}, {}: longer with a delay of 2 x 10 ms, / 20 ms", users(number));
        table.compare(work, many.waited(), (&users(FEW), few.waited()), Goal::None);
    }
}
