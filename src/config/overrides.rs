//! Settings that the command line gives.

use std::path::PathBuf;

/// Flags, which take precedence over every other source.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--env-file`.
    pub env_file: Option<PathBuf>,
    /// `--store`.
    pub store: Option<String>,
    /// `--config-dir`.
    pub config_dir: Option<PathBuf>,
}
