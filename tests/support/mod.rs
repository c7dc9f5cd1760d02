//! What tests of several areas share.

pub(crate) mod clock;
pub(crate) mod failing;
pub(crate) mod parallel;
pub(crate) mod pty;
pub(crate) mod random;
pub(crate) mod recovery;
pub(crate) mod run;
pub(crate) mod saved;
pub(crate) mod secrets;
pub(crate) mod server;
pub(crate) mod skipped;
pub(crate) mod thorough;
