//! Passwords of root's for PostgreSQL, which must not reach a server that the .env file of another account names.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{chown, symlink};
use std::sync::{Arc, Mutex};
use std::thread;

use super::trusted::{ACCOUNT, Own};

/// The password that root has.
const SECRET: &str = "the-secret-of-root";
/// A password that the account has.
const THEIRS: &str = "the-word-of-the-account";

/// A server that asks for a password in plaintext, and records everything that it receives.
struct Server {
    port: String,
    received: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port().to_string();
        let received = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&received);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A client that hangs up early has sent all that it sends.
                let _ended = answer(client, &record);
            }
        });
        Self { port, received }
    }

    /// Returns what was received since the last call.
    fn take(&self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut *self.received.lock().unwrap())).into_owned()
    }
}

fn answer(mut client: TcpStream, record: &Mutex<Vec<u8>>) -> std::io::Result<()> {
    let message = |client: &mut TcpStream, has_type: bool| -> std::io::Result<Vec<u8>> {
        let mut head = vec![0; 4 + usize::from(has_type)];
        client.read_exact(&mut head)?;
        let length = u32::from_be_bytes(head[head.len() - 4..].try_into().unwrap());
        let mut body = vec![0; usize::try_from(length).unwrap() - 4];
        client.read_exact(&mut body)?;
        record.lock().unwrap().extend(&body);
        Ok(body)
    };
    // The request for TLS is declined; then the user is asked for the password.
    if message(&mut client, false)? == 80_877_103_u32.to_be_bytes() {
        client.write_all(b"N")?;
        message(&mut client, false)?;
    }
    client.write_all(b"R\0\0\0\x08\0\0\0\x03")?;
    message(&mut client, true)?;
    client.write_all(b"E\0\0\0\x2cSFATAL\0VFATAL\0C28P01\0Mrefused by the test\0\0")
}

struct Case<'a> {
    /// The lines of the .env file.
    lines: &'a str,
    environment: &'a [(&'a str, &'a str)],
    arguments: &'a [&'a str],
}

impl Case<'_> {
    /// Runs a command of root's with the file as one of this account.
    fn run(&self, own: &Own, uid: u32) -> (i32, String) {
        let file = own.at("given.env");
        own.write("given.env", self.lines, 0o644);
        chown(&file, Some(uid), Some(uid)).unwrap();
        let arguments = [&["--env-file", file.to_str().unwrap()], self.arguments, &["users", "list"]].concat();
        own.run_with(self.environment, &arguments)
    }
}

#[test]
fn passwords_of_root_reach_no_server_of_another_account() {
    let Some(own) = Own::new() else { return };
    let server = Server::start();
    let port = &server.port;
    own.write(".pgpass", &format!("db.example:*:*:*:{SECRET}\n127.0.0.1:*:*:*:{SECRET}\n"), 0o600);
    let roots = own.at(".pgpass").display().to_string();
    let by_address = format!("KOZMOAI_DATABASE_URL=postgresql://kz@db.example:{port}/kz?hostaddr=127.0.0.1\n");
    let direct = format!("KOZMOAI_DATABASE_URL=postgresql://kz@127.0.0.1:{port}/kz\n");
    let by_variable = format!("KOZMOAI_DATABASE_URL=postgresql://kz@db.example/kz\nPGHOSTADDR=127.0.0.1\nPGPORT={port}\n");
    let host_only = format!("KOZMOAI_DATABASE_URL=postgresql:///kz\nPGHOST=127.0.0.1\nPGPORT={port}\nPGUSER=kz\n");
    let redirected = format!("PGHOSTADDR=127.0.0.1\nPGPORT={port}\n");
    let taken = format!("KOZMOAI_DATABASE_URL=postgresql://kz:${{PGPASSWORD}}@127.0.0.1:{port}/kz\n");
    let taken_twice = format!("WORD=x${{PGPASSWORD}}\nKOZMOAI_DATABASE_URL=postgresql://kz:${{WORD}}@127.0.0.1:{port}/kz\n");
    let passfile = format!("{direct}PGPASSFILE={roots}\n");
    let url_passfile = format!("KOZMOAI_DATABASE_URL=postgresql://kz@127.0.0.1:{port}/kz?passfile={roots}\n");
    let store = format!("postgresql://kz@db.example:{port}/kz");
    let store_with_password = format!("postgresql://kz:{SECRET}@db.example:{port}/kz");
    let password = ("PGPASSWORD", SECRET);
    let address = ("KOZMOAI_DATABASE_URL", store_with_password.as_str());
    let cases = [
        (by_address.as_str(), &[][..], &[][..], "not sent there"),
        (&by_address, &[password], &[], "not sent there"),
        (&direct, &[], &[], "not sent there"),
        (&direct, &[password], &[], "not sent there"),
        (&direct, &[("PGPASSFILE", roots.as_str())], &[], "not sent there"),
        (&by_variable, &[], &[], "not sent there"),
        (&by_variable, &[password], &[], "not sent there"),
        (&host_only, &[], &[], "not sent there"),
        (&redirected, &[], &["--store", store.as_str()], "PGHOSTADDR"),
        (&redirected, &[password], &["--store", store.as_str()], "PGHOSTADDR"),
        (&redirected, &[address], &[], "PGHOSTADDR"),
        (&taken, &[password], &[], "the value of PGPASSWORD"),
        (&taken_twice, &[password], &[], "the value of PGPASSWORD"),
        (&passfile, &[], &[], "leads to"),
        (&url_passfile, &[], &[], "leads to"),
    ];
    for (lines, environment, arguments, expected) in cases {
        let case = Case { lines, environment, arguments };
        let (code, said) = case.run(&own, ACCOUNT);
        let received = server.take();
        assert!(!received.contains(SECRET), "{lines} {environment:?}: {received}");
        let refused = if expected == "not sent there" { 8 } else { 2 };
        assert!(code == refused && said.contains(expected), "{lines} {environment:?}: {code} {said}");
        // The same file of root's is used as it is.
        let (_, said) = case.run(&own, 0);
        assert!(server.take().contains(SECRET), "{lines} {environment:?}: {said}");
    }
}

#[test]
fn passwords_of_the_same_file_are_sent() {
    let Some(own) = Own::new() else { return };
    let server = Server::start();
    let port = &server.port;
    own.write(".pgpass", &format!("*:*:*:*:{SECRET}\n"), 0o600);
    own.write("theirs", &format!("*:*:*:*:{THEIRS}\n"), 0o600);
    chown(own.at("theirs"), Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    let theirs = own.at("theirs").display().to_string();
    let direct = format!("KOZMOAI_DATABASE_URL=postgresql://kz@127.0.0.1:{port}/kz");
    for lines in [
        format!("{direct}\nPGPASSWORD={THEIRS}\n"),
        format!("{direct}\nPGPASSFILE={theirs}\n"),
        format!("{direct}?passfile={theirs}\n"),
        format!("KOZMOAI_DATABASE_URL=postgresql://kz:{THEIRS}@127.0.0.1:{port}/kz\n"),
        format!("WORD={THEIRS}\nKOZMOAI_DATABASE_URL=postgresql://kz:${{WORD}}@127.0.0.1:{port}/kz\n"),
    ] {
        let (_, said) = Case { lines: &lines, environment: &[("PGPASSWORD", SECRET)], arguments: &[] }.run(&own, ACCOUNT);
        let received = server.take();
        assert!(received.contains(THEIRS) && !received.contains(SECRET), "{lines}: {received} {said}");
    }
    // An address of root's may use a password of the account.
    let store = format!("postgresql://kz@127.0.0.1:{port}/kz");
    let lines = format!("PGPASSWORD={THEIRS}\n");
    let (_, said) = Case { lines: &lines, environment: &[], arguments: &["--store", &store] }.run(&own, ACCOUNT);
    assert!(server.take().contains(THEIRS), "{said}");
}

#[test]
fn variables_of_another_account_name_no_files_of_root() {
    let Some(own) = Own::new() else { return };
    own.write("roots", "private", 0o600);
    let roots = own.at("roots").display().to_string();
    symlink(&roots, own.at("link")).unwrap();
    let link = own.at("link").display().to_string();
    for name in ["PGPASSFILE", "PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT", "PGSSLCRL"] {
        for path in [&roots, &link] {
            let lines = format!("KOZMOAI_DATABASE_URL=postgresql://kz@127.0.0.1:1/kz?sslmode=require\n{name}={path}\n");
            let (code, said) = Case { lines: &lines, environment: &[], arguments: &[] }.run(&own, ACCOUNT);
            assert!(code == 2 && said.contains(&format!("leads to {path}")) && said.contains(name), "{name} {path}: {said}");
            assert!(said.contains("--store"), "{said}");
        }
    }
    assert_eq!(fs::read_to_string(own.at("roots")).unwrap(), "private");
}
