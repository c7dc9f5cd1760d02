//! The clipboard of the terminal.

use kozmoai::tui::clipboard::sequence;

#[test]
fn sequence_is_wrapped_for_multiplexers() {
    let plain = sequence("key", false, false);
    assert!(plain.starts_with("\u{1b}]52;c;a2V5"), "{plain:?}");
    assert!(sequence("key", true, false).contains("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;a2V5"));
    assert!(sequence("key", false, true).starts_with("\u{1b}P\u{1b}]52;c;a2V5"));
}
