//! What is running, as the header shows it on every screen: stage, percentage and time left, or the time that has passed.

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::places::Place;
use super::registry::ActionId;
use super::{App, global};
use crate::model::Timestamp;
use crate::tui::effect::{Slot, Work};
use crate::tui::route::Route;
use crate::tui::screen::Task;
use crate::tui::widgets::paint::{bar, draw_right, width};

/// How long a job may take before it is shown.
const PATIENCE: SignedDuration = SignedDuration::from_millis(300);
/// The interval at which the sign turns.
const TURN: SignedDuration = SignedDuration::from_millis(200);
/// The sign of something that is running.
const SIGNS: [char; 4] = ['⠋', '⠙', '⠴', '⠦'];
/// The width of the bar where there is room.
const BAR: usize = 12;

impl App {
    /// Notes that a job was requested, if it is one that the user waits for.
    pub(super) fn note_start(&mut self, slot: Slot, work: Option<Work>) {
        match slot {
            Slot::Load(_) | Slot::LookUp(_) => _ = self.busy.entry(slot).or_insert(self.env.now),
            Slot::Change => self.pending_changes.push_back((self.env.now, work)),
            Slot::Part(..) | Slot::Session | Slot::Attention | Slot::SignIns | Slot::Users | Slot::Task => {}
        }
    }

    /// Notes that a job was answered; changes are, in their order.
    pub(super) fn note_end(&mut self, slot: Slot) {
        if slot == Slot::Change {
            self.pending_changes.pop_front();
        } else {
            self.busy.remove(&slot);
        }
    }

    /// When the jobs that the user waits for began, if any.
    fn busy_since(&self) -> Option<Timestamp> {
        let changes = self.pending_changes.iter().map(|(since, _)| since);
        self.busy.values().chain(changes).copied().min()
    }

    /// The change that runs and may take long, and since when.
    fn work(&self) -> Option<(Timestamp, Work)> {
        self.pending_changes.iter().find_map(|(since, work)| Some((*since, (*work)?)))
    }

    /// The screen that shows what is running, or where it was started.
    pub(super) fn place_of_work(&self) -> Option<Route> {
        self.env.task.map(|task| task.route).or_else(|| self.work().map(|(_, work)| work.route))
    }

    /// When the gauge changes next.
    pub(super) fn gauge_due(&self) -> Option<Timestamp> {
        let shown = self.busy_since().and_then(|since| since.checked_add(PATIENCE).ok());
        let turn = self.env.now.checked_add(TURN).ok();
        if self.measured.is_some() { turn } else { shown.and_then(|shown| Some(shown.max(turn?))).or(shown) }
    }

    /// The gauge, the longest text first; none while nothing is running.
    fn gauge(&self) -> Option<Vec<String>> {
        let now = self.env.now;
        let passed = |since: Timestamp| u64::try_from(now.duration_since(since).as_secs()).unwrap_or(0);
        let sign = |since: Timestamp| {
            let turns = now.duration_since(since).as_millis() / TURN.as_millis();
            usize::try_from(turns).ok().and_then(|turns| SIGNS.get(turns % SIGNS.len()).copied()).unwrap_or(SIGNS[0])
        };
        if let (Some(task), Some(measured)) = (self.env.task, &self.measured) {
            let (name, sign) = (task.name, sign(measured.began));
            let time = format!("{} s", passed(measured.began));
            let Some((stage, meter)) = &measured.stage else {
                return Some(vec![
                    format!("{sign} {name} · {time} · w Show"),
                    format!("{sign} {name} · {time}"),
                    format!("{sign} {time}"),
                ]);
            };
            let Some(share) = meter.fraction() else {
                let stage = stage.name();
                return Some(vec![
                    format!("{sign} {name} · {stage} · {time} · w Show"),
                    format!("{sign} {stage} · {time}"),
                    format!("{sign} {time}"),
                ]);
            };
            let percent = (share.clamp(0.0, 1.0) * 100.0) as u64;
            let left = meter.left().map(|left| format!(" · {left} left")).unwrap_or_default();
            let bar = bar(percent as f64 / 100.0, BAR);
            let stage = stage.name();
            return Some(vec![
                format!("{sign} {name} · {stage} {bar} {percent} %{left} · w Show"),
                format!("{sign} {stage} {bar} {percent} %{left}"),
                format!("{sign} {stage} {percent} %{left}"),
                format!("{sign} {percent} %"),
            ]);
        }
        if let Some((since, Work { name, .. })) = self.work().filter(|(since, _)| now.duration_since(*since) >= PATIENCE) {
            let (sign, time) = (sign(since), format!("{} s", passed(since)));
            return Some(vec![
                format!("{sign} {name} · {time} · w Show"),
                format!("{sign} {name} · {time}"),
                format!("{sign} {time}"),
            ]);
        }
        let since = self.busy_since().filter(|since| now.duration_since(*since) >= PATIENCE)?;
        Some(vec![format!("{} {} s", sign(since), passed(since))])
    }

    /// Draws the gauge at the right end of a line, on at most half of it. Returns the rest of the line.
    pub(super) fn draw_gauge(&self, buffer: &mut Buffer, line: Rect) -> Rect {
        let Some(texts) = self.gauge() else { return line };
        let room = usize::from(line.width / 2);
        let Some(text) = texts.iter().find(|text| width(text) <= room).or(texts.last()) else { return line };
        let inside = Rect { width: line.width.saturating_sub(1), ..line };
        let x = draw_right(buffer, inside, line.y, text, self.theme.accent);
        if self.place_of_work().is_some() {
            let show = Place::Action(ActionId::App(global::Action::ShowWork));
            self.hits.add(Rect { x, width: inside.right().saturating_sub(x), ..inside }, show);
        }
        Rect { width: x.saturating_sub(line.x + 1), ..line }
    }

    /// What quitting means for what is running; none if nothing is.
    pub(super) fn meaning_of_quitting(&self) -> Option<String> {
        if let Some(Task { name, on_quit, .. }) = self.env.task {
            return Some(format!("{name} in progress: {on_quit}"));
        }
        if let Some((_, Work { name, on_quit, .. })) = self.work() {
            return Some(format!("{name} in progress. {on_quit} Quit?"));
        }
        let text = "Quit? An operation is still running. It will finish, but you won't see its result.";
        self.has_pending_changes().then(|| text.to_owned())
    }
}
