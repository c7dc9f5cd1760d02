//! A witness beside sled's log: the number of the newest audit event that was seen on disk.
//!
//! sled takes the first damaged message of its log for the torn end of it and drops whatever follows, which would make
//! acts vanish unseen. The number is noted after an act has come to rest, so whatever of it outlives an accident is true:
//! a store with an older head has lost acts. It needs no fsync, and a missing number only says less.

use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

const NAME: &str = "kozmoai-newest";
/// How many bytes it has.
const LENGTH: u64 = 42;

/// The number that was noted last; zero if there is none, or not twice the same.
pub(super) fn newest(store: &Path) -> u64 {
    let mut text = String::new();
    let read = std::fs::File::open(store.join(NAME)).and_then(|file| file.take(LENGTH).read_to_string(&mut text));
    if read.is_err() {
        return 0;
    }
    let (once, again) = text.trim_end().split_once(' ').unwrap_or_default();
    if once == again { once.parse().unwrap_or(0) } else { 0 }
}

/// Notes a number, twice, for nothing else guards it. Always as many bytes, so that the one before is never cut short.
pub(super) fn note(store: &Path, seq: u64) -> io::Result<()> {
    let no_link = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    let options = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).custom_flags(no_link).clone();
    options.open(store.join(NAME))?.write_all_at(format!("{seq:020} {seq:020}\n").as_bytes(), 0)
}
