//! Secrets in files, in variables, and from a pipe: read whole, or refused. One rule for all of them: a byte order mark before
//! the secret and one end of a line behind it do not belong to it, everything else does.

use std::io::Read;
use std::path::Path;

use super::values;
use crate::error::{Error, Kind, Result};
use crate::fs::given::{self, Given};
use crate::fs::trust::Trust;
use crate::model::vault::VALUE_MAX;
use crate::secret::{ExposeSecret, Secret, Zeroizing};
use crate::text;

/// The longest secret of one line, in bytes.
const LONGEST_LINE: usize = 64 << 10;
/// The longest of several lines.
const LONGEST_TEXT: usize = VALUE_MAX;
/// The longest line's end.
const LINE_END: usize = 2;

/// The secret in a file, without one line's end.
///
/// # Errors
/// `Usage` if it can't be read, is too long, no text, or more than one line.
pub fn line_of_file(path: &Path) -> Result<Secret> {
    line_of(&mut open(path)?, &path.display().to_string())
}

/// The secret in a file that a setting names, which must be trusted; also where it is a pipe.
///
/// # Errors
/// As [`line_of_file`]; `Usage` if there is no such file, it is not trusted, or holds nothing.
pub(super) fn line_of_trusted_file(path: &Path, trust: Trust, variable: &str) -> Result<Secret> {
    let name = path.display().to_string();
    let bytes = Zeroizing::new(
        given::read_trusted(path, trust)?
            .ok_or_else(|| Error::new(Kind::Usage, format!("There is no file {name}, which {variable} names.")))?,
    );
    let secret = line_of(&mut bytes.as_slice(), &name)?;
    if secret.expose_secret().is_empty() {
        return Err(Error::new(Kind::Usage, format!("{name}, which {variable} names, holds nothing.")));
    }
    Ok(secret)
}

/// A secret of one line, without that line's end.
///
/// # Errors
/// As [`line_of_file`].
pub fn line_of(source: &mut dyn Read, name: &str) -> Result<Secret> {
    let secret = read(source, name, LONGEST_LINE)?;
    check_line(secret.expose_secret(), name)?;
    Ok(secret)
}

/// The same of a variable's value.
///
/// # Errors
/// `Usage` if it can't be typed.
pub(super) fn line_of_text(text: &str, name: &str) -> Result<Secret> {
    let line = values::line(text);
    check_line(line, &text::clean(name))?;
    Ok(Secret::from(line))
}

/// A secret's text without a byte order mark before it and one end of a line behind it.
pub fn without_line_end(text: &str) -> &str {
    values::line(text)
}

/// Refuses what nobody can type.
fn check_line(line: &str, name: &str) -> Result<()> {
    let what = if line.contains('\n') {
        "holds more than one line"
    } else if line.contains(|c: char| c.is_control() || c == values::BYTE_ORDER_MARK) {
        "holds a control character, which nobody can type"
    } else {
        return Ok(());
    };
    Err(Error::new(Kind::Usage, format!("{name} {what}.")).hint("Give the secret alone."))
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
    read(source, name, LONGEST_TEXT)
}

fn read(source: &mut dyn Read, name: &str, longest: usize) -> Result<Secret> {
    // With room for all of it, so that it never moves in memory and leaves no copy behind.
    let most = longest + LINE_END + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(most + 32));
    source
        .take(most as u64)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::new(Kind::Usage, format!("{name} can't be read.")).because(error))?;
    let content = bytes.strip_suffix(b"\n").map_or(bytes.as_slice(), |line| line.strip_suffix(b"\r").unwrap_or(line));
    if content.len() > longest {
        return Err(Error::new(Kind::Usage, format!("{name} holds more than {longest} bytes, which is the limit.")));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::new(Kind::Usage, format!("{name} holds no UTF-8 text.")))?;
    Ok(Secret::from(values::line(text)))
}

fn open(path: &Path) -> Result<Given> {
    given::open(path).map_err(|error| Error::new(Kind::Usage, format!("{} can't be read.", path.display())).because(error))
}
