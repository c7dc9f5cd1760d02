//! The themes, and how one is chosen.

use kozmoai::config::ThemeChoice;
use kozmoai::tui::theme::Theme;

#[test]
fn every_background_has_a_foreground() {
    for theme in [Theme::dark(), Theme::light(), Theme::high_contrast()] {
        for style in [theme.text, theme.selection, theme.field, theme.notice] {
            assert!(style.bg.is_none() || style.fg.is_some(), "{style:?}");
        }
    }
}

#[test]
fn environment_chooses_the_theme() {
    let with = |name: &'static str, value: &'static str| move |asked: &str| (asked == name).then(|| value.to_owned());
    assert_eq!(Theme::choose(ThemeChoice::Auto, &with("NO_COLOR", "1")), Theme::mono());
    assert_eq!(Theme::choose(ThemeChoice::Auto, &with("NO_COLOR", "")), Theme::dark());
    assert_eq!(Theme::choose(ThemeChoice::Auto, &with("COLORFGBG", "0;15")), Theme::light());
    assert_eq!(Theme::choose(ThemeChoice::Light, &with("NO_COLOR", "1")), Theme::light());
    let mono = format!("{:?}", Theme::mono());
    assert!(!mono.contains("fg: Some") && !mono.contains("bg: Some"), "{mono}");
}
