//! Finding a title by what the user types: words and their beginnings first, then contiguous characters, then a fuzzy match.

use std::ops::Range;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::paint::draw_str;

/// The score per character below which a fuzzy match is scattered over too many words to be meant.
const LEAST_PER_CHARACTER: usize = 15;
/// The number of characters of its first word that name a title.
const LEAST_OF_NAME: usize = 3;

/// How closely a title matches, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// The whole title or alias was typed.
    Exact,
    /// The title or an alias begins with it.
    Beginning,
    /// Each word is the beginning of a word.
    WordStarts,
    /// Each word is somewhere inside.
    Contiguous,
    /// The characters occur in this order.
    Fuzzy,
}

/// How a title matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// How closely.
    pub closeness: Closeness,
    /// Among matches that are as close: the higher, the better.
    pub score: usize,
    /// The characters of the title that match.
    pub title: Vec<usize>,
    /// The alias that matches, and its characters.
    pub alias: Option<(usize, Vec<usize>)>,
}

/// What the user typed, as lower-case words.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    words: Vec<Vec<char>>,
    /// Whether there are characters, but no words.
    is_odd: bool,
}

impl Typed {
    /// Splits a text into words.
    pub fn new(text: &str) -> Self {
        let words: Vec<Vec<char>> = Words::of(text).words().map(<[char]>::to_vec).collect();
        Self { is_odd: words.is_empty() && !text.trim().is_empty(), words }
    }

    /// Whether nothing was typed, so that everything matches.
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty() && !self.is_odd
    }

    /// Matches a title that has other names too.
    pub fn find(&self, title: &str, aliases: &[&str]) -> Option<Match> {
        self.find_words(title, aliases).or_else(|| self.find_fuzzy(title))
    }

    /// The same, but only by the beginnings of words.
    pub fn find_strictly(&self, title: &str, aliases: &[&str]) -> Option<Match> {
        self.find_words(title, aliases).filter(|found| found.closeness <= Closeness::WordStarts)
    }

    /// Whether the title's first word was typed, or enough of its beginning; or a whole alias.
    pub fn names(&self, title: &str, aliases: &[&str]) -> bool {
        let title = Words::of(title);
        let name = title.words().next().unwrap_or_default();
        let is_named = |word: &Vec<char>| name.starts_with(word) && (word.len() >= LEAST_OF_NAME || word.len() == name.len());
        self.words.iter().any(is_named) || aliases.iter().any(|alias| self.is(&Words::of(alias)))
    }

    fn is(&self, words: &Words) -> bool {
        words.words().eq(self.words.iter().map(Vec::as_slice))
    }

    /// Whether these words begin with the typed ones, the last of which may be unfinished.
    fn begins(&self, words: &Words) -> bool {
        let Some((last, first)) = self.words.split_last() else { return false };
        let mut words = words.words();
        first.iter().all(|word| words.next() == Some(word)) && words.next().is_some_and(|word| word.starts_with(last))
    }

    fn find_words(&self, title: &str, aliases: &[&str]) -> Option<Match> {
        if self.words.is_empty() {
            let all = Match { closeness: Closeness::Exact, score: 0, title: Vec::new(), alias: None };
            return (!self.is_odd).then_some(all);
        }
        let title = Words::of(title);
        let aliases: Vec<Words> = aliases.iter().map(|alias| Words::of(alias)).collect();
        let named = [&title].into_iter().chain(&aliases);
        let whole = if named.clone().any(|words| self.is(words)) {
            Some(Closeness::Exact)
        } else {
            named.clone().any(|words| self.begins(words)).then_some(Closeness::Beginning)
        };
        // An alias that is closer than the title comes first.
        let alias =
            aliases.iter().position(|alias| self.is(alias)).or_else(|| aliases.iter().position(|alias| self.begins(alias)));
        let preferred = alias.filter(|_| !self.is(&title) && !self.begins(&title));
        let order = preferred.into_iter().chain((0..aliases.len()).filter(|place| Some(*place) != preferred));
        let order: Vec<usize> = order.collect();
        let mut found = Match { closeness: Closeness::WordStarts, score: 0, title: Vec::new(), alias: None };
        for word in &self.words {
            let (range, place, start) = [true, false].into_iter().find_map(|start| {
                let of_title = title.locate(word, start).map(|range| (range, None, start)).filter(|_| preferred.is_none());
                of_title
                    .or_else(|| order.iter().find_map(|place| Some((aliases[*place].locate(word, start)?, Some(*place), start))))
                    .or_else(|| title.locate(word, start).map(|range| (range, None, start)))
            })?;
            if !start {
                found.closeness = Closeness::Contiguous;
            }
            let words = place.map_or(&title, |place| &aliases[place]);
            found.score += words.worth(&range);
            match (place, &mut found.alias) {
                (None, _) => found.title.extend(range),
                (Some(place), None) => found.alias = Some((place, range.collect())),
                (Some(place), Some((known, marks))) if *known == place => marks.extend(range),
                (Some(_), Some(_)) => {}
            }
        }
        found.closeness = whole.unwrap_or(found.closeness);
        Some(found)
    }

    fn find_fuzzy(&self, title: &str) -> Option<Match> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let (mut scratch, mut marks, mut score) = (Vec::new(), Vec::new(), 0);
        let lowered: String = title.chars().map(lower).collect();
        let haystack = Utf32Str::new(&lowered, &mut scratch);
        for word in &self.words {
            let needle: String = word.iter().collect();
            let atom = Atom::new(&needle, CaseMatching::Ignore, Normalization::Never, AtomKind::Fuzzy, false);
            let worth = usize::from(atom.indices(haystack, &mut matcher, &mut marks)?);
            if worth < LEAST_PER_CHARACTER * word.len() {
                return None;
            }
            score += worth;
        }
        // Its places are those of characters only where each is a grapheme cluster of its own.
        let title = if title.is_ascii() { marks.into_iter().map(|at| at as usize).collect() } else { Vec::new() };
        (!self.words.is_empty()).then_some(Match { closeness: Closeness::Fuzzy, score, title, alias: None })
    }
}

/// A text as lower-case characters, with the places of its words.
struct Words {
    characters: Vec<char>,
    places: Vec<Range<usize>>,
}

impl Words {
    fn of(text: &str) -> Self {
        let characters: Vec<char> = text.chars().map(lower).collect();
        let mut places: Vec<Range<usize>> = Vec::new();
        for (at, _) in characters.iter().enumerate().filter(|(_, c)| c.is_alphanumeric()) {
            match places.last_mut() {
                Some(word) if word.end == at => word.end = at + 1,
                _ => places.push(at..at + 1),
            }
        }
        Self { characters, places }
    }

    fn words(&self) -> impl Iterator<Item = &[char]> {
        self.places.iter().map(|place| &self.characters[place.clone()])
    }

    /// Where a word is: at the beginning of one of these, or anywhere in one.
    fn locate(&self, word: &[char], start: bool) -> Option<Range<usize>> {
        self.places.iter().find_map(|place| {
            let inside = &self.characters[place.clone()];
            let offsets = if start { 0..1 } else { 0..inside.len() };
            let offset = offsets.into_iter().find(|offset| inside[*offset..].starts_with(word))?;
            Some(place.start + offset..place.start + offset + word.len())
        })
    }

    /// What a match at this place is worth: more for a whole word, and for the first one.
    fn worth(&self, range: &Range<usize>) -> usize {
        let is_whole = self.places.contains(range);
        let is_first = self.places.first().is_some_and(|first| first.start == range.start);
        2 * usize::from(is_whole) + usize::from(is_first)
    }
}

/// The lower-case form of a character, as one character, so that places stay the same.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The places of the characters of a title that a text matches: together if possible, else one after another.
pub fn places_of(text: &str, title: &str) -> Vec<usize> {
    let [text, title] = [text, title].map(|text| text.chars().map(lower).collect::<Vec<char>>());
    if text.is_empty() {
        return Vec::new();
    }
    if let Some(start) = title.windows(text.len()).position(|part| part == text) {
        return (start..start + text.len()).collect();
    }
    let mut places = title.iter().enumerate();
    text.iter().map_while(|c| places.find(|(_, other)| *other == c).map(|(place, _)| place)).collect()
}

/// Draws a text of narrow characters with the matching ones highlighted. Returns the column after it.
pub fn draw_marked(buffer: &mut Buffer, area: Rect, x: u16, y: u16, text: &str, style: Style, marks: &[usize]) -> u16 {
    let end = draw_str(buffer, area, x, y, text, style);
    if !text.is_ascii() {
        return end;
    }
    for mark in marks {
        let at = x.saturating_add(u16::try_from(*mark).unwrap_or(u16::MAX));
        // The last column may be an ellipsis.
        if at < end
            && let Some(cell) = buffer.cell_mut((at, y))
            && cell.symbol() != "…"
        {
            cell.modifier.insert(Modifier::BOLD | Modifier::UNDERLINED);
        }
    }
    end
}
