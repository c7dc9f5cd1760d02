//! The deployment examples: the commands that Kubernetes, Compose or systemd would run are run here, with their paths and
//! secrets.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use kozmoai::error::Kind;
use kozmoai::service::progress::{Progress, Stage};
use kozmoai::service::rotation::Request;
use kozmoai::store::{Batch, Change, CommitOutcome};
use serde_json::Value;

use super::secrets::{self, FIRST_KEY, OLDER_KEY, operator, ring};
use super::{TestEnv, request};

const USERS: usize = 5;
/// The key of the Job.
const NEXT_KEY: &str = "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE";

fn example(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/deploy").join(name)).unwrap()
}

/// The YAML documents of an example.
fn documents(name: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(&example(name)).unwrap()
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// Runs a command of an example, in a folder in place of the volume mounted at `mounted`, with the program in its path.
fn run(home: &Path, mounted: &str, words: &[String], variables: &[(String, String)]) -> Output {
    let bin = home.join("bin");
    fs::create_dir_all(&bin).unwrap();
    drop(std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_kozmoai"), bin.join("kozmoai")));
    let placed = |text: &str| text.replace(mounted, home.to_str().unwrap()).replace("/usr/local/bin", bin.to_str().unwrap());
    let words: Vec<String> = words.iter().map(|word| placed(word)).collect();
    let mut command = Command::new(if words[0] == "kozmoai" { bin.join("kozmoai") } else { words[0].clone().into() });
    command.env_clear().env("PATH", format!("{}:/usr/bin:/bin", bin.display())).current_dir(home).args(&words[1..]);
    command.envs(variables.iter().map(|(name, value)| (name, placed(value)))).env("KOZMOAI_SECRET_KEY_FALLBACKS", OLDER_KEY);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Interrupts a rotation before the values change.
fn interrupt(home: &TestEnv, request: &Request) {
    let watch = &mut |Progress { stage, .. }| stage != Stage::Reencrypting;
    let ended = secrets::service(home.path()).admin(&operator()).unwrap().rotate(request, watch);
    let error = ended.unwrap_err();
    assert_eq!(error.kind(), Kind::Resumable, "{error}");
}

#[test]
fn kubernetes_job_rotates_and_second_pod_resumes() {
    let documents = documents("kubernetes-rotate.yaml");
    let job = documents.iter().find(|document| document["kind"] == "Job").unwrap();
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    let claimed = &job["spec"]["template"]["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"];
    assert!(
        documents.iter().any(|document| document["kind"] == "PersistentVolumeClaim" && document["metadata"]["name"] == *claimed)
    );
    let command = [words(&container["command"]), words(&container["args"])].concat();
    let next = Request { new_key: Some(NEXT_KEY.into()), update_sources: false, ..request() };
    for before in ["nothing", "interrupted", "an online rotation"] {
        for home in TestEnv::kozmoais() {
            secrets::seed(home.path(), USERS);
            match before {
                "interrupted" => interrupt(&home, &next),
                // The rotation keeps keys, so the next state differs from the first.
                "an online rotation" => {
                    let same =
                        Request { new_key: Some("the previous key".into()), allow_weak_key: true, online: true, ..request() };
                    secrets::service(home.path()).admin(&operator()).unwrap().rotate(&same, &mut |_| true).unwrap();
                }
                _ => {}
            }
            let in_force = secrets::settings(home.path()).secret_key.value.as_ref().map(secrets::exposed).unwrap().to_owned();
            let value = |entry: &Value| match entry["valueFrom"]["secretKeyRef"]["name"].as_str() {
                Some("kozmoai-database") => secrets::store_url(home.path()).unwrap(),
                Some("kozmoai-key") => in_force.clone(),
                Some("kozmoai-next-key") => NEXT_KEY.to_owned(),
                _ => entry["value"].as_str().unwrap().to_owned(),
            };
            let entries = container["env"].as_array().unwrap().iter();
            let variables: Vec<_> = entries.map(|entry| (entry["name"].as_str().unwrap().to_owned(), value(entry))).collect();
            let output = run(home.path(), "/admin", &command, &variables);
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
            secrets::assert_all_open(&*store, NEXT_KEY, &[], USERS);
            drop(store);
            // A pod that was lost after its work is recreated too.
            let output = run(home.path(), "/admin", &command, &variables);
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        }
    }
}

#[test]
fn compose_service_rotates_and_updates_env_file() {
    let compose = documents("compose.yaml").remove(0);
    let rotate = &compose["services"]["rotate"];
    for interrupted_at in [false, true] {
        for home in TestEnv::kozmoais() {
            secrets::seed(home.path(), USERS);
            fs::rename(home.path().join("config"), home.path().join("admin")).unwrap();
            let more = if interrupted_at { vec!["rotate".to_owned(), "resume".to_owned()] } else { words(&rotate["command"]) };
            let command = [words(&rotate["entrypoint"]), more].concat();
            let url = secrets::store_url(home.path()).unwrap();
            if interrupted_at {
                std::os::unix::fs::symlink(home.path().join("admin"), home.path().join("config")).unwrap();
                interrupt(&home, &request());
                fs::remove_file(home.path().join("config")).unwrap();
            }
            let output = run(home.path(), "/srv/kozmoai", &command, &[("KOZMOAI_DATABASE_URL".to_owned(), url)]);
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            assert_ne!(secrets::settings(home.path()).secret_key.value.as_ref().map(secrets::exposed), Some(FIRST_KEY));
            secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        }
    }
}

#[test]
fn nightly_check_fails_on_undecryptable_secret() {
    let unit = example("kozmoai-key-check.service");
    let start = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
    let start: Vec<String> = start.split(' ').map(|word| word.replace("/var/lib/kozmoai", "/etc/kozmoai/config")).collect();
    for home in TestEnv::every() {
        secrets::seed(home.path(), USERS);
        let url = secrets::store_url(home.path()).unwrap_or_else(|| "config/store".to_owned());
        let check = || run(home.path(), "/etc/kozmoai", &start, &[("KOZMOAI_DATABASE_URL".to_owned(), url.clone())]);
        let output = check();
        assert_eq!(output.status.code(), Some(0), "{:?}: {}", home.engine, said(&output));
        {
            let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
            let (user, before) = store.secrets_after(None, 1).unwrap().remove(0);
            let mut after = before.clone();
            after.variables[0].value = ring("an unknown key", &[]).encrypt(b"lost", jiff::Timestamp::UNIX_EPOCH);
            let changes = vec![Change::UpdateSecrets { user, before, after }];
            assert_eq!(store.commit(&Batch { changes, audit: Vec::new(), keep_a_superuser: true }).unwrap(), CommitOutcome::Done);
        }
        assert_eq!(check().status.code(), Some(11), "{:?}", home.engine);
    }
    assert!(example("kozmoai-key-check.timer").contains("OnCalendar="));
}
