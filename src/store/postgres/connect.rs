//! Connections to the servers of a database: each host in turn, with or without TLS, and never without a time limit.

use std::sync::mpsc::RecvTimeoutError;

use postgres::config::{ChannelBinding, SslMode, SslNegotiation};
use postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::auth::{Allowed, Watched};
use super::prelude::*;
use super::tls::{self, TlsAttempt};

/// The default time limit of a connection.
const CONNECTING: Duration = Duration::from_secs(10);
/// The time limit of a connection if the address sets none (connect_timeout=0): nothing here waits forever.
const LONGEST: Duration = Duration::from_secs(600);

/// The default time limit for sent data that is not acknowledged.
const UNACKNOWLEDGED: Duration = Duration::from_secs(60);

impl Access {
    /// Connects to the first host that answers and has the wanted role, as the sslmode allows.
    pub(super) fn connect(&self) -> Result<Session> {
        let role = self.url.option("target_session_attrs").unwrap_or("any");
        let roles: &[&str] = if role == "prefer-standby" { &["standby", "any"] } else { &[role] };
        let mut places: Vec<usize> = (0..self.url.hosts.len()).collect();
        if self.url.option("load_balance_hosts") == Some("random") {
            places.sort_by_cached_key(|_| Uuid::new_v4());
        }
        let mut last = None;
        for role in roles {
            for place in &places {
                let Some(host) = self.url.hosts.get(*place) else { continue };
                match self.reach(*place, host)? {
                    Attempt::Connected(mut session) => {
                        if *role == "any" || self.has_role(&mut session, role)? {
                            return Ok(session);
                        }
                        last = Some(ServerError::WrongRole { url: self.url.to_string(), wanted: (*role).to_owned() }.into());
                    }
                    Attempt::Failed(error) => last = Some(error),
                }
            }
        }
        Err(last.unwrap_or_else(|| ServerError::NoHost.into()))
    }

    /// Whether a server has the wanted role.
    fn has_role(&self, session: &mut Session, role: &str) -> Result<bool> {
        let sql = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'";
        let row = session.ask(self, sql, &[])?;
        let (standby, read_only) = (row.flag(0)?, row.flag(1)?);
        Ok(match role {
            "read-write" => !read_only,
            "read-only" => read_only,
            "primary" => !standby,
            _ => standby,
        })
    }

    /// Connects to one host.
    fn reach(&self, place: usize, host: &Host) -> Result<Attempt<Session>> {
        let mut last = None;
        for attempt in tls::attempts(&self.url, host)? {
            match self.connect_to(place, host, *attempt)? {
                Attempt::Connected(client) => return Ok(Attempt::Connected(Session::new(client))),
                Attempt::Failed(Failure::Timeout(error)) => return Ok(Attempt::Failed(error)),
                Attempt::Failed(Failure::Refused(error)) => {
                    // A server may accept an account in one way only; any other refusal is final.
                    let refused = error.code().is_some_and(|code| *code != SqlState::INVALID_AUTHORIZATION_SPECIFICATION);
                    last = Some(errors::failed(&self.url, &error));
                    if refused {
                        break;
                    }
                }
            }
        }
        Ok(Attempt::Failed(last.unwrap_or_else(|| ServerError::NoHost.into())))
    }

    fn connect_to(&self, place: usize, host: &Host, attempt: TlsAttempt) -> Result<Attempt<Client, Failure>> {
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
        let tls = match attempt {
            TlsAttempt::Plain => None,
            TlsAttempt::Tls => Some(Watched { tls: MakeRustlsConnect::new(tls::config(&self.url)?), allowed }),
        };
        // The driver's own limit covers only the socket; this one also covers a server that accepts a connection and never
        // answers. An abandoned thread ends with its connection or with the process.
        let (send, made) = channel();
        let connecting = std::thread::Builder::new().name("connecting".to_owned()).spawn(move || {
            // The driver panics if the system refuses its resources.
            let connected = panics::contain(|| {
                let connected = match tls {
                    None => config.ssl_mode(SslMode::Disable).connect(NoTls),
                    Some(tls) => config.ssl_mode(SslMode::Require).connect(tls),
                };
                // A connection pool accepts everyone, and delays the first statement until the server has a session.
                connected.and_then(|mut client| client.simple_query("").map(|_| client))
            });
            // The receiver is gone after the time limit.
            let _sent = send.send(connected);
        });
        connecting.map_err(|error| errors::out_of_resources(&self.url).because(error))?;
        Ok(match made.recv_timeout(patience) {
            Ok(Ok(Ok(client))) => Attempt::Connected(client),
            Ok(Ok(Err(error))) => Attempt::Failed(Failure::Refused(error)),
            Ok(Err(panic)) => return Err(errors::out_of_resources(&self.url).because(panic)),
            Err(RecvTimeoutError::Timeout) => Attempt::Failed(Failure::Timeout(
                ServerError::Timeout { url: self.url.to_string(), seconds: patience.as_secs() }.into(),
            )),
            Err(RecvTimeoutError::Disconnected) => return Err(errors::out_of_resources(&self.url)),
        })
    }

    /// Configures keepalives, so that a lost connection is noticed, within a minute unless the address says otherwise.
    fn keep_alive(&self, config: &mut Config) {
        let seconds = |option, default| Duration::from_secs(self.number(option).filter(|number| *number > 0).unwrap_or(default));
        config.keepalives(self.url.option("keepalives") != Some("0"));
        config.keepalives_idle(seconds("keepalives_idle", 30)).keepalives_interval(seconds("keepalives_interval", 10));
        let count = self.number("keepalives_count").filter(|number| *number > 0).unwrap_or(3);
        config.keepalives_retries(u32::try_from(count).unwrap_or(3));
        // Keepalives are not sent while data is unacknowledged. Zero is the system's limit, a quarter of an hour.
        match self.number("tcp_user_timeout") {
            Some(0) => {}
            Some(milliseconds) => drop(config.tcp_user_timeout(Duration::from_millis(milliseconds))),
            None => drop(config.tcp_user_timeout(UNACKNOWLEDGED)),
        }
    }
}

/// The result of one attempt to connect; after a failed one, another may follow.
enum Attempt<T, E = Error> {
    Connected(T),
    Failed(E),
}

/// Why a host was not reached.
enum Failure {
    /// The server or the driver refused.
    Refused(postgres::Error),
    /// The server did not answer in time.
    Timeout(Error),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StoreUrl;

    #[test]
    fn lost_networks_end_connections_within_a_minute() {
        let limits = |options: &str| {
            let Ok(StoreUrl::Postgres(url)) = StoreUrl::parse(&format!("postgresql://anna@localhost/kozmoai{options}")) else {
                return None;
            };
            let mut config = Config::new();
            Access::to(&url).keep_alive(&mut config);
            let probes =
                config.get_keepalives_interval().unwrap_or_default() * config.get_keepalives_retries().unwrap_or_default();
            let silent = config.get_keepalives().then(|| (config.get_keepalives_idle() + probes).as_secs());
            Some((silent, config.get_tcp_user_timeout().map(Duration::as_secs)))
        };
        assert_eq!(limits(""), Some((Some(60), Some(60))));
        assert_eq!(limits("?tcp_user_timeout=5000"), Some((Some(60), Some(5))));
        assert_eq!(limits("?tcp_user_timeout=0&keepalives=0"), Some((None, None)));
    }
}
