//! Forms of one field.

use super::field::{SecretField, TextField, fields};
use super::widget::{Form, FormWidget};
use crate::error::Field;
use crate::secret::Secret;

/// A form of one line.
#[derive(Debug)]
pub struct LineForm {
    line: TextField,
}

impl LineForm {
    /// Creates a form of this field.
    pub const fn new(line: TextField) -> Self {
        Self { line }
    }

    /// Asks for a file.
    pub fn file(suggestion: &str, submit: &'static str) -> FormWidget<Self> {
        FormWidget::new(Self::new(TextField::new("File", suggestion).reports(Field::File)), ["Cancel", submit])
    }
}

impl Form for LineForm {
    type Value = String;
    fields!(line);

    fn value(&mut self) -> Option<String> {
        Some(self.line.text().to_owned())
    }
}

/// A form of one secret.
#[derive(Debug)]
pub struct SecretForm {
    secret: SecretField,
}

impl SecretForm {
    /// Creates a form of this field.
    pub const fn new(secret: SecretField) -> Self {
        Self { secret }
    }
}

impl Form for SecretForm {
    type Value = Secret;
    fields!(secret);

    fn value(&mut self) -> Option<Secret> {
        Some(self.secret.secret())
    }
}
