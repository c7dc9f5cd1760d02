//! The meaning of failures of the server or of a connection.

use postgres::error::DbError;

use super::certificate;
use super::prelude::*;
use crate::error::Problem;

/// A code that the driver has no name for.
const IDLE_SESSION_TIMEOUT: &str = "57P05";

/// The system refused what a connection needs, before any server was asked.
pub(super) fn out_of_resources(url: &PostgresUrl) -> Error {
    ServerError::OutOfResources { url: url.to_string() }.into()
}

/// The connection can't be used any more.
pub(super) fn broken(url: &PostgresUrl) -> Error {
    ServerError::ConnectionLost { url: url.to_string() }.into()
}

/// It is not known whether the server committed a change.
pub(super) fn uncertain(url: &PostgresUrl) -> Error {
    ServerError::CommitUncertain { url: url.to_string() }.into()
}

/// The connection broke while rows were copied.
pub(super) fn lost(url: &PostgresUrl, error: io::Error) -> Error {
    match error.get_ref().and_then(|error| error.downcast_ref::<postgres::Error>()) {
        Some(error) => failed(url, error),
        None => broken(url).because(error),
    }
}

/// A change is refused because nothing can be written.
pub(super) fn read_only(url: &PostgresUrl, standby: bool) -> Error {
    let hint = if standby {
        "Name the primary server."
    } else {
        "Writing is switched off like this during a cut-over or on a full disk. Try again when it is on."
    };
    Error::from(ServerError::ReadOnly { url: url.to_string(), reason: why_read_only(standby) }).hint(hint)
}

/// Why nothing can be written, as a clause.
pub(super) fn why_read_only(standby: bool) -> &'static str {
    if standby { "the server is a standby" } else { "default_transaction_read_only is on for this server, database or account" }
}

/// Row-level security would hide rows of these tables.
pub(super) fn rows_hidden(url: &PostgresUrl, tables: &str) -> Error {
    ServerError::RowsHidden { url: url.to_string(), tables: tables.to_owned() }.into()
}

/// The meaning of a failure. Details of the server's are omitted, because they quote rows.
pub(super) fn failed(url: &PostgresUrl, error: &postgres::Error) -> Error {
    if let Some(rejected) = certificate::rejected(url, error) {
        return rejected;
    }
    let Some(reply) = error.as_db_error() else { return unreachable(url, &causes(error)) };
    if *reply.code() == SqlState::INSUFFICIENT_PRIVILEGE && reply.routine() == Some("check_enable_rls") {
        return rows_hidden(url, &format!("the table {}", quoted_name(reply))).because(shown(reply));
    }
    meaning(url, reply.code()).because(shown(reply))
}

/// The error for rows that violate a constraint of their table, if that is why the server refused them.
pub(super) fn violated(url: &PostgresUrl, table: &str, error: &postgres::Error) -> Option<Error> {
    let reply = error.as_db_error()?;
    let violations = [SqlState::CHECK_VIOLATION, SqlState::NOT_NULL_VIOLATION, SqlState::FOREIGN_KEY_VIOLATION];
    let constraint = reply.constraint().or_else(|| reply.column()).filter(|_| violations.contains(reply.code()))?;
    Some(constraint_violated(url, table, constraint))
}

/// Rows violate a constraint of their table.
pub(super) fn constraint_violated(url: &PostgresUrl, table: &str, constraint: &str) -> Error {
    let (table, constraint) = (text::clean(table).into_owned(), text::clean(constraint).into_owned());
    RestoreError::ConstraintViolated { database: url.to_string(), table, constraint }.into()
}

fn shown(reply: &DbError) -> String {
    format!("{}, SQLSTATE {}", reply.message(), reply.code().code())
}

/// The name that a message of the server's quotes; in every language, it is the last part of the message.
fn quoted_name(reply: &DbError) -> String {
    let is_quote = |c: char| matches!(c, '"' | '«' | '»' | '“' | '”' | '„' | '‘' | '’' | '「' | '」' | '\'');
    let name = reply.message().split(is_quote).map(str::trim).rfind(|part| !part.is_empty() && !part.starts_with('.'));
    format!("\"{}\"", text::clean(name.unwrap_or_default()))
}

/// The meaning of a code.
fn meaning(url: &PostgresUrl, code: &SqlState) -> Error {
    let is = |codes: &[SqlState]| codes.contains(code);
    let (database, url) = (url.to_string(), url.to_string());
    let failed = match () {
        () if code.code() == IDLE_SESSION_TIMEOUT => ServerError::SessionTimedOut { url },
        () if is(&[SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION]) => {
            ServerError::AuthenticationFailed { url }
        }
        () if is(&[SqlState::INVALID_CATALOG_NAME]) => ServerError::DatabaseNotFound { url },
        () if is(&[SqlState::INSUFFICIENT_PRIVILEGE]) => ServerError::PermissionDenied { url },
        () if is(&[SqlState::LOCK_NOT_AVAILABLE]) => ServerError::Locked { url },
        () if is(&[SqlState::QUERY_CANCELED]) => ServerError::StatementCancelled { url },
        () if is(&[SqlState::DISK_FULL, SqlState::OUT_OF_MEMORY, SqlState::INSUFFICIENT_RESOURCES]) => {
            ServerError::NoRoom { url }
        }
        () if is(&[SqlState::DATA_CORRUPTED, SqlState::INDEX_CORRUPTED]) => ServerError::Damaged { url },
        () if is(&[SqlState::TOO_MANY_CONNECTIONS]) => ServerError::TooManyConnections { url },
        () if is(&[SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED]) => ServerError::Collision { url },
        () if is(&[SqlState::READ_ONLY_SQL_TRANSACTION]) => {
            let read_only = ServerError::ReadOnly { url, reason: "the server refuses to write" };
            return Error::from(read_only).hint("Name the primary server, or try again when writing is on.");
        }
        () if is(&[SqlState::FOREIGN_KEY_VIOLATION]) => return StoreError::Referenced { database }.into(),
        () if is(&[SqlState::CHECK_VIOLATION, SqlState::NOT_NULL_VIOLATION, SqlState::RAISE_EXCEPTION]) => {
            return StoreError::ConstraintViolated { database }.into();
        }
        () if is(&[SqlState::UNDEFINED_TABLE, SqlState::UNDEFINED_COLUMN]) => ServerError::SchemaChanged { url },
        () if is(&[SqlState::DUPLICATE_PSTATEMENT, SqlState::INVALID_SQL_STATEMENT_NAME]) => ServerError::Pooled { url },
        () if is(&[SqlState::UNTRANSLATABLE_CHARACTER]) => ServerError::NotEncodable { url },
        () if is(&[SqlState::PROTOCOL_VIOLATION]) => ServerError::ConnectionRefused { url },
        () if is(&[SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW]) => {
            ServerError::ShutDown { url }
        }
        () => ServerError::Refused { url },
    };
    failed.into()
}

/// No server was reached, or the driver refused to continue.
fn unreachable(url: &PostgresUrl, causes: &str) -> Error {
    let url = url.to_string();
    // The driver reports these two only as text.
    if causes.ends_with("password missing") {
        return ServerError::PasswordRequired { url }.into();
    }
    if causes.contains("server does not support TLS") {
        return ServerError::TlsUnavailable { url }.into();
    }
    Error::from(ServerError::Unreachable { url }).because(causes.to_owned())
}

/// A failure with all its causes, as text.
pub(super) fn causes(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}

/// The error for values that the server refused.
pub(super) fn rewrite_refused(url: &PostgresUrl, error: Error) -> Error {
    if !matches!(error.problem(), Problem::Server(ServerError::Refused { .. })) {
        return error;
    }
    Error::from(StoreError::RewriteRefused { database: url.to_string() }).with_cause_of(error)
}
