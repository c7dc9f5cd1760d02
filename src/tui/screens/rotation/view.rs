//! Drawing the wizard.

use std::cmp::Ordering;

use super::steps::{RotationScreen, Step};
use super::work::Operation;
use crate::error::{Kind, Remedy};
use crate::service::backup::Destination;
use crate::service::rotation::{Phase, Report, Request};
use crate::tui::parts::rotation::{MOST_LISTED, list_undecryptable, write_unfinished};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::paint::rows;

const STEPS: [&str; 6] = ["Check", "Plan", "Back up", "Confirm", "Rotate", "Done"];
/// The height up to which no empty row is drawn above the last line, because the text needs it.
const LOW: u16 = 12;
/// What the last line begins with before anything is changed.
const UNCHANGED: &str = "Nothing has been changed. ";
/// The keys that the last line names.
const FOOT_KEYS: &[(&str, KeyCode)] = &[
    ("Enter Continue", KeyCode::Enter),
    ("Enter Close", KeyCode::Enter),
    ("Esc Back", KeyCode::Esc),
    ("Esc Cancel", KeyCode::Esc),
    ("Esc Close", KeyCode::Esc),
    ("Esc Interrupt", KeyCode::Esc),
    ("Esc Later", KeyCode::Esc),
    ("a Skip them and continue", KeyCode::Char('a')),
    ("e Resume", KeyCode::Char('e')),
    ("x Roll back", KeyCode::Char('x')),
];
/// The keys that the footer names while a rotation is interrupted.
const UNFINISHED_KEYS: &[(&str, &str)] = &[("e", "Resume"), ("x", "Roll back"), ("esc", "Later")];
/// The label of the confirmation.
const PROMPT: &str = "Type \"rotate\" to confirm: ";
/// The error if the typed word is another one.
const WRONG: &str = "Does not match; nothing has been changed.";

impl View for RotationScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let area = self.history.draw(buffer, area, theme, env.now);
        let is_low = area.height <= LOW;
        let (at, foot) = self.place_and_foot(is_low);
        draw_steps(buffer, area, theme, at);
        let columns = area.width.saturating_sub(3);
        // What the step means is more important than that nothing has happened yet.
        let foot = foot.strip_prefix(UNCHANGED).filter(|_| is_low && width(foot) > columns.into()).unwrap_or(foot);
        let foot = wrap(foot, columns.into());
        let foot_rows = rows(foot.len());
        let others = foot_rows + if is_low { 2 } else { 3 };
        let body = Rect { height: area.height.saturating_sub(others), ..text_body(area) }.intersection(area);
        let place = Rect { x: area.x + 2, y: area.bottom().saturating_sub(foot_rows), width: columns, height: foot_rows };
        for (line, y) in foot.iter().zip(place.y..place.bottom()) {
            draw_str(buffer, area, place.x, y, line, theme.dim);
        }
        self.foot.find(buffer, place, FOOT_KEYS);
        let of_form = Rect { width: body.width.min(76), ..body };
        match &self.step {
            Step::Keys => {
                let height = self.keys.height(of_form.width).min(body.height);
                return self.keys.draw(buffer, Rect { height, ..of_form }, theme);
            }
            Step::BackUp => {
                let height = self.back_up.height(of_form.width).min(body.height);
                return self.back_up.draw(buffer, Rect { height, ..of_form }, theme);
            }
            Step::Confirm { input, is_wrong } => {
                let text = self.text(theme);
                let rows = text.height(body.width).min(body.height.saturating_sub(2));
                text.draw(buffer, Rect { height: rows, ..body }, theme, &self.scroll);
                let line = Rect { y: body.y + rows + 1, height: 1, ..body }.intersection(body);
                let x = draw_str(buffer, line, line.x, line.y, PROMPT, theme.accent);
                if *is_wrong {
                    draw_str(buffer, body, body.x, line.y.saturating_sub(1), WRONG, theme.danger);
                }
                let field = Rect { x, width: line.right().saturating_sub(x).min(20), ..line };
                return Some(input.draw(buffer, field, theme.field));
            }
            Step::Plan | Step::Working(_) | Step::Done(..) | Step::Failed(..) | Step::Unfinished(_) => {
                self.text(theme).draw(buffer, body, theme, &self.scroll);
            }
        }
        None
    }

    fn has_relative_times(&self) -> bool {
        self.history.is_shown()
    }

    fn step_keys(&self) -> &'static [(&'static str, &'static str)] {
        match &self.step {
            Step::Plan => &[("enter", "Continue"), ("esc", "Back")],
            Step::Working(work) => work.keys(),
            Step::Failed(Operation::Plan, _) => &[("a", "Skip them"), ("esc", "Back")],
            Step::Failed(_, error) if error.kind() == Kind::Resumable => UNFINISHED_KEYS,
            Step::Unfinished(_) => UNFINISHED_KEYS,
            Step::Failed(..) | Step::Done(..) => &[("enter", "Close")],
            Step::Keys | Step::BackUp | Step::Confirm { .. } => &[],
        }
    }

    fn typing_keys(&self) -> Option<Vec<(&'static str, &'static str)>> {
        let mut keys = match self.step {
            Step::Keys => self.keys.keys_with_enter(),
            Step::BackUp => self.back_up.keys_with_enter(),
            Step::Confirm { .. } => vec![("enter", "Rotate"), ("esc", "Back"), ("↑ ↓", "Scroll")],
            Step::Plan | Step::Working(_) | Step::Done(..) | Step::Failed(..) | Step::Unfinished(_) => return None,
        };
        keys.push(("ctrl-c", "Quit"));
        Some(keys)
    }
}

/// Draws the row of steps; number `at` is the current one.
fn draw_steps(buffer: &mut Buffer, area: Rect, theme: &Theme, at: usize) {
    let needed: usize = STEPS.iter().map(|step| width(step) + 2).sum();
    let gap = usize::from(area.width).saturating_sub(needed + 3).checked_div(STEPS.len() - 1).unwrap_or(1).clamp(1, 4);
    let mut x = area.x + 2;
    for (place, step) in STEPS.iter().enumerate() {
        let (sign, style) = match place.cmp(&at) {
            Ordering::Less => ("✓", theme.ok),
            Ordering::Equal if place == 5 => ("✓", theme.accent),
            Ordering::Equal => ("›", theme.accent),
            Ordering::Greater => ("·", theme.dim),
        };
        x = draw_str(buffer, area, x, area.y, &format!("{sign} {step}"), style) + rows(gap);
    }
}

impl RotationScreen {
    /// The number of the current step, and the last line: keys, and what leaving the step means.
    fn place_and_foot(&self, is_low: bool) -> (usize, &'static str) {
        match &self.step {
            Step::Keys => (0, "Nothing has been changed. Esc Cancel"),
            Step::Plan => (1, "Nothing has been changed. Enter Continue · Esc Back"),
            Step::BackUp => (2, "Nothing has been changed. Esc Back"),
            Step::Confirm { .. } => (3, "Nothing has been changed. Esc Back"),
            Step::Working(work) => (if work.operation == Operation::Plan { 0 } else { 4 }, work.foot(is_low)),
            Step::Failed(Operation::Plan, _) => (0, "Nothing has been changed. a Skip them and continue · Esc Back"),
            Step::Failed(_, error) if error.kind() == Kind::Resumable => {
                (4, "e Resume · x Roll back · Esc Later; no data is lost")
            }
            Step::Failed(..) => (4, "Esc Close"),
            Step::Unfinished(rotation) if rotation.phase == Phase::RolledBack => (4, "e Resume · Esc Later; no data is lost"),
            Step::Unfinished(_) => (4, "e Resume · x Roll back · Esc Later; no data is lost"),
            Step::Done(..) => (5, "Enter Close"),
        }
    }

    fn text(&self, theme: &Theme) -> Text {
        let mut text = Text::default();
        match (&self.step, &self.plan) {
            (Step::Plan, Some((request, report))) => write_plan(&mut text, request, report, &self.named, theme),
            (Step::Confirm { .. }, Some((request, report))) => write_confirmation(&mut text, request, report, theme),
            (Step::Working(work), _) => work.write(&mut text, theme),
            (Step::Done(report), _) => write_done(&mut text, report, &self.named, theme),
            (Step::Failed(_, error), _) => write_failure(&mut text, error, theme),
            (Step::Unfinished(rotation), _) => {
                write_unfinished(&mut text, rotation, theme);
                text.blank_line();
                if rotation.phase == Phase::RolledBack {
                    text.fact("e", "Resume: re-encrypt what other clients wrote with the active key", theme.text);
                } else {
                    text.fact("e", "Resume: re-encrypt the remaining secrets with the new key", theme.text);
                    text.fact("x", "Roll back: restore every secret and every key file", theme.text);
                }
            }
            _ => {}
        }
        text
    }
}

/// The fingerprint of the new key, unless it is still to be generated.
fn new_key(request: &Request, report: &Report) -> String {
    if request.new_key.is_some() { report.new_fingerprint.clone() } else { "generated when the rotation starts".to_owned() }
}

fn write_values(text: &mut Text, report: &Report, to_do: &str, theme: &Theme) {
    let found = &report.found;
    text.fact("Secrets", grouped(found.total), theme.text);
    text.fact(to_do, grouped(report.rotated), theme.accent);
    let others = [
        ("Already current", found.current, "", theme.text),
        ("Plaintext", found.plaintext, ", left unchanged", theme.warning),
        ("Undecryptable", found.unreadable.len() as u64, ", left unchanged", theme.danger),
        (
            "Changed meanwhile",
            report.changed_meanwhile,
            " by other clients; once every Kozmoai server uses the active key, press R to resume",
            theme.danger,
        ),
    ];
    for (name, number, what, style) in others.into_iter().filter(|(_, number, ..)| *number > 0) {
        text.fact(name, format!("{}{what}", grouped(number)), style);
    }
    if report.phase.is_some() {
        let kept = if report.is_rolled_back { "Abandoned key" } else { "Previous key" };
        let reason =
            "kept for secrets that other clients still write; once every Kozmoai server uses the active key, press R, then e";
        text.fact(kept, reason, theme.warning);
    }
}

fn write_files(text: &mut Text, report: &Report, theme: &Theme) {
    for (place, path) in report.key_files.iter().enumerate() {
        text.fact(if place == 0 { "Key files" } else { "" }, path.display().to_string(), theme.text);
    }
    if report.key_files.is_empty() {
        let missing = "! none; configure the new key for Kozmoai and kozmoai yourself before they are restarted";
        text.fact("Key files", missing, theme.warning);
    }
}

/// Lists what cannot be decrypted, if there is anything.
fn write_undecryptable(text: &mut Text, report: &Report, named: &[String], are_left: &str, theme: &Theme) {
    if !report.found.unreadable.is_empty() {
        text.blank_line();
        text.paragraph(format!("These cannot be decrypted and {are_left} unchanged:"), theme.danger);
        list_undecryptable(text, named, report.found.unreadable.len() as u64, theme);
    }
}

fn write_plan(text: &mut Text, request: &Request, report: &Report, named: &[String], theme: &Theme) {
    text.fact("Active key", report.old_fingerprint.clone(), theme.text);
    text.fact("New key", new_key(request, report), theme.text);
    write_values(text, report, "To rotate", theme);
    write_files(text, report, theme);
    text.blank_line();
    text.paragraph(
        "Stop Kozmoai first, and restart it with the new key afterwards. Everyone must then sign in to Kozmoai again, because this key signs the sign-ins.",
        theme.warning,
    );
    write_undecryptable(text, report, named, "are left", theme);
}

fn write_confirmation(text: &mut Text, request: &Request, report: &Report, theme: &Theme) {
    let old = &report.old_fingerprint;
    let secrets = count(report.rotated, "secret");
    let new = if request.new_key.is_some() { report.new_fingerprint.as_str() } else { "a newly generated key" };
    text.paragraph(format!("{secrets} will be re-encrypted, from key {old} to {new}."), theme.text);
    text.blank_line();
    write_files(text, report, theme);
    match &request.backup {
        Destination::Nowhere => text.fact("Backup", "! none", theme.warning),
        Destination::Folder(directory) => text.fact("Backup", format!("in {}", directory.display()), theme.text),
        Destination::ConfigDir => text.fact("Backup", "in the configuration directory", theme.text),
    }
    match &request.keep_old_key {
        Some(path) => text.fact("Previous key", format!("kept in {}", path.display()), theme.text),
        None if request.backup != Destination::Nowhere && !report.key_files.is_empty() => {
            let lost = "! overwritten in the key files, and only it decrypts the backup: keep a copy, or press Esc and fill in “Keep \
                        previous key in”";
            text.fact("Previous key", lost, theme.warning);
        }
        None => {}
    }
    text.fact("Sign-ins", "everyone must sign in to Kozmoai again", theme.warning);
}

fn write_done(text: &mut Text, report: &Report, named: &[String], theme: &Theme) {
    let back = report.is_rolled_back;
    let (title, next) = if back {
        (
            "✓ Rolled back: the previous key is active again.",
            "A Kozmoai server that already used the new key needs the previous one again. This console already uses it.",
        )
    } else {
        (
            "✓ Rotated: every secret is encrypted with the new key.",
            "Restart Kozmoai with the new key; everyone must sign in there again. This console already uses it.",
        )
    };
    text.paragraph(title, theme.ok);
    text.blank_line();
    if !back {
        if let Some(advice) = report.copy_advice() {
            text.paragraph(advice, theme.warning);
        }
        if let Some(path) = &report.kept_old_key {
            text.paragraph(format!("The key that was active until now is kept in {}.", path.display()), theme.warning);
        }
    }
    text.paragraph(next, theme.warning);
    if !back {
        let leak = "If the previous key has leaked, replace what it protected: press l on the secret key screen.";
        text.paragraph(leak, theme.warning);
    }
    text.blank_line();
    let [before, after] = report.key_names;
    text.fact(before, report.old_fingerprint.clone(), theme.text);
    text.fact(after, report.new_fingerprint.clone(), theme.text);
    write_values(text, report, if back { "Rolled back" } else { "Rotated" }, theme);
    if !back || !report.key_files.is_empty() {
        write_files(text, report, theme);
    }
    if let Some(backup) = &report.backup {
        text.fact("Backup", backup.display().to_string(), theme.text);
    }
    text.fact("Duration", format!("{:.1} s", report.seconds), theme.text);
    write_undecryptable(text, report, named, "were left", theme);
}

fn write_failure(text: &mut Text, error: &Error, theme: &Theme) {
    text.paragraph(format!("! {error}"), theme.danger);
    // The choice between resuming and rolling back is explained below.
    let remedy = match error.remedy() {
        Some(Remedy::ResumeOrRollBack { first }) => first.as_deref(),
        remedy => remedy.filter(|_| error.kind() != Kind::Resumable),
    };
    if let Some(remedy) = remedy {
        text.paragraph(remedy.in_console(), theme.text);
    }
    if error.kind() == Kind::Resumable {
        text.paragraph(
            "Until the rotation is resumed or rolled back, secrets can't be read or changed. The journal keeps the keys that are needed.",
            theme.text,
        );
    }
    if !error.list().is_empty() {
        text.blank_line();
    }
    for line in error.list().iter().take(MOST_LISTED) {
        text.paragraph(line.clone(), theme.text);
    }
}
