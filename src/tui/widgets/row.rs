//! What a list needs to know of its rows.

/// A row of a list.
pub trait Row: Clone {
    /// A permanent id.
    type Id: Copy + Ord + std::fmt::Debug;
    /// What tells where the row is in the whole list.
    type Key;
    /// A filter of the list, if its rows can be selected by one.
    type Filter: Clone + PartialEq + std::fmt::Debug;
    /// The id.
    fn id(&self) -> Self::Id;
    /// The place in the whole list.
    fn cursor_key(&self) -> Self::Key;
    /// Whether the row passes a filter.
    fn passes(&self, _filter: &Self::Filter) -> bool {
        true
    }
}
