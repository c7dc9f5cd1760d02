//! How often the tests repeat what they try: a few times by default, and often where `KOZMOAI_TEST_THOROUGH` is set, as in the
//! gate.

/// Whether this run repeats often.
#[expect(clippy::disallowed_methods, reason = "the environment says how thorough the tests are")]
pub(crate) fn is_thorough() -> bool {
    std::env::var_os("KOZMOAI_TEST_THOROUGH").is_some()
}

/// Returns one of two numbers of repetitions.
pub(crate) fn times<N>(usual: N, thorough: N) -> N {
    if is_thorough() { thorough } else { usual }
}

/// Returns a number of repetitions: that of a variable if it is set, or one of two.
#[expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a wrong number in the environment fails the test")]
pub(crate) fn times_of(variable: &str, usual: usize, thorough: usize) -> usize {
    std::env::var(variable).map_or(times(usual, thorough), |text| text.parse().unwrap())
}
