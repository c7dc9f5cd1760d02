//! Progress: amount, rate and time left.

use jiff::Timestamp;

use super::list::grouped;
use super::text::Text;
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
        if let Some(left) = self.total.and_then(|total| total.checked_sub(self.done)).filter(|left| *left > 0) {
            words.push_str(&format!(" · {} left", span((left as f64 / rate).ceil() as u64)));
        }
        words
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_are_shown_once_known() {
        let at = |milliseconds| Timestamp::from_millisecond(milliseconds).unwrap_or_default();
        let mut meter = ProgressMeter::new(at(0));
        meter.report(1_000, None, at(100));
        assert_eq!((meter.summary().as_str(), meter.fraction()), ("1,000", None));
        meter.report(10_000, Some(40_000), at(2_000));
        assert_eq!((meter.summary().as_str(), meter.fraction()), ("10,000 of 40,000 · 5,000 a second · 6 s left", Some(0.25)));
        meter.report(40_000, Some(40_000), at(8_000));
        assert_eq!(meter.summary(), "40,000 of 40,000 · 5,000 a second");
        meter.report(1, Some(10_000), at(1_000));
        assert_eq!(meter.summary(), "1 of 10,000 · 1 a second · 2 h 46 min left");
        meter.report(0, Some(0), at(0));
        assert_eq!(meter.fraction(), Some(1.0));
    }
}
