//! How the wizard looks.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::{list_unreadable, tell_unfinished};
use super::{RotationScreen, Step, What};
use crate::error::{Error, Kind};
use crate::service::backup::Destination;
use crate::service::rotation::{Report, Request};
use crate::text::count;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::grouped;
use crate::tui::widgets::paint::{put, width, wrap};
use crate::tui::widgets::text::Text;

const STEPS: [&str; 6] = ["Check", "Plan", "Back up", "Confirm", "Rotate", "Done"];
/// With no more rows than this, none is left empty above what leaving means, for the text needs it.
const LOW: u16 = 12;
/// What is before the word that is typed.
const PROMPT: &str = "Type rotate to begin: ";
/// Where something else was typed.
const WRONG: &str = "That is not “rotate”; nothing has been changed.";

/// What the service says in the words of the command's flags, in the words of the wizard.
pub(super) fn in_the_wizard(hint: &str) -> String {
    const FLAGS: &[(&str, &str)] = &[
        ("--new-key-file, --new-key-env or --new-key-stdin", "“New key file”"),
        ("--new-key-file", "“New key file”"),
        ("and --no-env-update forbids it", "and “Update key files” is not ticked"),
        ("say --no-env-update", "untick “Update key files”"),
        ("leave --no-env-update out", "tick “Update key files”"),
        ("with --no-env-update", "without “Update key files”"),
        ("--old-key-file", "“Older key files”"),
        ("say --allow-weak-key", "tick “Take a weak key”"),
        ("--allow-unreadable", "“Keep unreadable”"),
        ("--online", "“Others at work”"),
    ];
    FLAGS.iter().fold(hint.to_owned(), |hint, (flag, words)| hint.replace(flag, words))
}

impl RotationScreen {
    /// Draws it; gives where the cursor is.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        self.draw_steps(buffer, area, theme);
        let columns = area.width.saturating_sub(3);
        let is_low = area.height <= LOW;
        let foot = wrap(&self.foot(is_low), columns.into());
        let foot_rows = u16::try_from(foot.len()).unwrap_or(1);
        let others = foot_rows + if is_low { 2 } else { 3 };
        let body = Rect { x: area.x + 2, y: area.y + 2, width: columns, height: area.height.saturating_sub(others) };
        let body = body.intersection(area);
        for (line, y) in foot.iter().zip(area.bottom().saturating_sub(foot_rows)..area.bottom()) {
            put(buffer, area, area.x + 2, y, line, theme.dim);
        }
        let of_form = Rect { width: body.width.min(76), ..body };
        match &self.step {
            Step::Keys => {
                let height = self.keys.height(of_form.width).min(body.height);
                return self.keys.draw(buffer, Rect { height, ..of_form }, theme);
            }
            Step::BackUp => return self.draw_back_up(buffer, of_form, theme),
            Step::Confirm { input, is_wrong } => {
                let text = self.text(theme);
                let rows = text.height(body.width).min(body.height.saturating_sub(2));
                text.draw(buffer, Rect { height: rows, ..body }, theme, &self.scroll);
                let line = Rect { y: body.y + rows + 1, height: 1, ..body }.intersection(body);
                let x = put(buffer, line, line.x, line.y, PROMPT, theme.accent);
                if *is_wrong {
                    put(buffer, body, body.x, line.y.saturating_sub(1), WRONG, theme.danger);
                }
                let field = Rect { x, width: line.right().saturating_sub(x).min(20), ..line };
                return Some(input.draw(buffer, field, theme.field));
            }
            _ => {}
        }
        self.text(theme).draw(buffer, body, theme, &self.scroll);
        None
    }

    fn draw_steps(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let at = match &self.step {
            Step::Keys | Step::Failed(What::Plan, _) => 0,
            Step::Plan => 1,
            Step::BackUp => 2,
            Step::Confirm { .. } => 3,
            Step::Working(work) if work.what == What::Plan => 0,
            Step::Working(_) | Step::Failed(..) | Step::Unfinished(_) => 4,
            Step::Done(..) => 5,
        };
        let needed: usize = STEPS.iter().map(|step| width(step) + 2).sum();
        let gap = usize::from(area.width).saturating_sub(needed + 3).checked_div(STEPS.len() - 1).unwrap_or(1).clamp(1, 4);
        let mut x = area.x + 2;
        for (place, step) in STEPS.iter().enumerate() {
            let (sign, style) = match place.cmp(&at) {
                std::cmp::Ordering::Less => ("✓", theme.ok),
                std::cmp::Ordering::Equal if place == 5 => ("✓", theme.accent),
                std::cmp::Ordering::Equal => ("›", theme.accent),
                std::cmp::Ordering::Greater => ("·", theme.dim),
            };
            x = put(buffer, area, x, area.y, &format!("{sign} {step}"), style) + u16::try_from(gap).unwrap_or(1);
        }
    }

    fn draw_back_up(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let mut text = Text::default();
        text.words(
            "First the store is written into one file, which is restored to a scratch place and opened there. \
             The backup opens with the old key alone: save a copy of that now.",
            theme.text,
        );
        let form = self.back_up.height(area.width);
        let rows = area.height.saturating_sub(form + 1).min(text.height(area.width));
        text.draw(buffer, Rect { height: rows, ..area }, theme, &self.scroll);
        let below = if rows > 0 { rows + 1 } else { 0 };
        let place = Rect { y: area.y + below, height: form.min(area.height.saturating_sub(below)), ..area };
        self.back_up.draw(buffer, place, theme)
    }

    /// The keys that mean something while one types.
    pub const fn typing_keys(&self) -> &'static str {
        match self.step {
            Step::Confirm { .. } => "Enter goes on  ↑ ↓ scroll  Esc back  Ctrl-C quit",
            _ => "Tab next field  Ctrl-S go on  Esc back  Ctrl-C quit",
        }
    }

    /// What leaving means here.
    fn foot(&self, is_low: bool) -> String {
        match &self.step {
            Step::Keys => "Nothing has been changed; Esc leaves.".to_owned(),
            Step::Plan => "Nothing has been changed. Enter goes on · Esc goes back".to_owned(),
            Step::BackUp | Step::Confirm { .. } => "Nothing has been changed. Esc goes back".to_owned(),
            Step::Working(work) if work.is_ending => "It was asked to end itself …".to_owned(),
            Step::Working(work) if work.what == What::Plan => "Nothing is changed by this. Esc ends it".to_owned(),
            Step::Working(work) if work.has_journal() => {
                let others = if is_low { "" } else { "Other screens may be looked at meanwhile. " };
                format!("{others}Esc ends it, to be resumed or taken back; nothing is lost")
            }
            Step::Working(_) => "Nothing has been changed yet. Esc ends it".to_owned(),
            Step::Done(..) => "Enter closes".to_owned(),
            Step::Failed(What::Plan, _) => {
                "Nothing has been changed. a keeps them as they are and goes on · Esc goes back".to_owned()
            }
            Step::Failed(_, error) if error.kind() == Kind::Resumable => {
                "e resumes it · x takes it back · Esc leaves it for later: nothing is lost".to_owned()
            }
            Step::Failed(..) => "Esc closes".to_owned(),
            Step::Unfinished(_) => "Esc leaves it for later: nothing is lost".to_owned(),
        }
    }

    fn text(&self, theme: &Theme) -> Text {
        let mut text = Text::default();
        match (&self.step, &self.plan) {
            (Step::Plan, Some((request, report))) => tell_plan(&mut text, request, report, theme),
            (Step::Confirm { .. }, Some((request, report))) => tell_confirmation(&mut text, request, report, theme),
            (Step::Working(work), _) => work.write(&mut text, theme),
            (Step::Done(what, report), _) => tell_done(&mut text, *what, report, theme),
            (Step::Failed(_, error), _) => tell_failure(&mut text, error, theme),
            (Step::Unfinished(rotation), _) => {
                tell_unfinished(&mut text, rotation, theme);
                text.gap();
                text.fact("e", "resume: what is left is done, and every secret is under the new key", theme.text);
                text.fact("x", "roll back: every secret and every key file is as before", theme.text);
            }
            _ => {}
        }
        text
    }
}

/// The new key's name; one that is yet to be generated has none.
fn new_key(request: &Request, report: &Report) -> String {
    if request.new_key.is_some() { report.new_fingerprint.clone() } else { "generated when it begins".to_owned() }
}

fn tell_values(text: &mut Text, report: &Report, to_do: &str, theme: &Theme) {
    let found = &report.found;
    text.fact("Secrets", grouped(found.total), theme.text);
    text.fact(to_do, grouped(report.rotated), theme.accent);
    if found.current > 0 {
        text.fact("Current already", grouped(found.current), theme.text);
    }
    if found.plaintext > 0 {
        text.fact("Plain text", format!("{}, left as they are", grouped(found.plaintext)), theme.warning);
    }
    if !found.unreadable.is_empty() {
        text.fact("Unreadable", format!("{}, left as they are", grouped(found.unreadable.len() as u64)), theme.danger);
    }
    if report.changed_meanwhile > 0 {
        text.fact(
            "Changed meanwhile",
            format!("{} by others: R resumes it once every Kozmoai has the new key", grouped(report.changed_meanwhile)),
            theme.danger,
        );
    }
    if report.waits {
        let told = "kept for what others still write: once every Kozmoai has the new key, R and e end that";
        text.fact("Older keys", told, theme.warning);
    }
}

fn tell_files(text: &mut Text, report: &Report, theme: &Theme) {
    for (place, path) in report.key_files.iter().enumerate() {
        text.fact(if place == 0 { "Key files" } else { "" }, path.display().to_string(), theme.text);
    }
    if report.key_files.is_empty() {
        text.fact(
            "Key files",
            "! none: give Kozmoai and kozmoai the new key yourself before they are started again",
            theme.warning,
        );
    }
}

fn tell_plan(text: &mut Text, request: &Request, report: &Report, theme: &Theme) {
    text.fact("Old key", report.old_fingerprint.clone(), theme.text);
    text.fact("New key", new_key(request, report), theme.text);
    tell_values(text, report, "To rotate", theme);
    tell_files(text, report, theme);
    text.gap();
    text.words(
        "Everyone has to sign in to Kozmoai again afterwards, for sign-ins there are signed with this key. Stop Kozmoai before, and start it anew with the new key.",
        theme.warning,
    );
    if !report.found.unreadable.is_empty() {
        text.gap();
        text.words("These stay as they are, and can't be read:", theme.danger);
        list_unreadable(text, &report.found.unreadable, theme);
    }
}

fn tell_confirmation(text: &mut Text, request: &Request, report: &Report, theme: &Theme) {
    let old = &report.old_fingerprint;
    // As a person writes it.
    let many = count(report.rotated, "secret").replacen(&report.rotated.to_string(), &grouped(report.rotated), 1);
    let new = if request.new_key.is_some() { report.new_fingerprint.as_str() } else { "a new one" };
    text.words(format!("{many} will be brought from the key {old} to {new}."), theme.text);
    text.gap();
    tell_files(text, report, theme);
    match &request.backup {
        Destination::Nowhere => text.fact("Backup", "! none", theme.warning),
        Destination::Folder(folder) => text.fact("Backup", format!("into {}", folder.display()), theme.text),
        Destination::ConfigDir => text.fact("Backup", "into the config dir", theme.text),
    }
    text.fact("Sign-ins", "everyone has to sign in to Kozmoai again", theme.warning);
}

fn tell_done(text: &mut Text, what: What, report: &Report, theme: &Theme) {
    let back = what == What::RollBack;
    let title =
        if back { "✓ The rotation was taken back: the old key is in force." } else { "✓ Every secret is under the new key." };
    text.words(title, theme.ok);
    text.gap();
    if !back && report.backup.is_some() {
        text.words("The backup, and any older one, opens with the old key alone, which is kept nowhere else.", theme.warning);
    }
    let next = if back {
        "A Kozmoai that had the new key needs the old one again. This console goes on with it."
    } else {
        "Start Kozmoai anew with this key; everyone has to sign in there again. This console goes on with it."
    };
    text.words(next, theme.warning);
    if !back {
        text.words("If the old key leaked, replace what it protected: l on the secret key screen lists it.", theme.warning);
    }
    text.gap();
    text.fact("Old key", report.old_fingerprint.clone(), theme.text);
    text.fact("New key", report.new_fingerprint.clone(), theme.text);
    tell_values(text, report, if back { "Taken back" } else { "Rotated" }, theme);
    if !back || !report.key_files.is_empty() {
        tell_files(text, report, theme);
    }
    if let Some(backup) = &report.backup {
        text.fact("Backup", backup.display().to_string(), theme.text);
    }
    text.fact("Took", format!("{:.1} s", report.seconds), theme.text);
    if !report.found.unreadable.is_empty() {
        text.gap();
        text.words("These were left as they are:", theme.danger);
        list_unreadable(text, &report.found.unreadable, theme);
    }
}

fn tell_failure(text: &mut Text, error: &Error, theme: &Theme) {
    text.words(format!("! {}", in_the_wizard(&error.to_string())), theme.danger);
    if let Some(hint) = error.next_step().filter(|_| error.kind() != Kind::Resumable) {
        text.words(in_the_wizard(&hint), theme.text);
    }
    if error.kind() == Kind::Resumable {
        text.words(
            "The journal keeps every key that is needed until then. Until it is ended, secrets can't be read or changed.",
            theme.text,
        );
    }
    if !error.list().is_empty() {
        text.gap();
    }
    for line in error.list().iter().take(super::super::MOST_LISTED) {
        text.words(line.clone(), theme.text);
    }
}
