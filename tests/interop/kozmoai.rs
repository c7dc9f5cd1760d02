//! The real Kozmoai, served on a port of its own, and its own functions.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::thorough::is_thorough;

/// The superuser that it makes for itself.
pub(crate) const ADMIN: (&str, &str) = ("admin", "securepassword");
/// How long a start may take, on a machine that does other things too.
const TIMEOUT: Duration = Duration::from_secs(180);

/// The Python that has Kozmoai: `KOZMOAI_TEST_PYTHON`, or the one that the gate installs. None, said loudly, where there is none.
#[expect(clippy::disallowed_methods, reason = "a test is told by its environment where things are")]
pub(crate) fn python() -> Option<PathBuf> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/kozmoai/bin/python");
    let python = std::env::var_os("KOZMOAI_TEST_PYTHON").map_or(installed, PathBuf::from);
    if python.exists() {
        return Some(python);
    }
    crate::support::skipped::skipped_unless_complete(
        "the real Kozmoai is not installed; .ci/run installs it into target/kozmoai",
    );
    None
}

/// What Kozmoai's own function makes of tokens, each lot under its key; null for what it can't open.
pub(crate) fn decrypt<const LOTS: usize>(python: &Path, lots: [(&str, &[String]); LOTS]) -> [Vec<Option<String>>; LOTS] {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/decrypt.py");
    let mut command = Command::new(python);
    command.arg(script).env("PYTHONWARNINGS", "ignore").env("DO_NOT_TRACK", "true").env_remove("PYTHONDONTWRITEBYTECODE");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(json!(lots.as_slice()).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Its functions log to standard output too; the answer is the last line.
    let printed = String::from_utf8(output.stdout).unwrap();
    let answer: Vec<_> = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
    answer.try_into().unwrap()
}

/// Its answer to a request.
struct Answer {
    status: u16,
    body: Value,
}

/// A running Kozmoai; it ends with this.
pub(crate) struct Kozmoai {
    child: Child,
    port: u16,
    log: PathBuf,
}

impl Kozmoai {
    /// Starts it on a database, its other files in a folder, and waits until it answers. Its components, which nothing here
    /// uses and whose loading is most of a start, are loaded in thorough runs only.
    pub(crate) fn start(python: &Path, folder: &Path, database: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let log = folder.join("server.log");
        let (out, err) = (File::create(&log).unwrap(), File::options().append(true).open(&log).unwrap());
        let mut command = Command::new(python);
        if is_thorough() {
            command.args(["-m", "kozmoai", "run"]);
        } else {
            let empty = folder.join("no-components");
            std::fs::create_dir_all(&empty).unwrap();
            command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/serve.py")).arg(empty);
            command.env("KOZMOAI_UPDATE_STARTER_PROJECTS", "false");
        }
        command.args(["--backend-only", "--workers", "1", "--host", "127.0.0.1", "--port"]);
        command.arg(port.to_string()).current_dir(folder).stdin(Stdio::null()).stdout(out).stderr(err).process_group(0);
        command.env("KOZMOAI_CONFIG_DIR", folder).env("KOZMOAI_DATABASE_URL", database).env("KOZMOAI_AUTO_LOGIN", "False");
        command.env("KOZMOAI_SUPERUSER", ADMIN.0).env("KOZMOAI_SUPERUSER_PASSWORD", ADMIN.1);
        command.env("DO_NOT_TRACK", "true").env("PYTHONWARNINGS", "ignore").env("HOME", folder);
        // The log for people takes a minute of drawing boxes around the tracebacks of components that miss a package.
        command.env("KOZMOAI_LOG_ENV", "container");
        // Compiled again at each start, its code would take a minute of both cores.
        command.env_remove("PYTHONDONTWRITEBYTECODE");
        let child = command.spawn().unwrap();
        let mut kozmoai = Self { child, port, log };
        let begin = Instant::now();
        while !kozmoai.answers() {
            let gone = kozmoai.child.try_wait().unwrap();
            assert!(gone.is_none() && begin.elapsed() < TIMEOUT, "Kozmoai does not start: {gone:?}\n{}", kozmoai.log());
            std::thread::sleep(Duration::from_millis(200));
        }
        kozmoai
    }

    fn answers(&self) -> bool {
        self.ask("GET", "/health", &[], "").is_ok_and(|answer| answer.status == 200)
    }

    /// Sends a request with these headers and this body.
    fn ask(&self, method: &str, path: &str, headers: &[String], body: &str) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        // In this version of HTTP the connection ends with the answer.
        let mut request = format!("{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Length: {}\r\n", body.len());
        headers.iter().for_each(|header| request.extend([header, "\r\n"]));
        stream.write_all(format!("{request}\r\n{body}").as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(std::io::ErrorKind::InvalidData)?;
        Ok(Answer { status, body: serde_json::from_str(body).unwrap_or_default() })
    }

    /// All that it logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Sends a request, authenticated by these headers.
    fn call(&self, method: &str, path: &str, authentication: &[String], body: &Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = [authentication, &["Content-Type: application/json".to_owned()]].concat();
        self.ask(method, path, &headers, &body).unwrap()
    }

    /// The answer to a sign-in.
    fn login(&self, name: &str, password: &str) -> Answer {
        let [name, password] = [name, password].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
        let form = format!("username={name}&password={password}");
        self.ask("POST", "/api/v1/login", &["Content-Type: application/x-www-form-urlencoded".to_owned()], &form).unwrap()
    }

    /// The header of someone who is signed in.
    fn signed_in(&self, (name, password): (&str, &str)) -> String {
        let answer = self.login(name, password);
        assert_eq!(answer.status, 200, "{}", answer.body);
        format!("Authorization: Bearer {}", answer.body["access_token"].as_str().unwrap())
    }

    /// The status of a sign-in and what is said of it.
    pub(crate) fn sign_in(&self, name: &str, password: &str) -> (u16, String) {
        let answer = self.login(name, password);
        (answer.status, answer.body["detail"].as_str().unwrap_or_default().to_owned())
    }

    /// The status of a request with an API key.
    pub(crate) fn with_api_key(&self, key: &str) -> u16 {
        self.call("GET", "/api/v1/users/whoami", &[format!("x-api-key: {key}")], &Value::Null).status
    }

    /// A user's variables, as its API gives them.
    pub(crate) fn variables(&self, who: (&str, &str)) -> Vec<Value> {
        let answer = self.call("GET", "/api/v1/variables/", &[self.signed_in(who)], &Value::Null);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body.as_array().unwrap().clone()
    }

    /// Makes a variable.
    pub(crate) fn make_variable(&self, who: (&str, &str), name: &str, value: &str, kind: &str) {
        let body = json!({"name": name, "value": value, "type": kind, "default_fields": []});
        let answer = self.call("POST", "/api/v1/variables/", &[self.signed_in(who)], &body);
        assert!([200, 201].contains(&answer.status), "{} {}", answer.status, answer.body);
    }

    /// Lets someone register.
    pub(crate) fn register(&self, name: &str, password: &str) {
        let answer = self.call("POST", "/api/v1/users/", &[], &json!({"username": name, "password": password}));
        assert!([200, 201].contains(&answer.status), "{} {}", answer.status, answer.body);
    }
}

impl Drop for Kozmoai {
    fn drop(&mut self) {
        let group = rustix::process::Pid::from_child(&self.child);
        // As Ctrl-C, which it heeds at once; the other signal takes it half a minute.
        for signal in [rustix::process::Signal::INT, rustix::process::Signal::KILL] {
            // Whoever is gone already needs no signal.
            let _gone = rustix::process::kill_process_group(group, signal);
            let begin = Instant::now();
            while begin.elapsed() < Duration::from_secs(10) && self.child.try_wait().is_ok_and(|status| status.is_none()) {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}
