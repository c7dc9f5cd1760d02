//! Runs a target on mutated inputs for some time. Inputs that lead to a new outcome are mutated further.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::io::Write;
use std::time::{Duration, Instant};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::memory::with_largest_allocation;
use super::mutations::{Script, scripts};
use crate::support::random::TestRandom;

/// How many inputs are generated before the time is looked at again by proptest.
const BATCH: u32 = 256;
/// How many inputs are kept.
const MOST_INPUTS: usize = 2_000;

/// The largest allocation that is allowed, in bytes: a database needs some memory whatever is in it.
const MOST_MEMORY: usize = 64 << 20;

/// The number of seconds that each target runs.
pub(crate) fn seconds() -> u64 {
    std::env::var("KOZMOAI_TEST_FUZZ_SECONDS").map_or(1, |text| text.parse().unwrap())
}

/// What fuzzing did.
#[derive(Debug)]
pub(crate) struct Summary {
    /// How often the target ran.
    pub(crate) executions: u64,
    /// How many different outcomes it had.
    pub(crate) outcomes: usize,
}

/// An input on which a target panics.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) input: Vec<u8>,
    /// The message of the panic.
    pub(crate) reason: String,
    pub(crate) executions: u64,
}

/// Fuzzes a target, which returns a number for what it did; its panics fail the test.
pub(crate) fn fuzz(name: &str, corpus: Vec<Vec<u8>>, target: impl Fn(&[u8]) -> u64) {
    let seeds = corpus.len() as u64;
    match find(name, corpus, Duration::from_secs(seconds()), target) {
        Ok(Summary { executions, outcomes }) => {
            // Not with a macro, whose output is captured.
            let line = format!("fuzz {name}: {executions} executions, {outcomes} outcomes\n");
            std::io::stderr().write_all(line.as_bytes()).unwrap();
            assert!(executions > seeds, "nothing was mutated");
            assert!(outcomes > 1, "every input has the same outcome");
        }
        Err(Found { input, reason, executions }) => {
            panic!("{name}, after {executions} executions, on \"{}\": {reason}", input.escape_ascii())
        }
    }
}

/// Fuzzes a target until the time is over, or an input makes it panic.
pub(crate) fn find(name: &str, corpus: Vec<Vec<u8>>, time: Duration, target: impl Fn(&[u8]) -> u64) -> Result<Summary, Found> {
    let executions = Cell::new(0_u64);
    // What panicked is run again with fewer mutations, of the same inputs.
    let is_running = Cell::new(false);
    let outcomes = RefCell::new(HashSet::new());
    let execute = |input: &[u8]| {
        is_running.set(true);
        executions.set(executions.get() + 1);
        let (outcome, largest) = with_largest_allocation(|| target(input));
        assert!(largest <= MOST_MEMORY, "{} bytes of input made it allocate {largest}", input.len());
        let is_new = outcomes.borrow_mut().insert(outcome);
        is_running.set(false);
        is_new
    };
    for input in &corpus {
        execute(input);
    }
    // All of them run, however long that takes.
    let begun = Instant::now();
    let inputs = RefCell::new(corpus);
    let mutated = |script: Script| -> Result<(), TestCaseError> {
        if begun.elapsed() < time || is_running.get() {
            let input = script.apply(&inputs.borrow());
            let has_failed = is_running.get();
            if execute(&input) && !has_failed && inputs.borrow().len() < MOST_INPUTS {
                inputs.borrow_mut().push(input);
            }
            is_running.set(has_failed);
        }
        Ok(())
    };
    let config = Config { cases: BATCH, failure_persistence: None, max_shrink_time: 5_000, ..Config::default() };
    let mut random = TestRandom::new(name);
    let seed: Vec<u8> = (0..16).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
    let mut rng = TestRng::from_seed(RngAlgorithm::XorShift, &seed);
    while begun.elapsed() < time {
        // A runner counts the cases of all its runs.
        let mut runner = TestRunner::new_with_rng(config.clone(), rng);
        rng = runner.new_rng();
        match runner.run(&scripts(), mutated) {
            Ok(()) => {}
            Err(TestError::Fail(reason, script)) => {
                let input = script.apply(&inputs.borrow());
                return Err(Found { input, reason: reason.message().to_owned(), executions: executions.get() });
            }
            Err(TestError::Abort(reason)) => panic!("{name}: {reason}"),
        }
    }
    Ok(Summary { executions: executions.get(), outcomes: outcomes.borrow().len() })
}
