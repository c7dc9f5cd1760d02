//! Addresses and variables of libpq and SQLAlchemy: honored or refused, never ignored.

use std::io::Read;
use std::net::TcpListener;

use super::{Answer, Site};

impl Site {
    /// Runs the program on an address with variables of libpq's.
    pub(super) fn with(&self, url: &str, variables: &[(&str, &str)]) -> Answer {
        let mut command = self.command(url, &["users", "list", "--json"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Answer { code: output.status.code().unwrap(), out: text(output.stdout), said: text(output.stderr) }
    }

    /// The address over TCP, which is encrypted if both ends agree.
    fn tcp(&self, host: &str, options: &str) -> String {
        format!("postgresql://postgres@{host}:{}/{}{options}", self.server.port, self.name)
    }
}

#[test]
fn security_variables_are_honored_or_refused() {
    let Some(site) = Site::new() else { return };
    let _alone = site.server.lock_settings();
    let root = site.server.folder.join("ours.pem").display().to_string();
    let another = site.server.folder.join("another.pem").display().to_string();
    let plain = site.tcp("localhost", "?sslmode=disable");
    for (url, variables, code, names) in [
        (site.tcp("localhost", ""), &[("PGSSLMODE", "verify-full"), ("PGSSLROOTCERT", root.as_str())][..], 0, ""),
        (site.tcp("127.0.0.1", ""), &[("PGSSLMODE", "verify-full"), ("PGSSLROOTCERT", &root)], 8, "another host name"),
        (site.tcp("localhost", ""), &[("PGSSLMODE", "verify-ca"), ("PGSSLROOTCERT", &another)], 8, "root certificates"),
        (site.tcp("localhost", ""), &[("PGSSLMODE", "verify-ca")], 2, "root certificates"),
        (site.tcp("localhost", ""), &[("PGSSLMODE", "sometimes")], 2, "PGSSLMODE"),
        (site.tcp("localhost", "?sslmode="), &[("PGSSLMODE", "verify-ca"), ("PGSSLROOTCERT", &another)], 8, "root"),
        (plain.clone(), &[("PGSSLMODE", "verify-full")], 0, ""),
        (site.tcp("localhost", ""), &[("PGCHANNELBINDING", "require")], 8, "channel binding"),
        (plain.clone(), &[("PGCHANNELBINDING", "require")], 2, "channel_binding"),
        (site.tcp("localhost", ""), &[("PGREQUIREAUTH", "scram-sha-256")], 8, "require_auth"),
        (site.tcp("localhost", ""), &[("PGREQUIREAUTH", "none")], 0, ""),
        (site.tcp("localhost", ""), &[("PGREQUIREAUTH", "!password,!md5")], 0, ""),
        (site.tcp("localhost", ""), &[("PGREQUIREAUTH", "!none")], 8, "require_auth"),
        (site.tcp("localhost", ""), &[("PGREQUIREAUTH", "magic")], 2, "require_auth"),
        (plain.clone(), &[("PGREQUIREAUTH", "scram-sha-256")], 2, "require_auth"),
        (site.address("postgres", ""), &[("PGREQUIREAUTH", "scram-sha-256")], 2, "require_auth"),
        (site.tcp("localhost", ""), &[("PGGSSENCMODE", "require")], 2, "PGGSSENCMODE"),
        (site.tcp("localhost", ""), &[("PGGSSENCMODE", "prefer")], 0, ""),
        (site.tcp("localhost", "?gssencmode=require"), &[], 2, "gssencmode"),
        (site.tcp("localhost", "?sslmode=require&ssl_min_protocol_version=TLSv1.3"), &[], 0, ""),
        (site.tcp("localhost", "?ssl_min_protocol_version=SSLv2"), &[], 2, "ssl_min_protocol_version"),
        (site.tcp("localhost", ""), &[("PGSSLMINPROTOCOLVERSION", "TLSv9")], 2, "PGSSLMINPROTOCOLVERSION"),
        (site.tcp("localhost", ""), &[("PGSSLMAXPROTOCOLVERSION", "TLSv1")], 2, "PGSSLMAXPROTOCOLVERSION"),
        (site.tcp("localhost", ""), &[("PGREQUIREPEER", "postgres")], 2, "requirepeer"),
        (site.tcp("localhost", ""), &[("PGSERVICE", "kozmoai")], 2, "PGSERVICE"),
        (site.tcp("localhost", ""), &[("PGSSLCRLDIR", "/nowhere")], 2, "sslcrldir"),
        (site.tcp("localhost", ""), &[("PGREQUIRESSL", "1"), ("PGSSLROOTCERT", &another)], 8, "root certificates"),
        (site.tcp("localhost", ""), &[("PGTARGETSESSIONATTRS", "standby")], 8, "target_session_attrs"),
        (site.tcp("localhost", ""), &[("PGTARGETSESSIONATTRS", "primary")], 0, ""),
        (site.tcp("localhost", ""), &[("PGOPTIONS", "-csearch_path=nowhere")], 8, ""),
        (site.tcp("localhost", ""), &[("PGCONNECT_TIMEOUT", "soon")], 2, "PGCONNECT_TIMEOUT"),
    ] {
        let answer = site.with(&url, variables);
        assert!(answer.code == code && answer.said.contains(names), "{url} {variables:?} {answer:?}");
    }
    // A server with only TLS 1.2 is refused if more is required.
    site.sql("ALTER SYSTEM SET ssl_max_protocol_version = 'TLSv1.2'");
    site.sql("SELECT pg_reload_conf()");
    let newest = site.tcp("localhost", "?sslmode=require&ssl_min_protocol_version=TLSv1.3");
    let refused = (0..100).map(|_| site.with(&newest, &[])).find(|answer| answer.code != 0);
    assert_eq!(refused.unwrap().code, 8);
    assert_eq!(site.with(&site.tcp("localhost", "?sslmode=require"), &[]).code, 0);
    site.sql("ALTER SYSTEM RESET ssl_max_protocol_version");
    site.sql("SELECT pg_reload_conf()");
}

#[test]
fn location_variables_complete_an_address() {
    let Some(site) = Site::new() else { return };
    let (folder, port) = (site.server.folder.display().to_string(), site.server.port.to_string());
    let place = [("PGHOST", folder.as_str()), ("PGPORT", &port), ("PGUSER", "postgres"), ("PGDATABASE", &site.name)];
    site.with("postgresql://", &place).done();
    site.with(&format!("postgresql:///{}", site.name), &place[..3]).done();
    site.with(&format!("postgresql://postgres@/{}", site.name), &place[..2]).done();
    site.with(&format!("postgresql://127.0.0.1/{}", site.name), &place[1..3]).done();
    site.with(&format!("postgresql:///{}?port={port}", site.name), &[place[0], place[2], ("PGPORT", "1")]).done();
    site.with(&format!("postgresql://nowhere.invalid/{}?hostaddr=127.0.0.1&port={port}", site.name), &place[2..3]).done();
    site.with(&format!("postgresql:///{}?hostaddr=127.0.0.1", site.name), &place[1..3]).done();
    // The address overrides variables.
    let wrong = [("PGHOST", "nowhere.invalid"), ("PGPORT", "1"), ("PGUSER", "nobody_here"), ("PGDATABASE", "nowhere")];
    site.with(&site.address("postgres", ""), &wrong).done();
    // The default socket folder: no server listens at this port.
    let answer = site.with(&format!("postgresql://postgres@/{}?port=1", site.name), &[]);
    answer.refused(&["can't be reached", "/var/run/postgresql"]);
}

#[test]
fn addresses_of_sqlalchemy_and_libpq_connect() {
    let Some(site) = Site::new() else { return };
    let port = site.server.port;
    site.sql("CREATE ROLE \"kz@server\" LOGIN SUPERUSER");
    for options in [
        "?target_session_attrs=read-write",
        "?target_session_attrs=prefer-standby",
        "?load_balance_hosts=random",
        "?sslmode=",
        "?keepalives=1&keepalives_idle=10&keepalives_interval=5&keepalives_count=2&tcp_user_timeout=9000",
        "?connect_timeout=-1",
    ] {
        site.with(&site.tcp("127.0.0.1", options), &[]).done();
    }
    site.with(&format!("postgresql+psycopg2://kz@server@127.0.0.1:{port}/{}", site.name), &[]).done();
    site.with(&format!("postgresql://kz@server:pw@127.0.0.1:{port}/{}", site.name), &[]).done();
    site.with(&format!("postgresql://postgres@127.0.0.1:1,127.0.0.1:{port}/{}", site.name), &[]).done();
    site.with(&format!("postgresql://postgres@/{}?host=127.0.0.1:1&host=127.0.0.1:{port}", site.name), &[]).done();
    site.with(&format!("postgresql://postgres@/{}?host=127.0.0.1,127.0.0.1&port=1,{port}", site.name), &[]).done();
    let answer = site.with(&site.tcp("127.0.0.1", "?pool_size=5&max_overflow=2"), &[]).done();
    assert!(answer.said.contains("pool_size, max_overflow"), "{answer:?}");
    let answer = site.with(&site.tcp("127.0.0.1", "?sslmoed=require"), &[]);
    assert!(answer.code == 2 && answer.said.contains("sslmoed"), "{answer:?}");
}

#[test]
fn passfile_in_address_is_read() {
    let Some(site) = Site::new() else { return };
    let role = site.role("LOGIN SUPERUSER PASSWORD 'open sesame'");
    site.server.add_rule(&format!("local {} {role} scram-sha-256", site.name));
    let url = site.address(&role, "&passfile=words");
    // The server loads the rule asynchronously.
    let refused = (0..100).map(|_| site.with(&url, &[])).find(|answer| answer.code != 0);
    refused.unwrap().refused(&["requires a password"]);
    kozmoai::fs::private::write(&site.path().join("words"), format!("*:*:*:{role}:open sesame\n").as_bytes()).unwrap();
    site.with(&url, &[]).done();
}

#[test]
fn rejected_certificates_explain_why() {
    let Some(site) = Site::new() else { return };
    let _alone = site.server.lock_settings();
    let file = |name: &str| site.server.folder.join(name).display().to_string();
    let uses = |name: &str| {
        site.sql(&format!("ALTER SYSTEM SET ssl_cert_file = '{name}.crt'"));
        site.sql(&format!("ALTER SYSTEM SET ssl_key_file = '{name}.key'"));
        site.sql("SELECT pg_reload_conf()");
        let shown = || site.number(&format!("SELECT count(*) FROM pg_settings WHERE setting = '{name}.key'"));
        while shown() == 0 {}
    };
    let with = |host: &str, mode: &str, root: &str| {
        site.with(&site.tcp(host, &format!("?sslmode={mode}&sslrootcert={}", file(root))), &[])
    };
    uses("itself");
    for mode in ["require", "verify-ca", "verify-full"] {
        with("localhost", mode, "itself.crt").done();
    }
    with("127.0.0.1", "verify-ca", "itself.crt").done();
    with("127.0.0.1", "verify-full", "itself.crt").refused(&["another host name", "verify-ca"]);
    with("localhost", "verify-ca", "ours.pem").refused(&["certificate", "sslrootcert"]);
    uses("named");
    with("localhost", "verify-ca", "ours.pem").done();
    with("localhost", "verify-full", "ours.pem").refused(&["CN=localhost", "subjectAltName", "verify-ca"]);
    uses("v1");
    with("localhost", "verify-ca", "v1.crt").refused(&["X.509 version 1", "subjectAltName"]);
    with("localhost", "verify-full", "ours.pem").refused(&["X.509 version 1"]);
    uses("server");
    with("localhost", "verify-full", "ours.pem").done();
    let listed = |list: &str| with("localhost", "verify-full", &format!("ours.pem&sslcrl={}", file(list)));
    listed("another.crl").done();
    listed("revoked.crl").refused(&["revoked"]);
    let missing = listed("nowhere.crl");
    assert!(missing.code == 2 && missing.said.contains("nowhere.crl"), "{missing:?}");
}

#[test]
fn silent_server_times_out() {
    let Some(site) = Site::new() else { return };
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgresql://postgres@127.0.0.1:{}/x?connect_timeout=1", silent.local_addr().unwrap().port());
    let answer = std::thread::scope(|threads| {
        let asked = threads.spawn(|| site.with(&url, &[]));
        let (mut connection, _) = silent.accept().unwrap();
        // It reads until the other end disconnects, and never answers.
        connection.read_to_end(&mut Vec::new()).unwrap();
        asked.join().unwrap()
    });
    answer.refused(&["did not answer within 1 second", "connect_timeout"]);
}

/// A pipe without a writer, a file without an end, a file of another account: none of them blocks or is trusted.
#[test]
fn unsuitable_option_files_are_refused() {
    let Some(site) = Site::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR, 0)
        .unwrap();
    let pipe = pipe.to_str().unwrap();
    for (option, path) in [("sslrootcert", pipe), ("sslrootcert", "/dev/zero"), ("sslrootcert", "/nowhere/root.crt")] {
        let answer = site.with(&site.tcp("localhost", &format!("?sslmode=require&{option}={path}")), &[]);
        assert!(answer.code == 2 && answer.said.contains(path), "{option}={path}: {answer:?}");
    }
    let answer = site.with(&site.tcp("localhost", ""), &[("PGPASSFILE", pipe)]);
    assert!(answer.code == 0 && answer.said.contains("pipe"), "{answer:?}");
    if rustix::process::geteuid().is_root() {
        let foreign = folder.path().join("foreign");
        std::fs::write(&foreign, "*:*:*:*:secret\n").unwrap();
        std::fs::set_permissions(&foreign, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        std::os::unix::fs::chown(&foreign, Some(12_345), Some(12_345)).unwrap();
        let answer = site.with(&site.tcp("localhost", ""), &[("PGPASSFILE", foreign.to_str().unwrap())]);
        assert!(answer.code == 0 && answer.said.contains("another account"), "{answer:?}");
    }
}
