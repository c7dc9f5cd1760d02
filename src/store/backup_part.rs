//! Parts of backups, each preceded by its length.

use std::io::{self, Read};

/// The maximum length of a part, in bytes.
const LONGEST: u32 = 1 << 30;
/// How much is reserved before anything was read, in bytes.
const RESERVED: u32 = 64 << 10;

/// Reads a part of this length. Memory grows with what is there, because a damaged length can be anything.
///
/// # Errors
/// `InvalidData` if no part is that long, `UnexpectedEof` if the backup ends before.
pub(super) fn read(backup: &mut dyn Read, length: u32) -> io::Result<Vec<u8>> {
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::with_capacity(length.min(RESERVED) as usize);
    backup.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() == length as usize { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what is read, and the memory for it.
    fn part(mut backup: &[u8], length: u32) -> Result<(Vec<u8>, usize), io::ErrorKind> {
        let bytes = read(&mut backup, length).map_err(|error| error.kind())?;
        let capacity = bytes.capacity();
        Ok((bytes, capacity))
    }

    #[test]
    fn parts_have_the_length_before_them() {
        assert_eq!(part(b"abc", 0), Ok((Vec::new(), 0)));
        assert_eq!(part(b"abc", 2).map(|(bytes, _)| bytes), Ok(b"ab".to_vec()));
        assert_eq!(part(b"abc", 4), Err(io::ErrorKind::UnexpectedEof));
        assert_eq!(part(b"abc", LONGEST + 1), Err(io::ErrorKind::InvalidData));
        let long = vec![7; 3 * RESERVED as usize];
        assert_eq!(part(&long, 3 * RESERVED).map(|(bytes, _)| bytes), Ok(long));
    }

    #[test]
    fn a_length_alone_reserves_little() {
        /// A backup that ends at once, and notes how much it was asked for.
        struct Ended(usize);
        impl Read for Ended {
            fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
                self.0 = self.0.max(room.len());
                Ok(0)
            }
        }
        let mut ended = Ended(0);
        assert_eq!(read(&mut ended, LONGEST).map_err(|error| error.kind()), Err(io::ErrorKind::UnexpectedEof));
        assert!(ended.0 <= RESERVED as usize, "{} bytes were reserved", ended.0);
    }
}
