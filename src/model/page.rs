//! Pages of lists: where one begins, and the rows that were read.

/// Where a page of a list begins. `K` identifies a row and sorts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor<K> {
    /// After this many rows, which are read and skipped.
    Offset(u64),
    /// At this row, or where it was if it was deleted.
    From(K),
    /// Right after that row.
    After(K),
    /// The rows right before that row, in the order of the list.
    Before(K),
    /// The last rows.
    Last,
}

impl<K> Cursor<K> {
    /// At the beginning.
    pub const FIRST: Self = Self::Offset(0);

    /// The same with another key of the row.
    pub fn map<T>(&self, key: impl FnOnce(&K) -> T) -> Cursor<T> {
        match self {
            Self::Offset(rows) => Cursor::Offset(*rows),
            Self::From(at) => Cursor::From(key(at)),
            Self::After(at) => Cursor::After(key(at)),
            Self::Before(at) => Cursor::Before(key(at)),
            Self::Last => Cursor::Last,
        }
    }

    /// Whether the rows are read towards the beginning of the list.
    pub const fn is_backward(&self) -> bool {
        matches!(self, Self::Before(_) | Self::Last)
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order<S> {
    /// The sort key.
    pub sort: S,
    /// Descending instead of ascending.
    pub descending: bool,
}

impl<S: Copy + PartialEq> Order<S> {
    /// The same sort key in the other direction.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self { sort: self.sort, descending: !self.descending }
    }

    /// The order once this sort key is chosen: the other direction if it is the present one. Otherwise its own.
    #[must_use]
    pub fn choosing(self, sort: S, descending: bool) -> Self {
        if self.sort == sort { self.reversed() } else { Self { sort, descending } }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// The number of rows in the whole list, if it is known.
    pub total: Option<u64>,
}
