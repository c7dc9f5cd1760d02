//! Secrets from files, variables and pipes. One rule for all of them: a leading byte order mark and one trailing newline are
//! not part of the secret, everything else is.

use std::io::Read;
use std::path::Path;

use super::values;
use crate::error::{ConfigError, Error, FileError, Result};
use crate::fs::input::{self, InputFile};
use crate::fs::trust::Trust;
use crate::model::user_secrets::VALUE_MAX;
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};
use crate::text;

/// The longest secret of one line, in bytes.
const LONGEST_LINE: usize = 64 << 10;
/// The longest secret of several lines, in bytes.
const LONGEST_TEXT: usize = VALUE_MAX;
/// The room for a secret of usual length, in bytes.
const EXPECTED: usize = 1 << 10;
/// The longest newline, in bytes.
const LINE_END: usize = 2;

/// Reads a secret of one line from a file.
///
/// # Errors
/// `Usage` if the file cannot be read, or is not one line of UTF-8 text of a sensible length.
pub fn line_of_file(path: &Path) -> Result<Secret> {
    line_of(&mut open(path)?, &path.display().to_string())
}

/// Reads a secret of one line from a trusted file or pipe that a setting names.
///
/// # Errors
/// As [`line_of_file`]; `Usage` if the file does not exist, is not trusted, or is empty.
pub(super) fn line_of_trusted_file(path: &Path, trust: Trust, named_by: &'static str) -> Result<Secret> {
    let bytes =
        input::read_trusted(path, trust)?.ok_or_else(|| ConfigError::NamedFileMissing { path: path.to_owned(), named_by })?;
    let secret = line_of(&mut bytes.as_slice(), &path.display().to_string())?;
    if secret.expose_secret().is_empty() {
        return Err(ConfigError::SecretFileEmpty { path: path.to_owned(), named_by }.into());
    }
    Ok(secret)
}

/// Reads a secret of one line; `name` is what errors call the source.
///
/// # Errors
/// As [`line_of_file`].
pub fn line_of(source: &mut dyn Read, name: &str) -> Result<Secret> {
    let secret = read(source, name, LONGEST_LINE)?;
    check_line(secret.expose_secret(), name)?;
    Ok(secret)
}

/// Parses a secret in a variable.
///
/// # Errors
/// `Usage` if it contains a control character.
pub(super) fn line_of_text(text: &str, name: &str) -> Result<Secret> {
    let line = values::line(text);
    check_line(line, &text::clean(name))?;
    Ok(Secret::from(line))
}

/// Strips a leading byte order mark and one trailing newline.
pub fn without_line_end(text: &str) -> &str {
    values::line(text)
}

/// Refuses text that cannot be typed.
fn check_line(line: &str, name: &str) -> Result<()> {
    let name = name.to_owned();
    if line.contains('\n') {
        return Err(ConfigError::SecretMultiline { name }.into());
    }
    if line.contains(|c: char| c.is_control() || c == values::BYTE_ORDER_MARK) {
        return Err(ConfigError::SecretControl { name }.into());
    }
    Ok(())
}

/// Reads a secret of any number of lines from a file.
///
/// # Errors
/// As [`line_of_file`], except that several lines are accepted.
pub fn text_of_file(path: &Path) -> Result<Secret> {
    text_of(&mut open(path)?, &path.display().to_string())
}

/// Reads a text of any number of lines from a file, with the newline at its end.
///
/// # Errors
/// As [`text_of_file`].
pub fn whole_file(path: &Path) -> Result<Secret> {
    let name = path.display().to_string();
    let bytes = bytes_of(&mut open(path)?, &name, LONGEST_LINE)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| FileError::NotUtf8 { name })?;
    Ok(Secret::from(text))
}

/// Reads a secret of any number of lines; `name` is what errors call the source.
///
/// # Errors
/// As [`text_of_file`].
pub fn text_of(source: &mut dyn Read, name: &str) -> Result<Secret> {
    read(source, name, LONGEST_TEXT)
}

fn read(source: &mut dyn Read, name: &str, longest: usize) -> Result<Secret> {
    let bytes = bytes_of(source, name, longest)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| FileError::NotUtf8 { name: name.to_owned() })?;
    Ok(Secret::from(values::line(text)))
}

/// Reads `longest` bytes and a newline, and refuses more.
fn bytes_of(source: &mut dyn Read, name: &str, longest: usize) -> Result<Zeroizing<Vec<u8>>> {
    let bytes = secret::read(source, EXPECTED, (longest + LINE_END + 1) as u64)
        .map_err(|error| Error::from(FileError::Unreadable { name: name.to_owned() }).because(error))?;
    let content = bytes.strip_suffix(b"\n").map_or(bytes.as_slice(), |line| line.strip_suffix(b"\r").unwrap_or(line));
    if content.len() > longest {
        return Err(FileError::TooLarge { name: name.to_owned(), limit: longest as u64 }.into());
    }
    Ok(bytes)
}

fn open(path: &Path) -> Result<InputFile> {
    input::open(path).map_err(|error| Error::from(FileError::unreadable(path)).because(error))
}
