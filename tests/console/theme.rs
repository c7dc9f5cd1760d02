//! The themes: how one is chosen, and that everything can be read in them.

use kozmoai::config::ThemeChoice;
use kozmoai::tui::app::Message;
use kozmoai::tui::theme::colour::{Depth, READABLE, Rgb};
use kozmoai::tui::theme::{Look, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use super::env::TestEnv;

/// Every style of a theme, with its name; a new one does not compile until it is here.
fn styles(theme: &Theme) -> [(&'static str, Style); 13] {
    let Theme { text, dim, accent, selection, line, focus, field, heading, ok, pending, warning, danger, notice } = theme.clone();
    [
        ("text", text),
        ("dim", dim),
        ("accent", accent),
        ("selection", selection),
        ("line", line),
        ("focus", focus),
        ("field", field),
        ("heading", heading),
        ("ok", ok),
        ("pending", pending),
        ("warning", warning),
        ("danger", danger),
        ("notice", notice),
    ]
}

/// A terminal: its own colours.
#[derive(Clone, Copy, Debug)]
struct Terminal {
    name: &'static str,
    text: Rgb,
    background: Rgb,
    /// The 16 colours.
    sixteen: [u32; 16],
}

const fn rgb(colour: u32) -> Rgb {
    let [_, r, g, b] = colour.to_be_bytes();
    Rgb(r, g, b)
}

impl Terminal {
    /// The colours that a style has on it.
    fn colours(&self, style: Style) -> (Rgb, Rgb) {
        let of = |colour: Option<Color>, own: Rgb| match colour {
            None | Some(Color::Reset) => own,
            Some(Color::Rgb(r, g, b)) => Rgb(r, g, b),
            Some(Color::Indexed(index @ 16..)) => Rgb::of_index(index),
            Some(named) => {
                const NAMES: [Color; 16] = [
                    Color::Black,
                    Color::Red,
                    Color::Green,
                    Color::Yellow,
                    Color::Blue,
                    Color::Magenta,
                    Color::Cyan,
                    Color::Gray,
                    Color::DarkGray,
                    Color::LightRed,
                    Color::LightGreen,
                    Color::LightYellow,
                    Color::LightBlue,
                    Color::LightMagenta,
                    Color::LightCyan,
                    Color::White,
                ];
                rgb(self.sixteen[NAMES.iter().position(|name| *name == named).unwrap()])
            }
        };
        let (text, behind) = (of(style.fg, self.text), of(style.bg, self.background));
        if style.add_modifier.contains(Modifier::REVERSED) { (behind, text) } else { (text, behind) }
    }

    fn contrast(&self, style: Style) -> f64 {
        let (text, behind) = self.colours(style);
        text.contrast(behind)
    }

    /// A terminal with this background, whose text is white or black.
    fn with_background(background: Rgb) -> Self {
        let text = if background.is_dark() { Rgb::WHITE } else { Rgb::BLACK };
        Self { name: "any", text, background, sixteen: XTERM }
    }
}

const XTERM: [u32; 16] = [
    0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5, 0x7f_7f7f, 0xff_0000, 0x00_ff00,
    0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
];
const VGA: [u32; 16] = [
    0x00_0000, 0xaa_0000, 0x00_aa00, 0xaa_5500, 0x00_00aa, 0xaa_00aa, 0x00_aaaa, 0xaa_aaaa, 0x55_5555, 0xff_5555, 0x55_ff55,
    0xff_ff55, 0x55_55ff, 0xff_55ff, 0x55_ffff, 0xff_ffff,
];
const WINDOWS: [u32; 16] = [
    0x0c_0c0c, 0xc5_0f1f, 0x13_a10e, 0xc1_9c00, 0x00_37da, 0x88_1798, 0x3a_96dd, 0xcc_cccc, 0x76_7676, 0xe7_4856, 0x16_c60c,
    0xf9_f1a5, 0x3b_78ff, 0xb4_009e, 0x61_d6d6, 0xf2_f2f2,
];
const GNOME: [u32; 16] = [
    0x17_1421, 0xc0_1c28, 0x26_a269, 0xa2_734c, 0x12_488b, 0xa3_47ba, 0x2a_a1b3, 0xd0_cfcc, 0x5e_5c64, 0xf6_6151, 0x33_d17a,
    0xe9_ad0c, 0x2a_7bde, 0xc0_61cb, 0x33_c7de, 0xff_ffff,
];

/// Widespread terminals, dark and light.
const TERMINALS: [(Terminal, bool); 8] = [
    (Terminal { name: "xterm", text: rgb(0xff_ffff), background: rgb(0x00_0000), sixteen: XTERM }, true),
    (Terminal { name: "Linux", text: rgb(0xaa_aaaa), background: rgb(0x00_0000), sixteen: VGA }, true),
    (Terminal { name: "Windows", text: rgb(0xcc_cccc), background: rgb(0x0c_0c0c), sixteen: WINDOWS }, true),
    (Terminal { name: "GNOME", text: rgb(0xd0_cfcc), background: rgb(0x1e_1e1e), sixteen: GNOME }, true),
    (Terminal { name: "xterm, light", text: rgb(0x00_0000), background: rgb(0xff_ffff), sixteen: XTERM }, false),
    (Terminal { name: "VGA, light", text: rgb(0x00_0000), background: rgb(0xff_ffff), sixteen: VGA }, false),
    (Terminal { name: "Windows, light", text: rgb(0x0c_0c0c), background: rgb(0xf2_f2f2), sixteen: WINDOWS }, false),
    (Terminal { name: "GNOME, light", text: rgb(0x17_1421), background: rgb(0xff_ffff), sixteen: GNOME }, false),
];

/// Backgrounds of every kind: all shades of grey, the cube of 256 colours, and those of widespread schemes.
fn backgrounds() -> Vec<Rgb> {
    let greys = (0..=255).step_by(3).map(|grey| Rgb(grey, grey, grey));
    let cube = (16..=231).map(Rgb::of_index);
    let schemes = [0x00_2b36, 0xfd_f6e3, 0x28_2828, 0xfb_f1c7, 0x2e_3440, 0x28_2a36, 0x1a_1b26, 0x30_0a24, 0x23_2629, 0x30_3446];
    greys.chain(cube).chain(schemes.map(rgb)).collect()
}

#[test]
fn every_style_is_readable_on_every_background() {
    for background in backgrounds() {
        let terminal = Terminal::with_background(background);
        for depth in [Depth::True, Depth::Indexed] {
            for theme in [Theme::dark_on(background, depth), Theme::light_on(background, depth), Theme::high_contrast_in(depth)] {
                for (name, style) in styles(&theme) {
                    let contrast = terminal.contrast(theme.text.patch(style));
                    assert!(contrast >= READABLE, "{name} on {background:?} in {depth:?}: {contrast:.2}, {style:?}");
                }
            }
        }
    }
}

#[test]
fn every_style_is_readable_where_the_background_is_not_known() {
    for (terminal, is_dark) in TERMINALS {
        let themes = [
            if is_dark { Theme::dark() } else { Theme::light() },
            if is_dark { Theme::dark_on(Rgb::BLACK, Depth::Sixteen) } else { Theme::light_on(Rgb::WHITE, Depth::Sixteen) },
            Theme::high_contrast(),
            Theme::high_contrast_in(Depth::Sixteen),
        ];
        for (theme, (name, style)) in themes.iter().flat_map(|theme| styles(theme).map(|style| (theme, style))) {
            // A style without a background is written over the normal text.
            let contrast = terminal.contrast(theme.text.patch(style));
            assert!(contrast >= READABLE, "{name} in {}: {contrast:.2}, {style:?}", terminal.name);
        }
    }
}

#[test]
fn high_contrast_is_high() {
    for depth in [Depth::True, Depth::Indexed] {
        let theme = Theme::high_contrast_in(depth);
        for (name, style) in styles(&theme) {
            let contrast = TERMINALS[0].0.contrast(theme.text.patch(style));
            assert!(contrast >= 10.0, "{name}: {contrast:.2}");
        }
    }
}

/// Adds the styles of all cells in which something is visible, each with the keys that lead there and what is shown.
fn collect(styles: &mut Vec<(Style, String)>, walk: &str, buffer: &Buffer) {
    for cell in buffer.content.iter().filter(|cell| !cell.symbol().trim().is_empty()) {
        let style = cell.style();
        if styles.iter().all(|(known, _)| *known != style) {
            styles.push((style, format!("{:?} after {walk}", cell.symbol())));
        }
    }
}

#[test]
fn everything_drawn_is_readable() {
    let house = TestEnv::keeping();
    let admin = house.user("admin").unwrap();
    let (solarized, latte) = (rgb(0x00_2b36), rgb(0xef_f1f5));
    let with = |terminals: &[usize]| terminals.iter().map(|place| TERMINALS[*place].0).collect::<Vec<_>>();
    let (dark, light, any) = (with(&[0, 1, 2, 3]), with(&[4, 5, 6, 7]), with(&[0, 1, 2, 3, 4, 5, 6, 7]));
    let mut themes = [
        (Theme::dark(), dark.clone()),
        (Theme::light(), light.clone()),
        (Theme::dark_on(Rgb::BLACK, Depth::Sixteen), dark),
        (Theme::light_on(Rgb::WHITE, Depth::Sixteen), light),
        (Theme::dark_on(solarized, Depth::True), vec![Terminal::with_background(solarized)]),
        (Theme::light_on(latte, Depth::True), vec![Terminal::with_background(latte)]),
        (Theme::high_contrast_in(Depth::True), any.clone()),
        (Theme::high_contrast_in(Depth::Sixteen), any),
    ]
    .map(|(theme, terminals)| (theme, terminals, Vec::new()));
    let walks = [
        "0",
        "0j",
        "1",
        "1<space><space>",
        "1n",
        "1d",
        "1<down>d",
        "1a",
        "1/al",
        "1S",
        "1<enter>",
        "2",
        "2v",
        "2n",
        "2d",
        "3",
        "3n",
        "4",
        "4R",
        "4R<enter>",
        "5",
        "5<enter>",
        "6",
        "7",
        "7p",
        "?",
        ":",
        ":pass<down>",
        "0!",
    ];
    for walk in walks {
        let mut console = house.console_of(&admin, 120, 36, Theme::dark());
        console.keys(walk);
        for (theme, _, styles) in &mut themes {
            console.tell(Message::Theme(Box::new(theme.clone())));
            collect(styles, walk, &console.buffer());
        }
    }
    for (theme, terminals, styles) in themes {
        assert!(styles.len() >= 5, "{styles:?}");
        for (terminal, style) in terminals.iter().flat_map(|terminal| styles.iter().map(move |style| (terminal, style))) {
            let (style, place) = style;
            let contrast = terminal.contrast(*style);
            assert!(contrast >= READABLE, "{contrast:.2} in {}, {place}: {style:?} of {theme:?}", terminal.name);
        }
    }
}

#[test]
fn environment_chooses_the_theme() {
    let with = |name: &'static str, value: &'static str| move |asked: &str| (asked == name).then(|| value.to_owned());
    let chosen = |choice, lookup: &dyn Fn(&str) -> Option<String>| Look::new(choice, lookup).theme(None);
    assert_eq!(chosen(ThemeChoice::Auto, &with("NO_COLOR", "1")), Theme::mono());
    assert_eq!(chosen(ThemeChoice::Auto, &with("NO_COLOR", "")), Theme::dark());
    assert_eq!(chosen(ThemeChoice::Auto, &with("COLORFGBG", "0;15")), Theme::light());
    assert_eq!(chosen(ThemeChoice::Light, &with("NO_COLOR", "1")), Theme::light());
    assert_eq!(chosen(ThemeChoice::HighContrast, &with("COLORTERM", "truecolor")), Theme::high_contrast_in(Depth::True));
    assert_eq!(chosen(ThemeChoice::HighContrast, &with("TERM", "linux")), Theme::high_contrast_in(Depth::Sixteen));
    let mono = format!("{:?}", Theme::mono());
    assert!(!mono.contains("fg: Some") && !mono.contains("bg: Some"), "{mono}");
}

#[test]
fn background_of_the_terminal_chooses_the_theme() {
    let light = |asked: &str| (asked == "COLORFGBG").then(|| "0;15".to_owned());
    let look = Look::new(ThemeChoice::Auto, &light);
    let (white, nord) = (Rgb::WHITE, rgb(0x2e_3440));
    assert_eq!(look.theme(Some(nord)), Theme::dark_on(nord, Depth::Indexed), "what the terminal says counts");
    assert_eq!(look.theme(Some(white)), Theme::light_on(white, Depth::Indexed));
    assert_eq!(Look::new(ThemeChoice::Dark, &light).theme(Some(white)), Theme::dark_on(white, Depth::Indexed));
}

#[test]
fn terminals_are_asked_only_where_they_answer() {
    let asks = |choice, term: Option<&'static str>, no_color: bool| {
        let lookup = |name: &str| match name {
            "TERM" => term.map(str::to_owned),
            "NO_COLOR" => no_color.then(|| "1".to_owned()),
            _ => None,
        };
        Look::new(choice, &lookup).asks()
    };
    assert!(asks(ThemeChoice::Auto, Some("xterm-256color"), false) && asks(ThemeChoice::Dark, Some("tmux-256color"), true));
    for (choice, term) in [
        (ThemeChoice::Auto, None),
        (ThemeChoice::Auto, Some("linux")),
        (ThemeChoice::Auto, Some("screen.xterm-256color")),
        (ThemeChoice::Light, Some("dumb")),
        (ThemeChoice::Mono, Some("xterm")),
        (ThemeChoice::HighContrast, Some("xterm")),
    ] {
        assert!(!asks(choice, term, false), "{choice:?} {term:?}");
    }
    assert!(!asks(ThemeChoice::Auto, Some("xterm"), true));
}
