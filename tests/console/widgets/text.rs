//! Texts: truncation, wrapping, scrolling, progress, and drawing at any size.

use crossterm::event::KeyCode;
use kozmoai::model::Timestamp;
use kozmoai::tui::theme::Theme;
use kozmoai::tui::widgets::paint::{draw_field, hard_wrap, truncate, width, with_more, wrap};
use kozmoai::tui::widgets::progress_meter::ProgressMeter;
use kozmoai::tui::widgets::scroll::Scroll;
use kozmoai::tui::widgets::text::Text;
use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;

#[test]
fn whole_text_is_reachable_at_any_size() {
    let theme = Theme::mono();
    let mut text = Text::default();
    text.fact("Name", "a value of several words", theme.text);
    text.paragraph("A sentence that is longer than a narrow place.", theme.text);
    text.blank_line();
    text.bar(0.5);
    text.fact("Longer name", "the end", theme.text);
    for (columns, rows) in (0..70).flat_map(|columns| (0..12).map(move |rows| (columns, rows))) {
        let area = Rect { x: 2, y: 1, width: columns, height: rows };
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns + 4, rows + 2));
        let mut scroll = Scroll::default();
        scroll.top(1_000, 1);
        scroll.key(KeyCode::End);
        text.draw(&mut buffer, area, &theme, &scroll);
        let mut outside = buffer.content().iter().enumerate().filter(|(at, _)| !area.contains(buffer.pos_of(*at).into()));
        assert!(outside.all(|(_, cell)| *cell == Cell::EMPTY), "{columns}x{rows}");
        let drawn: String = buffer.content().iter().map(Cell::symbol).collect();
        assert!(columns < 20 || rows < 2 || drawn.contains("the end"), "{columns}x{rows} {drawn}");
    }
}

#[test]
fn bar_shows_the_part_that_is_done() {
    for (done, columns, expected) in [(0.5, 4, "██░░"), (7.0, 2, "██"), (f64::NAN, 2, "░░")] {
        let mut text = Text::default();
        text.bar(done);
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, 1));
        text.draw(&mut buffer, Rect::new(0, 0, columns, 1), &Theme::mono(), &Scroll::default());
        assert_eq!(buffer.content().iter().map(Cell::symbol).collect::<String>(), expected);
    }
}

#[test]
fn scrolling_stops_at_the_end() {
    let mut scroll = Scroll::default();
    assert_eq!(scroll.top(30, 10), 0);
    scroll.key(KeyCode::End);
    assert_eq!(scroll.top(30, 10), 20);
    for _ in 0..5 {
        scroll.key(KeyCode::Down);
        scroll.top(30, 10);
    }
    scroll.key(KeyCode::Up);
    assert_eq!(scroll.top(30, 10), 19);
    scroll.key(KeyCode::PageUp);
    assert_eq!((scroll.top(30, 10), scroll.top(5, 10)), (9, 0));
    assert!(!scroll.key(KeyCode::Esc));
}

#[test]
fn followed_line_is_visible_until_the_user_scrolls() {
    let mut scroll = Scroll::default();
    assert_eq!((scroll.follow(8, 30, 10), scroll.follow(12, 30, 10), scroll.follow(30, 30, 10)), (0, 2, 20));
    scroll.key(KeyCode::Up);
    assert_eq!(scroll.follow(30, 30, 10), 19);
}

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

#[test]
fn truncation_and_wrapping_use_display_width() {
    assert_eq!(truncate("kozmoai", 7), "kozmoai");
    assert_eq!(truncate("kozmoai", 4), "koz…");
    assert_eq!(truncate("世界地図", 5), "世界…");
    assert_eq!((with_more("kozmoai", 9), with_more("kozmoai", 8)), ("kozmoai …".to_owned(), "kozmoai…".to_owned()));
    assert_eq!(truncate("a\u{1b}[2J", 12), "a<U+001B>[2J");
    assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    assert_eq!(wrap("in /var/lib/kozmoai now", 8), ["in", "/var/lib", "/kozmoai", "now"]);
}

#[test]
fn field_always_shows_the_cursor() {
    let area = Rect::new(0, 0, 6, 1);
    for (before, after, shown, at) in [
        ("", "", "      ", 0),
        ("abc", "de", "abcde ", 3),
        ("abcdef", "", "bcdef ", 5),
        ("世界地", "図", "界地図", 4),
        ("abcdefgh", "ij", "defghi", 5),
    ] {
        let mut buffer = Buffer::empty(area);
        let cursor = draw_field(&mut buffer, area, before, after, Style::new());
        let drawn: String = buffer.content().iter().map(Cell::symbol).collect();
        assert_eq!(
            (drawn.replace("世 ", "世").replace("界 ", "界").replace("地 ", "地").replace("図 ", "図").as_str(), cursor.x),
            (shown, at),
            "{before}|{after}"
        );
    }
}

proptest! {
    #[test]
    fn fitted_text_is_never_too_wide(value in "\\PC{0,40}", columns in 0_usize..30) {
        prop_assert!(width(&truncate(&value, columns)) <= columns);
    }

    #[test]
    fn chunks_keep_every_character(value in "[a-zé世 ]{0,60}", columns in 2_usize..30) {
        let lines = hard_wrap(&value, columns);
        prop_assert!(lines.iter().all(|line| width(line) <= columns));
        prop_assert_eq!(lines.concat(), value);
    }

    #[test]
    fn wrapping_drops_only_blanks(value in "[a-zé世 \\n]{0,60}", columns in 2_usize..30) {
        let lines = wrap(&value, columns);
        prop_assert!(lines.iter().all(|line| width(line) <= columns));
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(letters(&lines.concat()), letters(&value));
    }

    #[test]
    fn field_stays_inside_its_area(before in ".{0,30}", after in ".{0,30}", x in 0_u16..12, columns in 0_u16..12, y in 0_u16..3) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 2));
        let area = Rect { x, y, width: columns, height: 1 };
        draw_field(&mut buffer, area, &before, &after, Style::new());
        for (place, cell) in buffer.content().iter().enumerate() {
            let at = buffer.pos_of(place);
            prop_assert!(cell.symbol() == " " || area.contains(at.into()));
        }
    }
}
