//! Recovery files of interrupted operations: genuine ones, and forgeries and damaged ones derived from them.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::run::with_fault;

/// Whether strace, which interrupts commands, is installed; prints a message if not.
pub(crate) fn has_strace() -> bool {
    let found = Command::new("strace").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        super::skipped::skipped("strace is not installed");
    }
    found
}

/// Kills a command at one file operation after another, each time in a state that `reset` prepares, until `found` returns that
/// it left what the test needs.
pub(crate) fn cut_short(reset: &dyn Fn(), command: &dyn Fn() -> Command, found: &dyn Fn() -> bool) {
    let mut last = String::new();
    for call in ["renameat2,renameat,rename,linkat,link", "fsync", "fdatasync", "write"] {
        for k in 1..60 {
            reset();
            let mut traced = with_fault(&format!("{call}:signal=KILL:when={k}"), &command());
            let ended = traced.stdin(Stdio::null()).output().unwrap();
            last = format!("{} {}", ended.status, String::from_utf8_lossy(&ended.stderr));
            if found() {
                return;
            }
            if ended.status.success() {
                break;
            }
        }
    }
    panic!("no kill leaves what is wanted; the last one: {last}");
}

/// The content of a recovery file, as the operation wrote it.
pub(crate) fn content(file: &[u8]) -> Value {
    let outer: Value = serde_json::from_slice(file).unwrap();
    outer.get("content").cloned().unwrap_or(outer)
}

/// A recovery file with other content and a checksum that is right for it.
pub(crate) fn sealed(file: &[u8], content: &Value) -> Vec<u8> {
    let mut outer: Value = serde_json::from_slice(file).unwrap();
    if outer.get("content").is_none() {
        return serde_json::to_vec(content).unwrap();
    }
    let text = serde_json::to_string(content).unwrap();
    let head = format!("{}\n{}\n", outer["plan"].as_str().unwrap(), outer["version"]);
    let sum = Sha256::new().chain_update(head).chain_update(&text).finalize();
    outer["checksum"] = sum.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into();
    outer["content"] = content.clone();
    serde_json::to_vec(&outer).unwrap()
}

/// Whether a file is a recovery file: a JSON object without a random name, which it has until it is complete.
pub(crate) fn is_recovery_file(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    let is_random = name.split(['.', '-']).any(|part| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    // The anchor of the audit log has the same form, but does not describe an operation.
    if is_random || name == "audit_anchor" {
        return false;
    }
    let bytes = std::fs::read(path).unwrap_or_default();
    bytes.first() == Some(&b'{') && serde_json::from_slice::<Value>(&bytes).is_ok_and(|value| value.is_object())
}

/// Returns the path of each value in a document.
pub(crate) fn places(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(document, String::new(), &mut found);
    found
}

fn collect(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields
                .iter()
                .for_each(|(name, value)| collect(value, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found));
        }
        Value::Array(values) => values.iter().enumerate().for_each(|(n, value)| collect(value, format!("{at}/{n}"), found)),
        _ => {}
    }
    if !at.is_empty() {
        found.push(at);
    }
}
