//! Secrets leave no copy in memory once what held them is dropped.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use kozmoai::config::{Overrides, Settings};
use kozmoai::secret::Zeroizing;
use kozmoai::service::user_files::Format;

use super::{TestEnv, secrets};

/// The length of a hidden secret.
const LENGTH: usize = 48;

/// How much memory is searched at once, in bytes.
const PART: usize = 1 << 20;

/// A random secret that this process itself never keeps as plaintext.
struct Hidden(Vec<u8>);

impl Hidden {
    fn new() -> Self {
        let mut random = vec![0; LENGTH];
        getrandom::fill(&mut random).unwrap();
        Self(random)
    }

    fn letter(random: u8) -> u8 {
        b'a' + random % 26
    }

    /// Writes a private file with the secret between two texts.
    fn write(&self, path: PathBuf, before: &str, after: &str) -> PathBuf {
        let mut content = Zeroizing::new(Vec::with_capacity(before.len() + LENGTH + after.len()));
        content.extend_from_slice(before.as_bytes());
        content.extend(self.0.iter().copied().map(Self::letter));
        content.extend_from_slice(after.as_bytes());
        kozmoai::fs::private::write(&path, &content).unwrap();
        path
    }

    /// The number of copies of each secret in the writable memory of this process.
    fn copies<const N: usize>(all: [&Self; N]) -> [usize; N] {
        let memory = File::open("/proc/self/mem").unwrap();
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        // Most of the memory is untouched.
        let zeros = vec![0; PART];
        // Cleared after each part, or the parts before would be found in it. One buffer, as wiping is slow in a debug build.
        let mut buffer = Zeroizing::new(vec![0; PART]);
        let mut counts = [0; N];
        for map in maps.lines().filter(|map| map.contains(" rw") && !map.contains("[v")) {
            let (begin, end) = map.split(' ').next().unwrap().split_once('-').unwrap();
            let [mut at, end] = [begin, end].map(|address| u64::from_str_radix(address, 16).unwrap());
            while at < end {
                buffer.fill(0);
                let part = &mut buffer[..PART.min(usize::try_from(end - at).unwrap())];
                // What another thread just gave back cannot be read.
                let Ok(read) = memory.read_at(part, at) else { break };
                if part[..read] != zeros[..read] {
                    for (secret, count) in all.iter().zip(&mut counts) {
                        let begins = memchr::memchr_iter(Self::letter(secret.0[0]), &part[..read]);
                        let is_copy =
                            |window: &[u8]| window.iter().zip(&secret.0).all(|(byte, random)| *byte == Self::letter(*random));
                        *count += begins.filter(|begin| part[..read].get(*begin..begin + LENGTH).is_some_and(is_copy)).count();
                    }
                }
                at += if read < part.len() || at + read as u64 == end { read.max(1) } else { read - LENGTH } as u64;
            }
        }
        counts
    }
}

#[test]
fn settings_leave_no_secret_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (quoted, plain, file) = (Hidden::new(), Hidden::new(), Hidden::new());
    let env_file =
        quoted.write(folder.path().join("one.env"), "KOZMOAI_SUPERUSER_PASSWORD=\"\\\"", "\"\nA=${KOZMOAI_SUPERUSER_PASSWORD}\n");
    plain.write(folder.path().join(".env"), "KOZMOAI_SECRET_KEY_FALLBACKS=", "\n");
    let config_dir = folder.path().join("config");
    kozmoai::fs::private::create_folder(&config_dir).unwrap();
    file.write(config_dir.join("secret_key"), "", "");
    let overrides = Overrides { env_file: Some(env_file), store: None, config_dir: Some(config_dir) };
    let settings = Settings::load_from(&overrides, &BTreeMap::new(), folder.path()).unwrap();
    let all = [&quoted, &plain, &file];
    assert!(Hidden::copies(all).iter().all(|copies| *copies > 0), "the settings have them");
    drop(settings);
    assert_eq!(Hidden::copies(all), [0; 3]);
}

#[test]
fn imports_leave_no_secret_in_memory() {
    let env = TestEnv::new();
    let at = |name: &str| env.folder.path().join(name);
    let open = |path: &Path| File::open(path).unwrap();
    let value = Hidden::new();
    let path = value.write(at("variables.json"), "[{\"name\": \"A\", \"type\": \"Credential\", \"value\": \"\\u00e9", "\\n\"}]");
    let owner = env.service.owner(&secrets::operator(), &env.anna).unwrap();
    assert_eq!(owner.import_variables(&mut open(&path), true).unwrap().refused(), 0);
    drop(owner);
    assert_eq!(Hidden::copies([&value]), [0], "a variable in JSON");
    for (name, format, before, after) in [
        ("users.json", Format::Json, "[{\"username\": \"zoe\", \"password\": \"\\t", "\"}]"),
        ("users.csv", Format::Csv, "username,password\nzoe,\"\"\"", "\"\n"),
    ] {
        let password = Hidden::new();
        let path = password.write(at(name), before, after);
        let admin = env.service.admin(&secrets::operator()).unwrap();
        let report = admin.import_users(format, &mut open(&path), true).unwrap();
        drop((admin, report));
        assert_eq!(Hidden::copies([&password]), [0], "{name}");
    }
}
