//! What a new password must be, and advice on how strong it is. The same on every path.

use std::sync::LazyLock;

use super::Service;
use crate::crypto::password::{BCRYPT_MAX_BYTES, Scheme};
use crate::error::{Error, Kind, Result};
use crate::secret::{ExposeSecret, Secret};

/// Passwords that everyone tries first, in lower case, a line each.
const COMMON: &str = include_str!("../../assets/common-passwords.txt");
/// Longer passwords only keep the machine busy, in bytes.
const MOST_BYTES: usize = 1024;
/// The estimate reads no more than this, in characters: its cost grows with the square of the length.
const ESTIMATED: usize = 64;

static SORTED_COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut common: Vec<&str> = COMMON.lines().filter(|line| !line.is_empty()).collect();
    common.sort_unstable();
    common
});

/// How strong a password is; it refuses nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// From 0, guessed at once, to 4, hardly ever.
    pub score: u8,
    /// The same in a word.
    pub word: &'static str,
    /// What would make it better, if anything is known.
    pub tip: Option<String>,
}

impl Service {
    /// Whether a password may be used for this user; the reason if not. Quick, for forms.
    ///
    /// # Errors
    /// `Usage`, saying what is wrong with it.
    pub fn check_password(&self, username: &str, password: &Secret) -> Result<()> {
        let text = password.expose_secret();
        let least = self.settings().password_min_length.value;
        let wrong = if text.is_empty() {
            "A password is needed.".to_owned()
        } else if text.chars().count() < least {
            format!("A password needs at least {least} characters.")
        } else if text.len() > MOST_BYTES {
            format!("A password can have at most {MOST_BYTES} bytes.")
        } else if self.scheme() == Scheme::Bcrypt && text.len() > BCRYPT_MAX_BYTES {
            format!("A password can have at most {BCRYPT_MAX_BYTES} bytes in this store.")
        } else if text.contains(['\n', '\r']) {
            "A password can't hold the end of a line.".to_owned()
        } else if text.contains(char::is_control) {
            "A password can't hold control characters, which nobody can type.".to_owned()
        } else if text.eq_ignore_ascii_case(username) {
            "A password can't be the user's name.".to_owned()
        } else if SORTED_COMMON.binary_search(&text.to_lowercase().as_str()).is_ok() {
            "This password is among the first that anyone tries.".to_owned()
        } else {
            return Ok(());
        };
        Err(Error::new(Kind::Usage, wrong).hint("Choose another one; a few unrelated words are easy to keep and hard to guess."))
    }
}

/// Estimates how hard a password is to guess (zxcvbn).
pub fn advise(username: &str, password: &Secret) -> Advice {
    let text: crate::secret::Zeroizing<String> = password.expose_secret().chars().take(ESTIMATED).collect::<String>().into();
    let estimate = zxcvbn::zxcvbn(&text, &[username, "kozmoai"]);
    let score = u8::from(estimate.score());
    let word = ["very weak", "weak", "fair", "good", "strong"][usize::from(score.min(4))];
    let tip = estimate.feedback().and_then(|feedback| feedback.warning().map(|warning| warning.to_string()));
    Advice { score, word, tip }
}
