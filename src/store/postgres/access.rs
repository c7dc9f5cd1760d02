//! A database and how its servers are reached: hosts in turn, the ways that TLS allows, no wait without an end.

use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use postgres::config::{ChannelBinding, SslMode, SslNegotiation};
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;
use uuid::Uuid;

use super::auth::{Allowed, Watched};
use super::failures;
use super::schema::{ADMIN, Admin};
use super::session::Session;
use super::tls::{self, Way};
use crate::error::{Error, Kind, Result};
use crate::model::PostgresUrl;
use crate::model::postgres_url::Host;
use crate::panics;

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

    /// Makes a connection: to the first host that answers and is of the sort that is wished for, by the first way that the
    /// sslmode allows and that works.
    pub(super) fn connect(&self) -> Result<Session> {
        let wish = self.url.option("target_session_attrs").unwrap_or("any");
        let wishes: &[&str] = if wish == "prefer-standby" { &["standby", "any"] } else { &[wish] };
        let mut places: Vec<usize> = (0..self.url.hosts.len()).collect();
        if self.url.option("load_balance_hosts") == Some("random") {
            places.sort_by_cached_key(|_| Uuid::new_v4());
        }
        let mut last = None;
        for wish in wishes {
            for place in &places {
                let Some(host) = self.url.hosts.get(*place) else { continue };
                match self.reach(*place, host)? {
                    Ok(mut session) => {
                        if *wish == "any" || self.fits(&mut session, wish)? {
                            return Ok(session);
                        }
                        last = Some(failures::other_sort(&self.url, wish));
                    }
                    Err(error) => last = Some(error),
                }
            }
        }
        Err(last.unwrap_or_else(|| Error::new(Kind::Usage, "The address names no host.")))
    }

    /// Whether a server is of the sort that is wished for.
    fn fits(&self, session: &mut Session, wish: &str) -> Result<bool> {
        let sql = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'";
        let row = session.ask(self, sql, &[])?;
        let (standby, read_only) = (row.flag(0)?, row.flag(1)?);
        Ok(match wish {
            "read-write" => !read_only,
            "read-only" => read_only,
            "primary" => !standby,
            _ => standby,
        })
    }

    /// Connects to one host.
    fn reach(&self, place: usize, host: &Host) -> Result<Result<Session>> {
        let mut last = None;
        for way in tls::ways(&self.url, host)? {
            match self.connect_to(place, host, *way)? {
                Ok(client) => return Ok(Ok(Session::new(client))),
                Err(Failure::Silent(error)) => return Ok(Err(error)),
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
        Ok(Err(last.unwrap_or_else(|| Error::new(Kind::Usage, "The address allows no way to connect."))))
    }

    fn connect_to(&self, place: usize, host: &Host, way: Way) -> Result<Result<Client, Failure>> {
        let mut config = Config::new();
        config.host(&host.name).port(host.port()).application_name(&self.name);
        if let Some(address) = host.address {
            config.hostaddr(address);
        }
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
        match self.url.option("channel_binding") {
            Some("require") => drop(config.channel_binding(ChannelBinding::Require)),
            Some("disable") => drop(config.channel_binding(ChannelBinding::Disable)),
            _ => {}
        }
        if self.url.option("sslnegotiation") == Some("direct") {
            config.ssl_negotiation(SslNegotiation::Direct);
        }
        self.keep_alive(&mut config);
        let patience = match self.number("connect_timeout") {
            Some(0) => LONGEST,
            Some(seconds) => Duration::from_secs(seconds),
            None => CONNECTING,
        };
        config.connect_timeout(patience);
        let allowed = self.url.option("require_auth").map(Allowed::of).transpose()?;
        let tls = match way {
            Way::Plain => None,
            Way::Tls => Some(Watched { tls: MakeRustlsConnect::new(tls::config(&self.url)?), allowed }),
        };
        // The driver's own limit ends with the socket; a server that takes a connection and says nothing is waited for
        // here. A thread that is left behind ends with its connection or with the process.
        let (send, made) = channel();
        let connecting = std::thread::Builder::new().name("connecting".to_owned()).spawn(move || {
            // The driver panics where it can't be given what it needs of the system.
            let connected = panics::contain(|| {
                let connected = match tls {
                    None => config.ssl_mode(SslMode::Disable).connect(NoTls),
                    Some(tls) => config.ssl_mode(SslMode::Require).connect(tls),
                };
                // A connection pool takes everyone, and lets the first statement wait for a session of the server's.
                connected.and_then(|mut client| client.simple_query("").map(|_| client))
            });
            // Nobody waits any more for what comes too late.
            let _unheard = send.send(connected);
        });
        connecting.map_err(|error| failures::out_of_resources(&self.url).because(error))?;
        Ok(match made.recv_timeout(patience) {
            Ok(Ok(connected)) => connected.map_err(Failure::Told),
            Ok(Err(panic)) => return Err(failures::out_of_resources(&self.url).because(panic)),
            Err(RecvTimeoutError::Timeout) => Err(Failure::Silent(failures::silent(&self.url, patience.as_secs()))),
            Err(RecvTimeoutError::Disconnected) => return Err(failures::out_of_resources(&self.url)),
        })
    }

    /// Sees to it that a connection whose other end is gone is noticed, within a minute unless the address says otherwise.
    fn keep_alive(&self, config: &mut Config) {
        let seconds = |option, default| Duration::from_secs(self.number(option).filter(|number| *number > 0).unwrap_or(default));
        config.keepalives(self.url.option("keepalives") != Some("0"));
        config.keepalives_idle(seconds("keepalives_idle", 30)).keepalives_interval(seconds("keepalives_interval", 10));
        let count = self.number("keepalives_count").filter(|number| *number > 0).unwrap_or(3);
        config.keepalives_retries(u32::try_from(count).unwrap_or(3));
        if let Some(milliseconds) = self.number("tcp_user_timeout") {
            config.tcp_user_timeout(Duration::from_millis(milliseconds));
        }
    }

    /// An option that is a number; one below zero is as good as none.
    fn number(&self, option: &str) -> Option<u64> {
        self.url.option(option)?.parse().ok()
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
