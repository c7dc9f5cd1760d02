//! The high-water mark beside sled's log: the number of the newest audit event that was seen on disk.
//!
//! sled takes the first damaged message of its log for its torn end and drops everything after it, so transactions could
//! vanish unnoticed. The number is written after a transaction is durable, so it is true if it survives an accident: a
//! database with an older head has lost transactions. It needs no fsync; without it, less can be detected.

use super::prelude::*;
use super::tree::NEWEST;

/// Its length in bytes.
const LENGTH: u64 = 42;

/// The number that was written last; zero if there is none, or if its two copies differ.
pub(super) fn newest(store: &Path) -> u64 {
    let mut text = String::new();
    let read = File::open(store.join(NEWEST)).and_then(|file| file.take(LENGTH).read_to_string(&mut text));
    if read.is_err() {
        return 0;
    }
    let (once, again) = text.trim_end().split_once(' ').unwrap_or_default();
    if once == again { once.parse().unwrap_or(0) } else { 0 }
}

/// Records a number, written twice, because nothing else protects it. Its length never changes, so it never truncates the previous one.
pub(super) fn record(store: &Path, seq: u64) -> io::Result<()> {
    let no_link = OFlags::NOFOLLOW.bits().cast_signed();
    let options = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).custom_flags(no_link).clone();
    options.open(store.join(NEWEST))?.write_all_at(format!("{seq:020} {seq:020}\n").as_bytes(), 0)
}
