//! What a failure of the server or of a connection means to whoever works on the database.

use postgres::error::{DbError, SqlState};

use super::certificate;
use crate::error::{Error, Kind};
use crate::model::PostgresUrl;

/// A code that the driver has no name for.
const IDLE_SESSION_TIMEOUT: &str = "57P05";

/// What is said of a server that answers nothing in time.
pub(super) fn silent(url: &PostgresUrl, seconds: u64) -> Error {
    Error::new(Kind::Store, format!("The database {url} did not answer within {seconds} seconds."))
        .hint("See that it runs and can be reached from here, and that a connection pool before it has sessions left; connect_timeout in \
             the address sets how long is waited.")
}

/// What is said when the system refuses what a connection needs, before any server was asked.
pub(super) fn out_of_resources(url: &PostgresUrl) -> Error {
    Error::new(Kind::Store, format!("No connection to {url} can be made: the system refused what it needs."))
        .hint("Raise the limits of open files, processes and memory (`ulimit -n`, `-u`, `-v`), then try again.")
}

/// What is said when a connection can't be used any more.
pub(super) fn broken(url: &PostgresUrl) -> Error {
    Error::new(Kind::Store, format!("The connection to {url} broke; nothing is done by half."))
        .hint("Look at the limits of this process and the system's log, then try again.")
}

/// What is said when nobody knows whether the server has committed a change.
pub(super) fn uncertain(url: &PostgresUrl) -> Error {
    Error::new(Kind::Store, format!("The connection to {url} broke while a change was committed: it was made, or not at all."))
        .hint("Look whether the change is there before repeating it.")
}

/// What is said when no server that answers is of the sort that is wished for.
pub(super) fn other_sort(url: &PostgresUrl, wish: &str) -> Error {
    Error::new(Kind::Store, format!("None of the servers of {url} is what target_session_attrs={wish} asks for."))
        .hint("Name other hosts, or leave target_session_attrs out.")
}

/// What is said when a connection breaks while rows are on their way.
pub(super) fn lost(url: &PostgresUrl, error: std::io::Error) -> Error {
    match error.get_ref().and_then(|error| error.downcast_ref::<postgres::Error>()) {
        Some(error) => failed(url, error),
        None => Error::new(Kind::Store, format!("The connection to {url} was lost; nothing is done by half."))
            .hint("Try again.")
            .because(error),
    }
}

/// What is said when something is to be written and nothing can be.
pub(super) fn read_only(url: &PostgresUrl, standby: bool) -> Error {
    let error = Error::new(Kind::NotAllowed, format!("The database {url} can only be read: {}.", why_read_only(standby)));
    error.hint(if standby {
        "Name the primary server."
    } else {
        "That is how writing is stopped during a cut-over or on a full disk. Try again when it is off."
    })
}

/// Why nothing can be written, in words.
pub(super) fn why_read_only(standby: bool) -> &'static str {
    if standby { "the server is a standby" } else { "default_transaction_read_only is on for this server, database or account" }
}

/// What is said when row-level security would hide rows of tables, named as one.
pub(super) fn rows_hidden(url: &PostgresUrl, tables: &str) -> Error {
    Error::new(Kind::Store, format!("Row-level security hides rows of {tables} in {url} from this account; nothing was done."))
        .hint(
            "Connect as the owner of the table or as a role with BYPASSRLS. With FORCE ROW LEVEL SECURITY the owner needs \
             BYPASSRLS too, or ALTER TABLE … NO FORCE ROW LEVEL SECURITY.",
        )
}

/// What a failure means. Details of the server's are left out, for they quote rows.
pub(super) fn failed(url: &PostgresUrl, error: &postgres::Error) -> Error {
    if let Some(refused) = certificate::refused(url, error) {
        return refused;
    }
    let Some(told) = error.as_db_error() else { return unreached(url, &causes(error)) };
    let code = told.code();
    if *code == SqlState::INSUFFICIENT_PRIVILEGE && told.routine() == Some("check_enable_rls") {
        return rows_hidden(url, &format!("the table {}", quoted_name(told))).because(shown(told));
    }
    let kind = if *code == SqlState::READ_ONLY_SQL_TRANSACTION { Kind::NotAllowed } else { Kind::Store };
    let (message, hint) = meaning(code).unwrap_or(("refused what was asked of it", "Look at the server's log."));
    Error::new(kind, format!("The database {url} {message}.")).hint(hint).because(shown(told))
}

fn shown(told: &DbError) -> String {
    format!("{}, SQLSTATE {}", told.message(), told.code().code())
}

/// The name that a message of the server's quotes; in whatever language, it is the last thing in it.
fn quoted_name(told: &DbError) -> String {
    let is_quote = |c: char| matches!(c, '"' | '«' | '»' | '“' | '”' | '„' | '‘' | '’' | '「' | '」' | '\'');
    let name = told.message().split(is_quote).map(str::trim).rfind(|part| !part.is_empty() && !part.starts_with('.'));
    format!("\"{}\"", crate::text::clean(name.unwrap_or_default()))
}

/// What happened and what to do, for codes that are known.
fn meaning(code: &SqlState) -> Option<(&'static str, &'static str)> {
    if code.code() == IDLE_SESSION_TIMEOUT {
        return Some((
            "ended a session that was idle: the idle_session_timeout of this account ran out; nothing was done",
            "Raise idle_session_timeout for this account, or set it to 0.",
        ));
    }
    const AGAIN: &str = "Try again when it runs.";
    const DIRECT: &str = "Connect to the server directly, or to a pool in session mode.";
    let known: &[(&[SqlState], &str, &str)] = &[
        (
            &[SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION],
            "does not let this user in",
            "Look at user and password in KOZMOAI_DATABASE_URL, PGPASSWORD or ~/.pgpass, and at the server's pg_hba.conf.",
        ),
        (
            &[SqlState::INVALID_CATALOG_NAME],
            "is not there",
            "Name the right one with --store or KOZMOAI_DATABASE_URL; a new one is made with `createdb`.",
        ),
        (
            &[SqlState::INSUFFICIENT_PRIVILEGE],
            "does not allow this account what was asked; nothing was done",
            "Use the account that Kozmoai uses, or grant this one what is missing.",
        ),
        (
            &[SqlState::LOCK_NOT_AVAILABLE],
            "is locked by someone else; nothing was done",
            "Try again when that has done its work.",
        ),
        (
            &[SqlState::QUERY_CANCELED],
            "ended a statement before it was done: the statement_timeout of this account ran out, or somebody cancelled it; nothing was done",
            "Raise statement_timeout for this account, or try again.",
        ),
        (
            &[SqlState::DISK_FULL, SqlState::OUT_OF_MEMORY, SqlState::INSUFFICIENT_RESOURCES],
            "has no room left on its disk or in its memory; nothing was done",
            "Make room there, then try again.",
        ),
        (
            &[SqlState::DATA_CORRUPTED, SqlState::INDEX_CORRUPTED],
            "is damaged: the server cannot read some of it; nothing was done",
            "Keep a copy of the server's files as they are, and restore an earlier backup.",
        ),
        (&[SqlState::TOO_MANY_CONNECTIONS], "has no connection left for this account", "Try again when others have left."),
        (
            &[SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED],
            "ended this because of what others did at the same time; nothing was done",
            "Try again. On a standby, max_standby_streaming_delay sets how long reading may take.",
        ),
        (&[SqlState::READ_ONLY_SQL_TRANSACTION], "can only be read", "Name the primary server, or try again when writing is on."),
        (
            &[SqlState::FOREIGN_KEY_VIOLATION],
            "holds something that this version does not know, which still refers to what was to be removed; nothing was changed",
            "Remove that in Kozmoai first.",
        ),
        (
            &[SqlState::CHECK_VIOLATION, SqlState::NOT_NULL_VIOLATION, SqlState::RAISE_EXCEPTION],
            "has a rule of its own, a constraint or a trigger, that forbids this; nothing was changed",
            "Look at the constraints and triggers of its tables, which Kozmoai does not have.",
        ),
        (
            &[SqlState::UNDEFINED_TABLE, SqlState::UNDEFINED_COLUMN],
            "lost a table or a column meanwhile; nothing was done",
            "Is Kozmoai being upgraded? Try again when that is done.",
        ),
        (
            &[SqlState::DUPLICATE_PSTATEMENT, SqlState::INVALID_SQL_STATEMENT_NAME],
            "is behind a connection pool that gives each transaction another session; nothing was done",
            DIRECT,
        ),
        (
            &[SqlState::PROTOCOL_VIOLATION],
            "or a connection pool in between refused the connection",
            "A pool passes on no `options`; leave them out of the address, let the pool ignore them, or connect directly.",
        ),
        (
            &[SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW],
            "ended the connection; nothing was done",
            AGAIN,
        ),
    ];
    known.iter().find(|(codes, ..)| codes.contains(code)).map(|(_, message, hint)| (*message, *hint))
}

/// What is said when no server was reached, or when the driver refused to go on.
fn unreached(url: &PostgresUrl, causes: &str) -> Error {
    // The driver says so in words alone.
    if causes.ends_with("password missing") {
        return Error::new(Kind::Store, format!("The database {url} wants a password, and none is given."))
            .hint("Put one into PGPASSWORD, ~/.pgpass or KOZMOAI_DATABASE_URL.");
    }
    if causes.contains("server does not support TLS") {
        let message = format!("The server of {url} offers no encrypted connections, and the address asks for one.");
        return Error::new(Kind::Store, message).hint(
            "Switch TLS on at the server. Only where the way to it is trusted: say sslmode=disable, and leave require_auth and \
             channel_binding out, which only an encrypted connection can hold to.",
        );
    }
    Error::new(Kind::Store, format!("The database {url} can't be reached, or the connection to it was lost."))
        .hint("See that it runs and can be reached from here, then try again; nothing is done by half.")
        .because(causes.to_owned())
}

/// A failure with all that it was caused by.
pub(super) fn causes(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut beneath = std::error::Error::source(error);
    while let Some(cause) = beneath {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        beneath = cause.source();
    }
    text
}
