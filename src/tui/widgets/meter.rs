//! How far something is: how much of it, how fast, how long still.

use jiff::Timestamp;

use super::list::grouped;
use super::text::Text;
use crate::tui::theme::Theme;

/// How far something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meter {
    begun: Timestamp,
    now: Timestamp,
    done: u64,
    total: Option<u64>,
}

impl Meter {
    /// Something that begins now.
    pub const fn new(now: Timestamp) -> Self {
        Self { begun: now, now, done: 0, total: None }
    }

    /// It is so far now.
    pub const fn tell(&mut self, done: u64, total: Option<u64>, now: Timestamp) {
        (self.done, self.total, self.now) = (done, total, now);
    }

    /// How far, in words: `12,000 of 40,000 · 5,100 a second · 6 s left`.
    pub fn words(&self) -> String {
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

    /// How much of the whole; none while that is not known.
    pub fn share(&self) -> Option<f64> {
        self.total.map(|total| if total == 0 { 1.0 } else { self.done as f64 / total as f64 })
    }

    /// How much it was in the end.
    pub fn sum(&self) -> String {
        grouped(self.total.unwrap_or(self.done))
    }

    /// Writes it, as a bar too where the whole is known; what tells nothing of itself just goes on.
    pub fn write(&self, name: &str, text: &mut Text, theme: &Theme) {
        let words = if self.done == 0 { "…".to_owned() } else { self.words() };
        text.alike(name, words, theme.accent);
        if let Some(share) = self.share().filter(|_| self.done > 0) {
            text.bar(share);
        }
    }
}

/// So many seconds, in words.
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
    fn how_fast_and_how_long_is_told_once_it_is_known() {
        let at = |milliseconds| Timestamp::from_millisecond(milliseconds).unwrap_or_default();
        let mut meter = Meter::new(at(0));
        meter.tell(1_000, None, at(100));
        assert_eq!((meter.words().as_str(), meter.share()), ("1,000", None));
        meter.tell(10_000, Some(40_000), at(2_000));
        assert_eq!((meter.words().as_str(), meter.share()), ("10,000 of 40,000 · 5,000 a second · 6 s left", Some(0.25)));
        meter.tell(40_000, Some(40_000), at(8_000));
        assert_eq!(meter.words(), "40,000 of 40,000 · 5,000 a second");
        meter.tell(1, Some(10_000), at(1_000));
        assert_eq!(meter.words(), "1 of 10,000 · 1 a second · 2 h 46 min left");
        meter.tell(0, Some(0), at(0));
        assert_eq!(meter.share(), Some(1.0));
    }
}
