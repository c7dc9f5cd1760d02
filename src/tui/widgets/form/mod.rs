//! Forms: structs with named, typed fields.
//!
//! ```text
//!   Username          alice▏
//!                     This username is unavailable.
//!   Password          ••••••••
//!   Active            [x]
//!                                  Cancel   ‹ Save ›
//! ```
//!
//! A form lists its fields once (`fields!`) and ends in a typed value. Focus, drawing, pasting, wiping, hints and errors are those
//! of every form, in [`FormWidget`].

mod draw;
mod field;
mod line;
mod password;
mod widget;

pub(crate) use self::field::fields;
pub use self::field::{Checkbox, Control, FieldGroup, FormField, SecretField, TextField};
pub use self::line::{LineForm, SecretForm};
pub use self::password::NewPasswordField;
pub use self::widget::{Form, FormEvent, FormWidget};
