//! A new password, typed twice.

use super::field::{Control, FieldGroup, SecretField, fields};
use crate::error::Field;
use crate::secret::{self, ExposeSecret, Secret};
use crate::service::passwords;

/// A new password, typed twice.
#[derive(Debug)]
pub struct NewPasswordField {
    password: SecretField,
    confirmation: SecretField,
}

impl FieldGroup for NewPasswordField {
    fields!(password, confirmation);
}

impl NewPasswordField {
    /// Creates empty fields.
    pub fn new(label: &'static str) -> Self {
        Self { password: SecretField::new(label).reports(Field::Password), confirmation: SecretField::new("Confirm password") }
    }

    /// The password; none if it was typed differently the second time, which is then shown.
    pub fn confirmed(&mut self) -> Option<Secret> {
        let password = self.password.secret();
        if secret::same(&password, &self.confirmation.secret()) {
            return Some(password);
        }
        self.confirmation.set_error("The two passwords differ.");
        None
    }

    /// How strong the password of this user is; none if it is empty.
    pub fn strength(&self, username: &str) -> Option<String> {
        if self.password.is_empty() {
            return None;
        }
        let advice = passwords::advise(username, &self.password.secret());
        let filled = usize::from(advice.score) + 1;
        let meter = format!("{}{}", "■".repeat(filled), "□".repeat(5 - filled.min(5)));
        let tip = advice.tip.map(|tip| format!(" · {tip}")).unwrap_or_default();
        Some(format!("{meter} {}{tip}", advice.word))
    }

    /// Fills in both fields.
    pub(super) fn fill(&mut self, password: &Secret) {
        for field in [&mut self.password, &mut self.confirmation] {
            field.control.clear();
            // A generated password is shorter than the limit.
            let _fits = field.control.paste(password.expose_secret());
        }
    }
}
