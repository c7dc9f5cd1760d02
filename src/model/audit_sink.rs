//! The destination for copies of audit events.

use std::fmt;
use std::path::{Path, PathBuf};

/// The default socket of syslog.
const SYSLOG: &str = "/dev/log";

/// The destination of each audit event once it is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditSink {
    /// Syslog, at this socket.
    Syslog(PathBuf),
    /// An append-only file with one JSON document per line.
    File(PathBuf),
}

impl AuditSink {
    /// Parses `syslog`, `syslog:/socket` or `file:/absolute/path`.
    pub fn parse(text: &str) -> Option<Self> {
        let absolute = |path: &str| Some(PathBuf::from(path)).filter(|path| path.is_absolute() && path.file_name().is_some());
        match text.split_once(':') {
            None if text == "syslog" => Some(Self::Syslog(PathBuf::from(SYSLOG))),
            Some(("syslog", socket)) => absolute(socket).map(Self::Syslog),
            Some(("file", path)) => absolute(path).map(Self::File),
            _ => None,
        }
    }

    /// Whether it is syslog at the default socket.
    pub fn is_default(&self) -> bool {
        matches!(self, Self::Syslog(socket) if socket == Path::new(SYSLOG))
    }
}

impl fmt::Display for AuditSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syslog(socket) => write!(f, "syslog:{}", socket.display()),
            Self::File(path) => write!(f, "file:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sink_is_syslog_or_absolute_file() {
        for (text, shown) in [("syslog", "syslog:/dev/log"), ("syslog:/run/x", "syslog:/run/x"), ("file:/a/b", "file:/a/b")] {
            assert_eq!(AuditSink::parse(text).map(|sink| sink.to_string()).as_deref(), Some(shown));
        }
        for wrong in ["", "syslog:", "syslog:x", "file:", "file:a", "file:/", "/a/b", "tcp:/x"] {
            assert_eq!(AuditSink::parse(wrong), None, "{wrong}");
        }
    }
}
