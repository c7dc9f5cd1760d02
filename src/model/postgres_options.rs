//! Options in addresses of PostgreSQL databases: libpq's with their variables, and SQLAlchemy's.
//!
//! Options that change whom to trust, what is encrypted or where to connect are applied or refused, never ignored.

use crate::error::AddressProblem;

/// How an option is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It is applied.
    Applied,
    /// It has no effect here: it asks for the default, or for a feature that is never used.
    Harmless,
    /// It is an option of SQLAlchemy, not of libpq or the server.
    Foreign,
}

/// Applied options with a fixed set of values.
const CHOICES: &[(&str, &[&str])] = &[
    ("channel_binding", &["disable", "prefer", "require"]),
    ("load_balance_hosts", &["disable", "random"]),
    ("sslmode", &["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]),
    ("sslcertmode", &["disable", "allow"]),
    ("sslnegotiation", &["postgres", "direct"]),
    ("sslsni", &["0", "1"]),
    ("ssl_min_protocol_version", &["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]),
    ("ssl_max_protocol_version", &["TLSv1.2", "TLSv1.3"]),
    ("target_session_attrs", &["any", "read-write", "read-only", "primary", "standby", "prefer-standby"]),
    // GSSAPI is not supported, so it cannot be required.
    ("gssencmode", &["disable", "prefer"]),
    ("min_protocol_version", &["3.0"]),
    ("requiressl", &["0", "1"]),
    ("keepalives", &["0", "1"]),
];
/// Applied options whose value is a number.
const NUMBERS: &[&str] = &["connect_timeout", "keepalives_count", "keepalives_idle", "keepalives_interval", "tcp_user_timeout"];
/// Applied options whose value is any text.
const TEXTS: &[&str] = &["application_name", "options", "passfile", "require_auth", "sslcert", "sslcrl", "sslkey", "sslrootcert"];
/// Applied options that name a file.
pub const FILES: &[&str] = &["passfile", "sslcert", "sslcrl", "sslkey", "sslrootcert"];
/// Options that have no effect here.
const HARMLESS: &[&str] = &[
    "client_encoding",
    "fallback_application_name",
    "gssdelegation",
    "gsslib",
    "krbsrvname",
    "max_protocol_version",
    "sslcompression",
];
/// Options that are not supported and must not be ignored, with the reason or an alternative.
const REFUSED: &[(&str, &str)] = &[
    ("replication", "replication is not supported"),
    ("requirepeer", "the owner of the server process is not checked here"),
    ("service", "service files are not read here: write their options into the address"),
    ("servicefile", "service files are not read here: write their options into the address"),
    ("sslcrldir", "folders of revoked certificates are not supported: name a file with sslcrl"),
    ("sslkeylogfile", "the keys of connections are never written"),
    ("sslpassword", "encrypted keys of client certificates are not supported"),
];
/// Options of SQLAlchemy's engines and of its drivers for Python.
const FOREIGN: &[&str] = &[
    "command_timeout",
    "echo",
    "echo_pool",
    "executemany_mode",
    "isolation_level",
    "max_overflow",
    "plugin",
    "pool_pre_ping",
    "pool_recycle",
    "pool_size",
    "pool_timeout",
    "pool_use_lifo",
    "prepare_threshold",
    "prepared_statement_cache_size",
    "prepared_statement_name_func",
    "server_side_cursors",
    "statement_cache_size",
    "timeout",
    "use_native_hstore",
];

/// libpq's variables for the parts of an address before its options.
pub const PLACES: &[&str] = &["PGDATABASE", "PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER"];

/// Whether this is one of libpq's variables.
pub fn is_read(name: &str) -> bool {
    PLACES.contains(&name) || VARIABLES.iter().any(|(known, _)| *known == name)
}

/// libpq's variables for options that an address can contain too; those for user, password, host, port and database are
/// separate.
pub const VARIABLES: &[(&str, &str)] = &[
    ("PGAPPNAME", "application_name"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGGSSENCMODE", "gssencmode"),
    ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ("PGMINPROTOCOLVERSION", "min_protocol_version"),
    ("PGOPTIONS", "options"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGREQUIREPEER", "requirepeer"),
    ("PGREQUIRESSL", "requiressl"),
    ("PGSERVICE", "service"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLCERTMODE", "sslcertmode"),
    ("PGSSLCRL", "sslcrl"),
    ("PGSSLCRLDIR", "sslcrldir"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLSNI", "sslsni"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
];

/// Says how an option with this value is used.
///
/// # Errors
/// What is wrong with it.
pub(super) fn examine(name: &str, value: &str) -> Result<Use, AddressProblem> {
    if let Some((option, reason)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Err(AddressProblem::UnsupportedOption { option, reason });
    }
    if let Some((option, accepted)) = CHOICES.iter().find(|(known, _)| *known == name) {
        let fits = value.is_empty() || accepted.iter().any(|choice| choice.eq_ignore_ascii_case(value));
        return if fits { Ok(Use::Applied) } else { Err(AddressProblem::OptionValue { option, accepted }) };
    }
    if let Some(option) = NUMBERS.iter().find(|known| **known == name) {
        let fits = value.is_empty() || value.parse::<i32>().is_ok();
        return if fits { Ok(Use::Applied) } else { Err(AddressProblem::OptionNumber { option }) };
    }
    match name {
        name if TEXTS.contains(&name) => Ok(Use::Applied),
        name if HARMLESS.contains(&name) => Ok(Use::Harmless),
        name if FOREIGN.contains(&name) => Ok(Use::Foreign),
        name => Err(AddressProblem::UnknownOption { option: name.to_owned() }),
    }
}
