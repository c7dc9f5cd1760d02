//! Settings: their values and where each came from.

pub mod dotenv;
pub mod settings;

pub use settings::{Origin, Overrides, Settings, Sourced};
