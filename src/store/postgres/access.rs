//! A database and how its servers are reached: hosts in turn, the ways that TLS allows, no wait without an end.

use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;
use uuid::Uuid;

use super::failures;
use super::schema::{ADMIN, Admin};
use super::session::Session;
use super::tls::{self, Way};
use crate::error::{Error, Kind, Result};
use crate::model::PostgresUrl;

/// How long a connection may take, unless the address says otherwise.
const CONNECTING: Duration = Duration::from_secs(10);
/// How long a host that was said to be waited for as long as it takes gets: nothing here waits for ever.
const LONGEST: Duration = Duration::from_secs(600);

/// A database and how to get in, under a name that tells this program's sessions from all others.
pub(super) struct Access {
    pub(super) url: PostgresUrl,
    pub(super) name: String,
    /// The schema that holds what is ours, known once the database was opened.
    pub(super) admin: OnceLock<Admin>,
}

impl Access {
    pub(super) fn to(url: &PostgresUrl) -> Self {
        let id = Uuid::new_v4().simple().to_string();
        let name = url.option("application_name").unwrap_or("kozmoai admin");
        // PostgreSQL cuts a name at 63 bytes.
        let name: String = name.chars().filter(|c| matches!(c, ' '..='~')).take(46).collect();
        Self { url: url.clone(), name: format!("{name} {}", &id[..12]), admin: OnceLock::new() }
    }

    /// The name of the schema that holds what is ours.
    pub(super) fn admin_name(&self) -> &str {
        self.admin.get().map_or(ADMIN, |admin| &admin.name)
    }

    /// A lock of what is ours, apart from those beside other schemas of the same database.
    pub(super) fn lock(&self, lock: i64) -> i64 {
        match self.admin_name() {
            ADMIN => lock,
            // Any number will do that is another for another name, and no small one.
            other => other.bytes().fold(lock, |lock, byte| (lock ^ i64::from(byte)).wrapping_mul(0x100_0000_01b3)),
        }
    }

    /// The search path that the address asks for; a pool may not pass it on.
    pub(super) fn search_path(&self) -> Option<String> {
        let mut words = words(self.url.option("options")?).into_iter();
        let mut path = None;
        while let Some(word) = words.next() {
            let setting = match word.strip_prefix("--").or_else(|| word.strip_prefix("-c")) {
                Some("") => words.next().unwrap_or_default(),
                Some(setting) => setting.to_owned(),
                None => continue,
            };
            if let Some((name, value)) = setting.split_once('=')
                && name.replace('-', "_").eq_ignore_ascii_case("search_path")
            {
                path = Some(value.to_owned());
            }
        }
        path
    }

    /// Makes a connection: to the first host that answers, by the first way that the sslmode allows and that works.
    pub(super) fn connect(&self) -> Result<Session> {
        let mut last = None;
        for (place, (host, port)) in self.url.hosts.iter().enumerate() {
            for way in tls::ways(&self.url, host) {
                match self.connect_to(place, host, *port, *way)? {
                    Ok(client) => return Ok(Session::new(client)),
                    Err(Failure::Silent(error)) => {
                        last = Some(error);
                        break;
                    }
                    Err(Failure::Told(error)) => {
                        // A server may let someone in by one way only; any other refusal is its last word.
                        let refused = error.code().is_some_and(|code| *code != SqlState::INVALID_AUTHORIZATION_SPECIFICATION);
                        last = Some(failures::failed(&self.url, &error));
                        if refused {
                            break;
                        }
                    }
                }
            }
        }
        Err(last.unwrap_or_else(|| Error::new(Kind::Usage, "The address names no host.")))
    }

    fn connect_to(&self, place: usize, host: &str, port: u16, way: Way) -> Result<Result<Client, Failure>> {
        let mut config = Config::new();
        config.host(host).port(port).application_name(&self.name);
        config.keepalives_idle(Duration::from_secs(30)).keepalives_interval(Duration::from_secs(10)).keepalives_retries(3);
        if let Some(user) = &self.url.user {
            config.user(user);
        }
        if let Some(password) = self.url.password_for(place) {
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
        let patience = match self.url.option("connect_timeout").map(str::parse) {
            Some(Ok(0)) => LONGEST,
            Some(Ok(seconds)) => Duration::from_secs(seconds),
            Some(Err(_)) => {
                return Err(Error::new(Kind::Usage, "The address has a connect_timeout that is no number of seconds."));
            }
            None => CONNECTING,
        };
        config.connect_timeout(patience);
        let tls = match way {
            Way::Plain => None,
            Way::Tls => Some(MakeRustlsConnect::new(tls::config(&self.url)?)),
        };
        // The driver's own limit ends with the socket; a server that takes a connection and says nothing is waited for
        // here. A thread that is left behind ends with its connection or with the process.
        let (send, made) = channel();
        let connecting = std::thread::Builder::new().name("connecting".to_owned()).spawn(move || {
            let connected = match tls {
                None => config.ssl_mode(postgres::config::SslMode::Disable).connect(NoTls),
                Some(tls) => config.ssl_mode(postgres::config::SslMode::Require).connect(tls),
            };
            // Nobody waits any more for what comes too late.
            let _unheard = send.send(connected);
        });
        connecting.map_err(|error| Error::new(Kind::Unexpected, "A thread could not be started.").because(error))?;
        Ok(match made.recv_timeout(patience) {
            Ok(connected) => connected.map_err(Failure::Told),
            Err(RecvTimeoutError::Timeout) => Err(Failure::Silent(failures::silent(&self.url, patience.as_secs()))),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::new(Kind::Unexpected, "The driver ended while a connection was made."));
            }
        })
    }
}

/// Why a host was not reached.
enum Failure {
    /// It said so, or the driver did.
    Told(postgres::Error),
    /// It said nothing in time.
    Silent(Error),
}

/// The words of `options`, as the server splits them: a backslash takes the next character as it is.
fn words(options: &str) -> Vec<String> {
    let (mut words, mut word, mut signs) = (Vec::new(), None::<String>, options.chars());
    while let Some(sign) = signs.next() {
        if sign.is_ascii_whitespace() {
            words.extend(word.take());
        } else {
            let sign = if sign == '\\' { signs.next().unwrap_or(sign) } else { sign };
            word.get_or_insert_default().push(sign);
        }
    }
    words.extend(word);
    words
}
