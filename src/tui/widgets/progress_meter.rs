//! Progress: amount, rate and time left.

use jiff::Timestamp;

use super::text::Text;
use crate::text::grouped;
use crate::tui::theme::Theme;

/// The progress of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgressMeter {
    begun: Timestamp,
    now: Timestamp,
    done: u64,
    total: Option<u64>,
}

impl ProgressMeter {
    /// Starts measuring now.
    pub const fn new(now: Timestamp) -> Self {
        Self { begun: now, now, done: 0, total: None }
    }

    /// Updates the progress.
    pub const fn report(&mut self, done: u64, total: Option<u64>, now: Timestamp) {
        (self.done, self.total, self.now) = (done, total, now);
    }

    /// The progress as text: `12,000 of 40,000 · 5,100 a second · 6 s left`.
    pub fn summary(&self) -> String {
        let passed = self.now.duration_since(self.begun).as_secs_f64();
        let of = self.total.map(|total| format!(" of {}", grouped(total))).unwrap_or_default();
        let mut words = format!("{}{of}", grouped(self.done));
        if passed < 0.5 || self.done == 0 {
            return words;
        }
        let rate = self.done as f64 / passed;
        words.push_str(&format!(" · {} a second", grouped(rate as u64)));
        if let Some(left) = self.left() {
            words.push_str(&format!(" · {left} left"));
        }
        words
    }

    /// The time left as text, once it can be estimated.
    pub fn left(&self) -> Option<String> {
        let passed = self.now.duration_since(self.begun).as_secs_f64();
        if passed < 0.5 || self.done == 0 {
            return None;
        }
        let left = self.total.and_then(|total| total.checked_sub(self.done)).filter(|left| *left > 0)?;
        Some(span((left as f64 * passed / self.done as f64).ceil() as u64))
    }

    /// Whether anything is done.
    pub const fn has_begun(&self) -> bool {
        self.done > 0
    }

    /// The fraction that is done, if the total is known.
    pub fn fraction(&self) -> Option<f64> {
        self.total.map(|total| if total == 0 { 1.0 } else { self.done as f64 / total as f64 })
    }

    /// The amount at the end.
    pub fn total_text(&self) -> String {
        grouped(self.total.unwrap_or(self.done))
    }

    /// Writes it, with a bar if the total is known, or as "…" without any progress.
    pub fn write(&self, name: &str, text: &mut Text, theme: &Theme) {
        let words = if self.done == 0 { "…".to_owned() } else { self.summary() };
        text.highlight(name, words, theme.accent);
        if let Some(share) = self.fraction().filter(|_| self.done > 0) {
            text.bar(share);
        }
    }
}

/// A duration as text.
fn span(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}
