//! Choosing the order of a list.

use crate::model::Order;
use crate::tui::screen::prelude::*;

/// The menu of sort keys: the title of each, and what is chosen with it.
pub fn menu<C>(keys: impl IntoIterator<Item = (&'static str, C)>, current: Option<&str>) -> Overlay<C> {
    let (items, choices) = keys.into_iter().map(|(title, choice)| (Item::choice(title, current == Some(title)), choice)).unzip();
    Overlay::Menu(Menu::new("Sort by", items), choices)
}

/// The title of the column that a list is sorted by, and whether the order is descending.
pub fn sorted_by<S: Copy + PartialEq>(keys: &[(S, &'static str)], order: Order<S>) -> Option<(&'static str, bool)> {
    keys.iter().find(|(sort, _)| *sort == order.sort).map(|(_, title)| (*title, order.descending))
}
