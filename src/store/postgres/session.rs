//! Connections to a database: how they are made, how they speak, what their failures mean.

use std::collections::HashMap;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::{Client, Config, NoTls, Statement, Transaction};
use tokio_postgres_rustls::MakeRustlsConnect;
use uuid::Uuid;

use super::tls::{self, Way};
use crate::error::{Error, Kind, Result};
use crate::model::PostgresUrl;
use crate::store::kozmoai::{Cell, Dialect, Row, Sql, Taken};

/// How long a connection may take, unless the address says otherwise.
const CONNECTING: Duration = Duration::from_secs(10);
/// How long an idle connection has to answer before another one is made.
const ANSWERING: Duration = Duration::from_secs(5);
/// For how long an act waits for rows that someone else holds.
const PATIENCE: &str = "SET LOCAL lock_timeout = '10s'";

/// A database and how to get in, under a name that tells this program's sessions from all others.
pub(super) struct Access {
    pub(super) url: PostgresUrl,
    pub(super) name: String,
}

impl Access {
    pub(super) fn to(url: &PostgresUrl) -> Self {
        let id = Uuid::new_v4().simple().to_string();
        let name = url.option("application_name").unwrap_or("kozmoai admin");
        // PostgreSQL cuts a name at 63 bytes.
        let name: String = name.chars().filter(|c| matches!(c, ' '..='~')).take(46).collect();
        Self { url: url.clone(), name: format!("{name} {}", &id[..12]) }
    }

    /// Makes a connection: to the first host that answers, by the first way that the sslmode allows and that works.
    pub(super) fn connect(&self) -> Result<Session> {
        let mut last = None;
        for (place, (host, port)) in self.url.hosts.iter().enumerate() {
            let password = self.url.password_for(place);
            for way in tls::ways(&self.url, host) {
                match self.connect_to(host, *port, password, *way)? {
                    Ok(client) => return self.session(client),
                    Err(error) => {
                        // A server may let someone in by one way only; any other refusal is its last word.
                        let code = error.code().cloned();
                        let refused = code.is_some_and(|code| code != SqlState::INVALID_AUTHORIZATION_SPECIFICATION);
                        last = Some(error);
                        if refused {
                            break;
                        }
                    }
                }
            }
        }
        Err(last.map_or_else(|| Error::new(Kind::Usage, "The address names no host."), |error| self.failed(&error)))
    }

    fn connect_to(&self, host: &str, port: u16, password: Option<&str>, way: Way) -> Result<Result<Client, postgres::Error>> {
        let mut config = Config::new();
        config.host(host).port(port).application_name(&self.name).keepalives_idle(Duration::from_secs(30));
        if let Some(user) = &self.url.user {
            config.user(user);
        }
        if let Some(password) = password {
            config.password(password);
        }
        if let Some(database) = self.url.database.as_ref().or(self.url.user.as_ref()) {
            config.dbname(database);
        }
        if let Some(options) = self.url.option("options") {
            config.options(options);
        }
        if self.url.option("channel_binding") == Some("require") {
            config.channel_binding(postgres::config::ChannelBinding::Require);
        }
        match self.url.option("connect_timeout").map(str::parse) {
            Some(Ok(0)) => {}
            Some(Ok(seconds)) => drop(config.connect_timeout(Duration::from_secs(seconds))),
            Some(Err(_)) => {
                return Err(Error::new(Kind::Usage, "The address has a connect_timeout that is no number of seconds."));
            }
            None => drop(config.connect_timeout(CONNECTING)),
        }
        Ok(match way {
            Way::Plain => config.ssl_mode(postgres::config::SslMode::Disable).connect(NoTls),
            Way::Tls => {
                let tls = MakeRustlsConnect::new(tls::config(&self.url)?);
                config.ssl_mode(postgres::config::SslMode::Require).connect(tls)
            }
        })
    }

    /// Makes a fresh connection fit for acts: what is said to be done is on disk, and none is ended while it is worked on here.
    fn session(&self, mut client: Client) -> Result<Session> {
        let durable = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
        let lasting = "SET idle_in_transaction_session_timeout = 0";
        client.batch_execute(&format!("{durable}; {lasting}")).map_err(|error| self.failed(&error))?;
        Ok(Session { client, prepared: HashMap::new() })
    }

    /// What is said when the connection breaks while rows are on their way.
    pub(super) fn lost(&self, error: std::io::Error) -> Error {
        match error.get_ref().and_then(|error| error.downcast_ref::<postgres::Error>()) {
            Some(error) => self.failed(error),
            None => Error::new(Kind::Store, format!("The connection to {} was lost; nothing is done by half.", self.url))
                .hint("Try again.")
                .because(error),
        }
    }

    /// What a failure means to whoever works on this database. Details of the server's are left out, for they quote rows.
    pub(super) fn failed(&self, error: &postgres::Error) -> Error {
        let shown = &self.url;
        let Some(told) = error.as_db_error() else {
            let causes = causes(error);
            // The driver says so in words alone.
            if causes.ends_with("password missing") {
                return Error::new(Kind::Store, format!("The database {shown} wants a password, and none is given."))
                    .hint("Put one into PGPASSWORD, ~/.pgpass or KOZMOAI_DATABASE_URL.");
            }
            return Error::new(Kind::Store, format!("The database {shown} can't be reached, or the connection to it was lost."))
                .hint("See that it runs and can be reached from here, then try again; nothing is done by half.")
                .because(causes);
        };
        let code = told.code();
        let (message, hint) = if [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION].contains(code) {
            (
                "does not let this user in",
                "Look at user and password in KOZMOAI_DATABASE_URL, PGPASSWORD or ~/.pgpass, and at the server's pg_hba.conf.",
            )
        } else if *code == SqlState::INVALID_CATALOG_NAME {
            ("is not there", "Name the right one with --store or KOZMOAI_DATABASE_URL; a new one is made with `createdb`.")
        } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
            (
                "does not allow this",
                "Use the account that Kozmoai uses; it needs CREATE on the database for the schema kozmoai_admin.",
            )
        } else if *code == SqlState::LOCK_NOT_AVAILABLE {
            ("is locked by someone else; nothing was done", "Try again when that has done its work.")
        } else if *code == SqlState::DISK_FULL {
            ("has no room left on its disk; nothing was done", "Make room there, then try again.")
        } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
            ("can only be read", "Name the primary server, not a standby.")
        } else if *code == SqlState::FOREIGN_KEY_VIOLATION {
            (
                "holds something that this version does not know, which still refers to what was to be removed; nothing was changed",
                "Remove that in Kozmoai first.",
            )
        } else if *code == SqlState::ADMIN_SHUTDOWN || *code == SqlState::CRASH_SHUTDOWN || *code == SqlState::CANNOT_CONNECT_NOW
        {
            ("ended the connection; nothing was done", "Try again when it runs.")
        } else {
            ("refused what was asked of it", "Look at the server's log.")
        };
        Error::new(Kind::Store, format!("The database {shown} {message}.")).hint(hint).because(format!(
            "{}, SQLSTATE {}",
            told.message(),
            code.code()
        ))
    }
}

/// A failure with all that lies beneath it.
fn causes(error: &postgres::Error) -> String {
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

/// A connection and the statements it knows.
pub(super) struct Session {
    pub(super) client: Client,
    prepared: HashMap<String, Statement>,
}

impl Session {
    /// Whether the other end still answers.
    pub(super) fn is_alive(&mut self) -> bool {
        !self.client.is_closed() && self.client.is_valid(ANSWERING).is_ok()
    }

    /// Lets the connection stay however long nothing is asked of it. PostgreSQL before 14 ends none for that.
    pub(super) fn stay(&mut self, access: &Access) -> Result<()> {
        let sql = "SELECT set_config('idle_session_timeout', '0', false)
                   WHERE current_setting('idle_session_timeout', true) IS NOT NULL";
        self.client.batch_execute(sql).map_err(|error| access.failed(&error))
    }

    /// Begins to read, all at one moment.
    pub(super) fn reading<'a>(&'a mut self, access: &'a Access) -> Result<In<'a>> {
        self.begin(access, postgres::IsolationLevel::RepeatableRead, true)
    }

    /// Begins something that will never be kept.
    pub(super) fn scratch<'a>(&'a mut self, access: &'a Access) -> Result<In<'a>> {
        self.begin(access, postgres::IsolationLevel::RepeatableRead, false)
    }

    /// Begins an act; nobody else's goes on meanwhile, on whatever machine.
    pub(super) fn acting<'a>(&'a mut self, access: &'a Access) -> Result<In<'a>> {
        let mut begun = self.begin(access, postgres::IsolationLevel::ReadCommitted, false)?;
        begun.run(PATIENCE)?;
        begun.rows("SELECT pg_advisory_xact_lock(?1)", &[super::ACTS.into()])?;
        Ok(begun)
    }

    fn begin<'a>(&'a mut self, access: &'a Access, level: postgres::IsolationLevel, read_only: bool) -> Result<In<'a>> {
        let begun = self.client.build_transaction().isolation_level(level).read_only(read_only).start();
        let transaction = begun.map_err(|error| access.failed(&error))?;
        Ok(In { transaction, prepared: &mut self.prepared, access, collided: false })
    }
}

/// What runs statements inside a transaction; dropped, it was as if nothing had been.
pub(super) struct In<'a> {
    pub(super) transaction: Transaction<'a>,
    prepared: &'a mut HashMap<String, Statement>,
    pub(super) access: &'a Access,
    /// Whether the server ended it because of what someone else did at the same time, so that it can be tried again.
    pub(super) collided: bool,
}

impl In<'_> {
    /// Runs statements that have no parameters and give nothing.
    pub(super) fn run(&mut self, sql: &str) -> Result<()> {
        self.transaction.batch_execute(sql).map_err(|error| self.failed(&error))
    }

    pub(super) fn failed(&mut self, error: &postgres::Error) -> Error {
        let collisions = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        self.collided |= error.code().is_some_and(|code| collisions.contains(code));
        self.access.failed(error)
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, postgres::Error> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.transaction.prepare(&sql.replace('?', "$"))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// Parameters as the driver wants them.
fn given(params: &[Cell]) -> Vec<&(dyn postgres::types::ToSql + Sync)> {
    params.iter().map(|cell| cell as &(dyn postgres::types::ToSql + Sync)).collect()
}

/// A row's values.
pub(super) fn row(found: &postgres::Row) -> Result<Row, postgres::Error> {
    (0..found.len()).map(|place| found.try_get(place)).collect::<Result<_, _>>().map(Row)
}

impl Sql for In<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn rows(&mut self, sql: &str, params: &[Cell]) -> Result<Vec<Row>> {
        let found = self.prepare(sql).and_then(|statement| self.transaction.query(&statement, &given(params)));
        found.and_then(|found| found.iter().map(row).collect()).map_err(|error| self.failed(&error))
    }

    fn try_change(&mut self, sql: &str, params: &[Cell]) -> Result<Result<u64, Taken>> {
        match self.prepare(sql).and_then(|statement| self.transaction.execute(&statement, &given(params))) {
            Ok(rows) => Ok(Ok(rows)),
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(Err(Taken)),
            Err(error) => Err(self.failed(&error)),
        }
    }
}
