//! The performance goals besides those of rotations: `cargo bench --bench figures`. With words as arguments, only the parts whose
//! names contain one: `cargo bench --bench figures -- overview memory`.
//!
//! Each figure is compared with a peer of the same run, because absolute times depend on the machine and on what else it does.
//! With `KOZMOAI_BENCH_SCALE=100` databases have a hundredth of their size, for a quick try. Fails if a goal is missed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, and fails by panicking"
)]

#[path = "figures/audit.rs"]
mod audit;
#[path = "figures/console.rs"]
mod console;
#[path = "figures/databases.rs"]
mod databases;
#[path = "figures/import.rs"]
mod import;
#[path = "measure.rs"]
mod measure;
#[path = "figures/processes.rs"]
mod processes;
#[path = "figures/proxy.rs"]
mod proxy;
#[path = "figures/round_trips.rs"]
mod round_trips;
#[expect(dead_code, reason = "the rest is for tests")]
#[path = "../support/secrets.rs"]
mod secrets;
#[expect(dead_code, reason = "the rest is for tests")]
#[path = "../support/server.rs"]
mod server;
#[path = "../support/skipped.rs"]
mod skipped;
#[path = "figures/store.rs"]
mod store;
#[path = "table.rs"]
mod table;
#[path = "figures/variables.rs"]
mod variables;

use std::process::ExitCode;

use databases::{Databases, FEW, many, users};
use table::Table;

type Part = fn(&mut Table, &Databases);

const PARTS: &[(&str, Part)] = &[
    ("overview", console::overview),
    ("console", console::list),
    ("store", store::store),
    ("commands", processes::commands),
    ("completion", processes::completion),
    ("import", import::import),
    ("copy", store::copy),
    ("memory", console::memory),
    ("variables", variables::variables),
    ("round-trips", round_trips::round_trips),
    ("audit", audit::audit),
];

fn main() -> ExitCode {
    if let [Some(only), Some(number)] = [1, 2].map(|place| std::env::args().nth(place))
        && only == processes::HASHES
    {
        processes::hash(number.parse().unwrap());
        return ExitCode::SUCCESS;
    }
    let wanted = measure::wanted(PARTS);
    let mut table = Table::new(format!("figures: databases of {FEW} and {}", users(many())));
    let databases = Databases::default();
    for (name, part) in wanted {
        eprintln!("{name}");
        part(&mut table, &databases);
    }
    table.finish()
}
