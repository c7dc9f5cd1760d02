//! A form being filled in: focus, keys, errors and hints.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::field::{Control, FormField};
use super::password::NewPasswordField;
use crate::error::Field;
use crate::secret::Secret;

/// A struct of fields that ends in a value.
pub trait Form: fmt::Debug {
    /// What is entered.
    type Value;

    /// Lists the fields; see `fields!`.
    fn fields<'a>(&'a self, list: &mut Vec<&'a FormField<dyn Control>>);

    /// Lists the fields; see `fields!`.
    fn fields_mut<'a>(&'a mut self, list: &mut Vec<&'a mut FormField<dyn Control>>);

    /// What was entered; none if something is missing or wrong, which is then shown at its field.
    fn value(&mut self) -> Option<Self::Value>;

    /// A line about the form while the field that reports these errors has the focus, instead of the field's own.
    fn hint(&self, _focused: Option<Field>) -> Option<String> {
        None
    }

    /// The field for a new password that may be generated.
    fn new_password(&mut self) -> Option<&mut NewPasswordField> {
        None
    }
}

/// The effect of a key on a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormEvent {
    /// Nothing.
    Ignored,
    /// The focus moved, or a value changed.
    Edited,
    /// The form is submitted.
    Submit,
    /// The form is cancelled.
    Cancel,
}

/// What all forms have besides their fields.
#[derive(Debug)]
pub(super) struct FormState {
    /// The button that cancels the form, and the one that submits it.
    pub(super) buttons: [&'static str; 2],
    /// The hint where no other applies.
    note: Option<&'static str>,
    pub(super) hint: Option<String>,
    pub(super) error: Option<String>,
    /// The number of the focused field or button.
    pub(super) focus: usize,
    pub(super) is_busy: bool,
    is_dirty: bool,
}

/// A form being filled in.
#[derive(Debug)]
pub struct FormWidget<F> {
    pub(super) state: FormState,
    /// The form with its fields.
    pub inputs: F,
}

impl<F: Form> FormWidget<F> {
    /// Shows a form; the second button submits it.
    pub fn new(inputs: F, buttons: [&'static str; 2]) -> Self {
        let state = FormState { buttons, note: None, hint: None, error: None, focus: 0, is_busy: false, is_dirty: false };
        let mut widget = Self { state, inputs };
        widget.update_hint();
        widget
    }

    /// Sets the line below the fields. An empty one keeps the height of the form while hints come and go.
    #[must_use]
    pub fn note(mut self, note: &'static str) -> Self {
        self.state.note = Some(note);
        self.update_hint();
        self
    }

    /// Begins at the field that reports these errors.
    #[must_use]
    pub fn beginning_at(mut self, field: Field) -> Self {
        self.state.focus = self.place_of(field).unwrap_or(0);
        self.update_hint();
        self
    }

    /// Begins at the button that submits it: for the defaults, Enter is enough.
    #[must_use]
    pub fn beginning_at_submit(mut self) -> Self {
        self.state.focus = self.fields().len() + 1;
        self.update_hint();
        self
    }

    /// Turns the value into another one.
    pub fn map<V: 'static>(self, map: impl Fn(F::Value) -> V + 'static) -> FormWidget<Box<dyn Form<Value = V>>>
    where
        F: 'static,
    {
        FormWidget { state: self.state, inputs: Box::new(MappedForm { form: self.inputs, map }) }
    }

    pub(super) fn fields(&self) -> Vec<&FormField<dyn Control>> {
        let mut list = Vec::new();
        self.inputs.fields(&mut list);
        list
    }

    fn fields_mut(&mut self) -> Vec<&mut FormField<dyn Control>> {
        let mut list = Vec::new();
        self.inputs.fields_mut(&mut list);
        list
    }

    fn focused_field(&mut self) -> Option<&mut FormField<dyn Control>> {
        let focus = self.state.focus;
        self.fields_mut().into_iter().nth(focus)
    }

    fn place_of(&self, field: Field) -> Option<usize> {
        self.fields().iter().position(|of_form| of_form.reports == Some(field))
    }

    /// The value; none if an input is missing or wrong, which then shows its error and has the focus.
    pub fn value(&mut self) -> Option<F::Value> {
        self.clear_errors();
        let value = self.inputs.value();
        if value.is_none()
            && let Some(place) = self.fields().iter().position(|field| field.error.is_some())
        {
            self.state.focus = place;
        }
        value
    }

    /// Whether it was submitted and is not answered yet; until then, nothing can be typed.
    pub const fn is_busy(&self) -> bool {
        self.state.is_busy
    }

    /// Waits for the reply to what was submitted.
    pub const fn set_busy(&mut self) {
        self.state.is_busy = true;
    }

    /// Whether anything was changed, so that closing the form would lose it.
    pub const fn is_dirty(&self) -> bool {
        self.state.is_dirty
    }

    /// Shows an error at the field it is about and moves the focus there; without such a field, below all of them.
    pub fn set_error(&mut self, field: Option<Field>, error: &str) {
        self.clear_errors();
        self.state.is_busy = false;
        match field.and_then(|field| self.place_of(field)) {
            Some(place) => {
                self.state.focus = place;
                if let Some(field) = self.focused_field() {
                    field.error = Some(error.to_owned());
                }
            }
            None => self.state.error = Some(error.to_owned()),
        }
    }

    /// Clears all errors.
    pub fn clear_errors(&mut self) {
        self.state.error = None;
        for field in self.fields_mut() {
            field.error = None;
        }
    }

    /// Wipes all secrets.
    pub fn clear_secrets(&mut self) {
        for field in self.fields_mut() {
            field.control.clear_secret();
        }
    }

    /// Whether a new password may be generated now.
    pub fn takes_password(&mut self) -> bool {
        !self.state.is_busy && self.inputs.new_password().is_some()
    }

    /// Fills in a generated password; false if the form takes none now.
    pub fn fill_password(&mut self, password: &Secret) -> bool {
        let (true, Some(place)) = (self.takes_password(), self.place_of(Field::Password)) else { return false };
        if let Some(field) = self.inputs.new_password() {
            field.fill(password);
        }
        self.clear_errors();
        self.state.is_dirty = true;
        // The strength stays visible, although the focus moves on.
        self.state.focus = place;
        self.update_hint();
        self.state.focus = place + 2;
        true
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        if self.state.is_busy {
            return;
        }
        self.clear_errors();
        if let Some(field) = self.focused_field() {
            match field.control.paste(text) {
                Ok(is_taken) => self.state.is_dirty |= is_taken,
                Err(why) => field.error = Some(why),
            }
        }
        self.update_hint();
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> FormEvent {
        if key.code == KeyCode::Esc {
            return FormEvent::Cancel;
        }
        if self.state.is_busy {
            return FormEvent::Ignored;
        }
        let fields = self.fields().len();
        let (submit, places) = (fields + 1, fields + 2);
        let focus = &mut self.state.focus;
        match key.code {
            KeyCode::Char('s') if key.modifiers.contains(KeyModifiers::CONTROL) => return FormEvent::Submit,
            KeyCode::Tab | KeyCode::Down => *focus = (*focus + 1) % places,
            KeyCode::BackTab | KeyCode::Up => *focus = (*focus + places - 1) % places,
            KeyCode::Enter if *focus == submit || *focus + 1 == fields => return FormEvent::Submit,
            KeyCode::Enter if *focus == fields => return FormEvent::Cancel,
            KeyCode::Enter => *focus += 1,
            KeyCode::Left if *focus == submit => *focus = fields,
            KeyCode::Right if *focus == fields => *focus = submit,
            _ if self.focused_field().is_some_and(|field| field.control.key(key)) => {
                self.state.is_dirty = true;
                self.clear_errors();
            }
            _ => return FormEvent::Ignored,
        }
        self.update_hint();
        FormEvent::Edited
    }

    fn update_hint(&mut self) {
        let fields = self.fields();
        let focused = fields.get(self.state.focus);
        let of_form = self.inputs.hint(focused.and_then(|field| field.reports));
        let hint = of_form.or_else(|| focused.and_then(|field| field.hint()));
        self.state.hint = hint.or_else(|| self.state.note.map(str::to_owned));
    }
}

impl<F: Form + ?Sized> Form for Box<F> {
    type Value = F::Value;

    fn fields<'a>(&'a self, list: &mut Vec<&'a FormField<dyn Control>>) {
        (**self).fields(list);
    }

    fn fields_mut<'a>(&'a mut self, list: &mut Vec<&'a mut FormField<dyn Control>>) {
        (**self).fields_mut(list);
    }

    fn value(&mut self) -> Option<F::Value> {
        (**self).value()
    }

    fn hint(&self, focused: Option<Field>) -> Option<String> {
        (**self).hint(focused)
    }

    fn new_password(&mut self) -> Option<&mut NewPasswordField> {
        (**self).new_password()
    }
}

/// A form whose value is turned into another one.
struct MappedForm<F, M> {
    form: F,
    map: M,
}

impl<F: fmt::Debug, M> fmt::Debug for MappedForm<F, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.form.fmt(f)
    }
}

impl<F: Form, V, M: Fn(F::Value) -> V> Form for MappedForm<F, M> {
    type Value = V;

    fn fields<'a>(&'a self, list: &mut Vec<&'a FormField<dyn Control>>) {
        self.form.fields(list);
    }

    fn fields_mut<'a>(&'a mut self, list: &mut Vec<&'a mut FormField<dyn Control>>) {
        self.form.fields_mut(list);
    }

    fn value(&mut self) -> Option<V> {
        self.form.value().map(&self.map)
    }

    fn hint(&self, focused: Option<Field>) -> Option<String> {
        self.form.hint(focused)
    }

    fn new_password(&mut self) -> Option<&mut NewPasswordField> {
        self.form.new_password()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::super::field::{Checkbox, TextField, fields};
    use super::*;
    use crate::tui::theme::Theme;
    use ratatui::buffer::{Buffer, Cell};
    use ratatui::layout::Rect;

    const BUTTONS: [&str; 2] = ["Cancel", "Save"];

    #[derive(Debug)]
    struct Sample {
        name: TextField,
        active: Checkbox,
    }

    impl Form for Sample {
        type Value = (String, bool);
        fields!(name, active);

        fn value(&mut self) -> Option<(String, bool)> {
            Some((self.name.text().to_owned(), self.active.is_checked()))
        }
    }

    #[derive(Debug)]
    struct Five(TextField, TextField, TextField, TextField, TextField);

    const FIVE: [Field; 5] = [Field::Username, Field::Name, Field::Value, Field::Expiry, Field::File];

    impl Form for Five {
        type Value = ();
        fields!(0, 1, 2, 3, 4);

        fn value(&mut self) -> Option<()> {
            Some(())
        }
    }

    fn five() -> FormWidget<Five> {
        let field = |at: usize, label| TextField::new(label, label).reports(FIVE[at]);
        FormWidget::new(Five(field(0, "One"), field(1, "Two"), field(2, "Three"), field(3, "Four"), field(4, "Five")), BUTTONS)
    }

    fn press<F: Form>(form: &mut FormWidget<F>, code: KeyCode) -> FormEvent {
        form.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn keys_fill_in_and_submit_a_form() {
        let name = TextField::new("Name", "").reports(Field::Name);
        let mut form = FormWidget::new(Sample { name, active: Checkbox::new("Active", false) }, BUTTONS);
        form.paste("alice\nrest");
        assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Edited);
        press(&mut form, KeyCode::Char(' '));
        assert_eq!(form.value(), Some(("alice".to_owned(), true)));
        press(&mut form, KeyCode::Tab);
        assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Cancel, "the first button cancels");
        press(&mut form, KeyCode::Right);
        assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Submit, "the last one submits");
        form.set_error(Some(Field::Name), "taken");
        assert_eq!(form.state.focus, 0);
        form.set_busy();
        assert_eq!(press(&mut form, KeyCode::Char('x')), FormEvent::Ignored);
        assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Cancel);
    }

    #[test]
    fn focused_field_is_visible_at_any_size() {
        let mut form = five();
        for field in FIVE {
            form.set_error(Some(field), "wrong");
            for (columns, rows) in (0..40).flat_map(|columns| (0..12).map(move |rows| (columns, rows))) {
                let whole = Rect::new(0, 0, columns + 4, rows + 4);
                let area = Rect { x: 2, y: 2, width: columns, height: rows };
                let mut buffer = Buffer::empty(whole);
                let cursor = form.draw(&mut buffer, area, &Theme::mono());
                let outside =
                    buffer.content().iter().enumerate().filter(|(place, _)| !area.contains(buffer.pos_of(*place).into()));
                assert!(outside.into_iter().all(|(_, cell)| *cell == Cell::EMPTY), "{columns}x{rows}");
                if columns >= 20 && rows >= 3 {
                    let at = cursor.unwrap();
                    let below: String = (0..columns).map(|x| buffer[(area.x + x, at.y + 1)].symbol()).collect();
                    assert!(below.contains("wrong"), "{columns}x{rows} {below}");
                }
            }
        }
    }

    #[test]
    fn form_error_is_visible_wherever_the_focus_is() {
        let mut form = five().note("some advice");
        for (focus, rows) in (0..7).flat_map(|focus| (4..11).map(move |rows| (focus, rows))) {
            form.state.focus = focus;
            let drawn = |form: &FormWidget<Five>| {
                let area = Rect::new(0, 0, 20, rows);
                let mut buffer = Buffer::empty(area);
                form.draw(&mut buffer, area, &Theme::mono());
                buffer.content().iter().map(Cell::symbol).collect::<String>()
            };
            form.set_error(None, "refused for this reason");
            let shown = drawn(&form);
            assert!(
                shown.contains("refused for this") && shown.contains("reason") && shown.contains("Save"),
                "{focus} {rows} {shown}"
            );
            assert!(focus > 4 || shown.contains(form.fields()[focus].label), "{focus} {rows} {shown}");
            form.clear_errors();
            assert!(drawn(&form).contains("some advice"), "{focus} {rows}");
        }
    }
}
