//! Errors of PostgreSQL servers: the connection, its TLS, and what the server refuses.

use std::path::PathBuf;

use super::StoreRemedy as Fix;
use super::define::errors;

errors! {
    /// What is wrong with a PostgreSQL server or the connection to it.
    pub enum ServerError {
        /// The server can't be reached.
        Unreachable {
            /// The address, without passwords.
            url: String,
        } = "server_unreachable", Store, ("The database {url} can't be reached, or the connection to it was lost.")
            => "Make sure that it runs and can be reached from here, then try again; no change is half done.".into();

        /// The server did not answer in time.
        Timeout {
            /// The address.
            url: String,
            /// How long it was waited for.
            seconds: u64,
        } = "server_timeout", Store, ("The database {url} did not answer within {seconds} seconds.")
            => "Make sure that it runs and can be reached from here, and that a connection pool in between has free sessions; \
                connect_timeout in the address sets the limit.".into();

        /// The operating system refused what a connection needs.
        OutOfResources {
            /// The address.
            url: String,
        } = "connection_refused_by_system", Store, ("No connection to {url} can be made: the system refused what it needs.")
            => "Raise the limits of open files, processes and memory (`ulimit -n`, `-u`, `-v`), then try again.".into();

        /// The connection broke.
        ConnectionLost {
            /// The address.
            url: String,
        } = "connection_lost", Store, ("The connection to {url} was lost; no change is half done.")
            => "Look at the limits of this process and the system's log, then try again.".into();

        /// The connection broke during a commit.
        CommitUncertain {
            /// The address.
            url: String,
        } = "commit_uncertain", Store,
            ("The connection to {url} was lost during a commit: the change was saved completely, or not at all.")
            => Fix::LookInAuditLog.into();

        /// No server of the address has the role that target_session_attrs asks for.
        WrongRole {
            /// The address.
            url: String,
            /// The value of target_session_attrs.
            wanted: String,
        } = "server_wrong_role", Store, ("None of the servers of {url} matches target_session_attrs={wanted}.")
            => "Name other hosts, or omit target_session_attrs.".into();

        /// The address names no host.
        NoHost = "no_host", Usage [Database], ("The address names no host.");

        /// The server requires a password.
        PasswordRequired {
            /// The address.
            url: String,
        } = "server_password_required", Store, ("The database {url} requires a password, and none was given.")
            => "Set one in PGPASSWORD, ~/.pgpass or KOZMOAI_DATABASE_URL.".into();

        /// The server rejected the user or the password.
        AuthenticationFailed {
            /// The address.
            url: String,
        } = "server_authentication_failed", Store, ("The database {url} rejected this user or password.")
            => "Check the user and password in KOZMOAI_DATABASE_URL, PGPASSWORD or ~/.pgpass, and the server's pg_hba.conf.".into();

        /// The server has no database of that name.
        DatabaseNotFound {
            /// The address.
            url: String,
        } = "server_database_not_found", Store [Database], ("The database {url} does not exist.")
            => Fix::NameDatabase { creation: Some("`createdb` creates a new one.") }.into();

        /// The server allows writing to nobody: it is a standby, or writing is switched off.
        ReadOnly {
            /// The address.
            url: String,
            /// Why nothing can be written.
            reason: &'static str,
        } = "server_read_only", NotAllowed, ("The database {url} is read-only: {reason}.");

        /// Row-level security hides rows from this account.
        RowsHidden {
            /// The address.
            url: String,
            /// The tables.
            tables: String,
        } = "rows_hidden", Store, ("Row-level security hides rows of {tables} in {url} from this account; nothing was changed.")
            => "Connect as the owner of the table or as a role with BYPASSRLS. With FORCE ROW LEVEL SECURITY the owner needs \
                BYPASSRLS too, or ALTER TABLE … NO FORCE ROW LEVEL SECURITY.".into();

        /// The account lacks a privilege.
        PrivilegeMissing {
            /// The address.
            url: String,
            /// The account.
            account: String,
            /// The privilege.
            privilege: String,
            /// What it is missing on.
            on: String,
        } = "privilege_missing", Store, ("The account \"{account}\" lacks {privilege} on {on} in {url}; nothing was changed.")
            => format!("Use the account that Kozmoai uses, or grant this one {privilege} there.").into();

        /// Rows that lost their primary key have the same id.
        DuplicateIds {
            /// The address.
            url: String,
            /// The table.
            table: &'static str,
        } = "duplicate_ids", Store, ("Several rows of \"{table}\" in {url} have the same ID; nothing was changed.")
            => "Delete the duplicate rows, and restore the table's primary key.".into();

        /// The server does not allow the account what was asked.
        PermissionDenied {
            /// The address.
            url: String,
        } = "server_permission_denied", Store, ("The database {url} does not allow this account to do that; nothing was changed.")
            => "Use the account that Kozmoai uses, or grant this one what is missing.".into();

        /// Another client has locked the database.
        Locked {
            /// The address.
            url: String,
        } = "server_locked", Store, ("The database {url} is locked by another client; nothing was changed.")
            => "Try again when that has finished.".into();

        /// The server cancelled a statement.
        StatementCancelled {
            /// The address.
            url: String,
        } = "statement_cancelled", Store,
            ("The database {url} cancelled a statement: the statement_timeout of this account ran out, or somebody cancelled it; \
              nothing was changed.")
            => "Raise statement_timeout for this account, or try again.".into();

        /// The server ended an idle session.
        SessionTimedOut {
            /// The address.
            url: String,
        } = "session_timed_out", Store,
            ("The database {url} ended an idle session: the idle_session_timeout of this account ran out; nothing was changed.")
            => "Raise idle_session_timeout for this account, or set it to 0.".into();

        /// The server is out of disk space or memory.
        NoRoom {
            /// The address.
            url: String,
        } = "server_no_room", Store, ("The database {url} is out of disk space or memory; nothing was changed.")
            => "Make room there, then try again.".into();

        /// The server can't read some of the database.
        Damaged {
            /// The address.
            url: String,
        } = "server_database_damaged", Store, ("The database {url} is damaged: the server can't read some of it; nothing was changed.")
            => "Keep a copy of the server's files as they are, and restore an earlier backup.".into();

        /// The server has no connection left.
        TooManyConnections {
            /// The address.
            url: String,
        } = "too_many_connections", Store, ("The database {url} has no connection left for this account.")
            => "Try again when other clients have disconnected.".into();

        /// The server cancelled a transaction that conflicts with another one.
        Collision {
            /// The address.
            url: String,
        } = "transaction_conflict", Store,
            ("The database {url} cancelled a transaction that conflicts with another one; nothing was changed.")
            => "Try again. On a standby, max_standby_streaming_delay limits how long a read may take.".into();

        /// A table or column was removed while kozmoai was running.
        SchemaChanged {
            /// The address.
            url: String,
        } = "schema_changed", Store, ("The database {url} lost a table or column in the meantime; nothing was changed.")
            => "Is Kozmoai being upgraded? Try again when that is done.".into();

        /// The connection pool gives each transaction another session.
        Pooled {
            /// The address.
            url: String,
        } = "connection_pooled", Store,
            ("{url} is behind a connection pool that gives each transaction another session; nothing was changed.")
            => "This needs its own session: connect to the server directly, or to a pool in session mode.".into();

        /// A connection pool refused the connection.
        ConnectionRefused {
            /// The address.
            url: String,
        } = "connection_refused", Store, ("The database {url}, or a connection pool in front of it, refused the connection.")
            => "A pool does not pass on `options`: omit them from the address, let the pool ignore them, or connect directly.".into();

        /// The server shut down or is starting.
        ShutDown {
            /// The address.
            url: String,
        } = "server_shut_down", Store, ("The database {url} closed the connection; nothing was changed.")
            => "Try again when it runs.".into();

        /// The encoding of the database has no such character.
        NotEncodable {
            /// The address.
            url: String,
        } = "character_not_in_encoding", Store,
            ("The encoding of the database {url} lacks a character of this text; nothing was changed.")
            => "Use only characters of that encoding, or move Kozmoai to a database with the encoding UTF8.".into();

        /// The server refused a statement.
        Refused {
            /// The address.
            url: String,
        } = "statement_refused", Store, ("The database {url} refused a statement.") => "Look at the server's log.".into();

        /// The server does not offer encrypted connections, but the address requires one.
        TlsUnavailable {
            /// The address.
            url: String,
        } = "tls_unavailable", Store, ("The server of {url} offers no encrypted connections, but the address requires one.")
            => "Enable TLS on the server. Only on a trusted network: set sslmode=disable, and omit require_auth and \
                channel_binding, which need an encrypted connection.".into();

        /// The certificate of the server is not accepted.
        CertificateRejected {
            /// The address.
            url: String,
            /// What is wrong with it, with a verb.
            reason: String,
        } = "certificate_rejected", Store, ("The certificate of the server of {url} {reason}.");

        /// An option of the address needs an encrypted connection, but the address asks for a plain one.
        TlsRequired {
            /// The option.
            option: &'static str,
            /// The host.
            host: String,
        } = "tls_required", Usage [Database], ("{option} needs an encrypted connection, but the address asks for a plain one to {host}.")
            => format!("Set sslmode=require with a host that is not a socket, or omit {option}.").into();

        /// The address allows no TLS version.
        TlsVersions = "tls_versions", Usage [Database], ("The address requires TLS 1.3 or newer, and TLS 1.2 or older.");

        /// TLS can't be set up.
        TlsSetup = "tls_setup", Unexpected, ("TLS can't be set up.");

        /// The client certificate does not belong to the client key.
        ClientKeyMismatch = "client_key_mismatch", Usage [Database], ("The certificate of sslcert does not belong to the key of sslkey.");

        /// A file contains no usable certificate or key.
        CertificateFile {
            /// The file.
            path: PathBuf,
        } = "certificate_file", Usage [Database], ("{path} contains no usable certificate or key.");

        /// The sslmode needs root certificates, and there are none.
        NoRootCertificates {
            /// The sslmode.
            mode: String,
        } = "no_root_certificates", Usage [Database], ("sslmode={mode} needs root certificates, and there are none.")
            => "Name their file with sslrootcert, set sslrootcert=system, or put them into ~/.postgresql/root.crt.".into();

        /// The value of require_auth is invalid.
        RequireAuth {
            /// The accepted names.
            accepted: Vec<&'static str>,
        } = "require_auth_invalid", Usage [Database],
            ("require_auth must be a list of {}, each with an exclamation mark or none of them.", accepted.join(", "));
    }
}
