//! A form of one line.

use super::field::{TextField, fields};
use super::widget::Form;

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
}

impl Form for LineForm {
    type Value = String;
    fields!(line);

    fn value(&mut self) -> Option<String> {
        Some(self.line.text().to_owned())
    }
}
