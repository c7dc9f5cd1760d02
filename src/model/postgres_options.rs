//! Options of an address on PostgreSQL: libpq's, each with its variable, and SQLAlchemy's own.
//!
//! What changes who is trusted, what is encrypted or where a connection goes is heeded or refused, never dropped.

/// What is done with an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It is heeded.
    Heeded,
    /// It changes nothing here: what it asks for is what happens, or concerns what is never used.
    Harmless,
    /// It is no option of the server's or libpq's, and concerns SQLAlchemy alone.
    Foreign,
}

/// Heeded options whose value is one of these.
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
    // What is not wished for does not happen: GSSAPI is not spoken here.
    ("gssencmode", &["disable", "prefer"]),
    ("min_protocol_version", &["3.0"]),
    ("requiressl", &["0", "1"]),
    ("keepalives", &["0", "1"]),
];
/// Heeded options whose value is a number.
const NUMBERS: &[&str] = &["connect_timeout", "keepalives_count", "keepalives_idle", "keepalives_interval", "tcp_user_timeout"];
/// Heeded options whose value is any text.
const TEXTS: &[&str] = &["application_name", "options", "passfile", "require_auth", "sslcert", "sslcrl", "sslkey", "sslrootcert"];
/// Heeded options that name a file.
pub const FILES: &[&str] = &["passfile", "sslcert", "sslcrl", "sslkey", "sslrootcert"];
/// Options that change nothing here.
const HARMLESS: &[&str] = &[
    "client_encoding",
    "fallback_application_name",
    "gssdelegation",
    "gsslib",
    "krbsrvname",
    "max_protocol_version",
    "sslcompression",
];
/// Options that can't be heeded, and must not be dropped; with what to do instead.
const REFUSED: &[(&str, &str)] = &[
    ("replication", "no connection here replicates"),
    ("requirepeer", "who owns the server's process is not looked at here"),
    ("service", "files of services are not read here: write what the service says into the address"),
    ("servicefile", "files of services are not read here: write what the service says into the address"),
    ("sslcrldir", "folders of revoked certificates are not read here: name a file with sslcrl"),
    ("sslkeylogfile", "keys of connections are written nowhere"),
    ("sslpassword", "encrypted keys of client certificates are not read here"),
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

/// libpq's variables for what stands before the options of an address.
pub const PLACES: &[&str] = &["PGDATABASE", "PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER"];

/// Whether a variable of this name says anything about a database.
pub fn is_read(name: &str) -> bool {
    PLACES.contains(&name) || VARIABLES.iter().any(|(known, _)| *known == name)
}

/// libpq's variables for options that can be given in an address too; those for user, password, host, port and database
/// are apart.
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

/// What is done with an option of this value.
///
/// # Errors
/// What is wrong with it, as the rest of a sentence; the value is not in it.
pub(super) fn examine(name: &str, value: &str) -> Result<Use, String> {
    if let Some((_, why)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Err(format!("asks for {name}, but {why}"));
    }
    if let Some((_, choices)) = CHOICES.iter().find(|(known, _)| *known == name) {
        let fits = value.is_empty() || choices.iter().any(|choice| choice.eq_ignore_ascii_case(value));
        return if fits { Ok(Use::Heeded) } else { Err(format!("has a {name} that is none of {}", choices.join(", "))) };
    }
    if NUMBERS.contains(&name) {
        let fits = value.is_empty() || value.parse::<i32>().is_ok();
        return if fits { Ok(Use::Heeded) } else { Err(format!("has a {name} that is no number")) };
    }
    match name {
        name if TEXTS.contains(&name) => Ok(Use::Heeded),
        name if HARMLESS.contains(&name) => Ok(Use::Harmless),
        name if FOREIGN.contains(&name) => Ok(Use::Foreign),
        name => Err(format!("has an option that is not known here: {}", crate::text::clean(name))),
    }
}
