//! Secrets that lie in files or come through a pipe: read whole, or refused.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::secret::{ExposeSecret, Secret, Zeroizing};

/// The longest secret read, in bytes.
const LONGEST: u64 = 64 << 10;

/// The secret in a file, without one line's end.
///
/// # Errors
/// `Usage` if it can't be read, is too long, no text, or more than one line.
pub fn line_of_file(path: &Path) -> Result<Secret> {
    line_of(&mut open(path)?, &path.display().to_string())
}

/// A secret of one line, without that line's end.
///
/// # Errors
/// As [`line_of_file`].
pub fn line_of(source: &mut dyn Read, name: &str) -> Result<Secret> {
    let secret = text_of(source, name)?;
    if secret.expose_secret().contains('\n') {
        return Err(Error::new(Kind::Usage, format!("{name} holds more than one line.")).hint("Give the secret alone."));
    }
    Ok(secret)
}

/// Everything in a file, but for one line's end.
///
/// # Errors
/// As [`line_of_file`], but for several lines.
pub fn text_of_file(path: &Path) -> Result<Secret> {
    text_of(&mut open(path)?, &path.display().to_string())
}

/// Everything up to the end, but for one line's end.
///
/// # Errors
/// As [`text_of_file`].
pub fn text_of(source: &mut dyn Read, name: &str) -> Result<Secret> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    source
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::new(Kind::Usage, format!("{name} can't be read.")).because(error))?;
    if bytes.len() as u64 > LONGEST {
        return Err(Error::new(Kind::Usage, format!("{name} holds more than {LONGEST} bytes, which is no secret to be kept.")));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::new(Kind::Usage, format!("{name} holds no UTF-8 text.")))?;
    Ok(Secret::from(text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line))))
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| Error::new(Kind::Usage, format!("{} can't be read.", path.display())).because(error))
}
