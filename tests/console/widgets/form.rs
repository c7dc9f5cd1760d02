//! Forms: focus, keys, values and errors.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use kozmoai::error::Field;
use kozmoai::secret::ExposeSecret;
use kozmoai::tui::theme::Theme;
use kozmoai::tui::widgets::form::{Form, FormEvent, FormField};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

const BUTTONS: [&str; 2] = ["Cancel", "Save"];
const FIVE: [Field; 5] = [Field::Username, Field::Name, Field::Value, Field::Expiry, Field::File];
const LABELS: [&str; 5] = ["One", "Two", "Three", "Four", "Five"];

fn five() -> Form<()> {
    let field = |at: usize| FormField::text(LABELS[at], LABELS[at]).reports(FIVE[at]);
    Form::new([0, 1, 2, 3, 4].map(field), BUTTONS, |_| ())
}

fn press<T>(form: &mut Form<T>, code: KeyCode) -> FormEvent {
    form.key(KeyEvent::new(code, KeyModifiers::NONE))
}

#[test]
fn keys_fill_in_and_submit_a_form() {
    let fields = [FormField::text("Name", "").reports(Field::Name), FormField::checkbox("Active", false)];
    let mut form = Form::new(fields, BUTTONS, |[name, active]| (name.value().to_owned(), active.is_checked()));
    form.paste("alice\nrest");
    assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Edited);
    press(&mut form, KeyCode::Char(' '));
    assert_eq!(form.value(), Some(("alice".to_owned(), true)));
    press(&mut form, KeyCode::Tab);
    assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Cancel, "the first button cancels");
    press(&mut form, KeyCode::Right);
    assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Submit, "the last one submits");
    form.set_error(Some(Field::Name), "taken");
    assert_eq!(press(&mut form, KeyCode::Char('a')), FormEvent::Edited);
    assert_eq!(form.value(), Some(("alicea".to_owned(), true)), "the wrong field has the focus");
    form.set_busy(true);
    assert_eq!(press(&mut form, KeyCode::Char('x')), FormEvent::Ignored);
    assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Cancel);
}

#[test]
fn hidden_field_keeps_its_content_and_takes_no_focus() {
    let fields = [FormField::checkbox("Active", true).shown_if(false), FormField::text("Name", "").reports(Field::Name)];
    let mut form = Form::new(fields, BUTTONS, |[active, name]| (active.is_checked(), name.value().to_owned()));
    form.paste("alice");
    assert_eq!(form.value(), Some((true, "alice".to_owned())));
    assert_eq!((press(&mut form, KeyCode::Enter), form.text_of(Field::Name)), (FormEvent::Submit, "alice"));
}

#[test]
fn password_is_confirmed() {
    let fields = [FormField::new_password("Password"), FormField::confirmation()];
    let mut form = Form::new(fields, BUTTONS, |[password, _]| password.secret_value().expose_secret().to_owned());
    form.paste("one");
    press(&mut form, KeyCode::Tab);
    form.paste("o");
    assert_eq!(form.value(), None);
    form.paste("ne");
    assert_eq!(form.value().as_deref(), Some("one"), "the confirmation has the focus");
    form.refuse_password("wrong");
    assert_eq!(form.value().as_deref(), Some(""));
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
            let outside = buffer.content().iter().enumerate().filter(|(place, _)| !area.contains(buffer.pos_of(*place).into()));
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
    for focus in 0..7 {
        for rows in 4..11 {
            let drawn = |form: &Form<()>| {
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
            assert!(LABELS.get(focus).is_none_or(|label| shown.contains(label)), "{focus} {rows} {shown}");
            form.clear_errors();
            assert!(drawn(&form).contains("some advice"), "{focus} {rows}");
        }
        press(&mut form, KeyCode::Tab);
    }
}
