//! Selections in lists, against a plain set of ids.

use std::collections::BTreeSet;

use kozmoai::model::{Cursor, Page};
use kozmoai::tui::widgets::list::{List, Move, Query, Row};
use proptest::prelude::*;

/// A number; a filter admits its multiples of something.
#[derive(Clone, Debug, PartialEq, Eq)]
struct M(u64);

impl Row for M {
    type Id = u64;
    type Key = u64;
    type Filter = u64;
    fn id(&self) -> u64 {
        self.0
    }
    fn cursor_key(&self) -> u64 {
        self.0
    }
    fn passes(&self, filter: &u64) -> bool {
        self.0.is_multiple_of(*filter)
    }
}

/// Serves the multiples of `filter` below `total`.
fn serve(list: &mut List<M>, total: u64, filter: u64, (cursor, limit): Query<M>) {
    let all: Vec<u64> = (0..total).filter(|number| number.is_multiple_of(filter)).collect();
    let place = |number: u64| all.partition_point(|other| *other < number);
    let range = match cursor {
        Cursor::Offset(first) => first as usize..all.len().min(first as usize + limit),
        Cursor::From(at) => place(at)..all.len().min(place(at) + limit),
        Cursor::After(at) => place(at + 1)..all.len().min(place(at + 1) + limit),
        Cursor::Before(at) => place(at).saturating_sub(limit)..place(at),
        Cursor::Last => all.len().saturating_sub(limit)..all.len(),
    };
    let rows = all[range].iter().copied().map(M).collect();
    list.take(&cursor, Page { rows, total: Some(all.len() as u64) });
    list.recount_selection(&filter);
}

#[derive(Clone, Debug)]
enum Step {
    Go(Move),
    Toggle,
    Range,
    All,
    Clear,
    Filter(u64),
    /// A filter whose rows are not there yet when all are selected.
    FilterAndAll(u64),
    Reload,
}

fn step() -> impl Strategy<Value = Step> {
    let filter = prop::sample::select(vec![1_u64, 2, 3, 7, 150, 5_000]);
    prop_oneof![
        6 => (-150_isize..150).prop_map(|by| Step::Go(Move::By(by))),
        1 => Just(Step::Go(Move::First)),
        1 => Just(Step::Go(Move::Last)),
        5 => Just(Step::Toggle),
        3 => Just(Step::Range),
        3 => Just(Step::All),
        1 => Just(Step::Clear),
        3 => filter.clone().prop_map(Step::Filter),
        1 => filter.prop_map(Step::FilterAndAll),
        1 => Just(Step::Reload),
    ]
}

/// The selection as a plain set.
#[derive(Default)]
struct Model {
    selected: BTreeSet<u64>,
    /// The filter by which rows are selected.
    by: Option<u64>,
    anchor: Option<u64>,
}

impl Model {
    /// Selects every row that passes a filter, instead of those that pass the one before.
    fn select_by(&mut self, filter: u64, total: u64) {
        if let Some(before) = self.by.replace(filter) {
            self.selected.retain(|number| !number.is_multiple_of(before));
        }
        self.selected.extend((0..total).filter(|number| number.is_multiple_of(filter)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn selection_is_a_set_of_ids(total in prop_oneof![0_u64..400, 1_000_u64..3_000], steps in prop::collection::vec(step(), 0..60)) {
        let mut list = List::<M>::default();
        let (mut model, mut filter) = (Model::default(), 1);
        let first = list.restart();
        serve(&mut list, total, filter, first);
        for step in steps {
            let current = list.current().map(Row::id);
            match step {
                Step::Go(by) => if let Some(query) = list.move_by(by) {
                    serve(&mut list, total, filter, query);
                },
                Step::Toggle => {
                    list.toggle_selection();
                    if let Some(id) = current {
                        model.anchor = (!model.selected.remove(&id)).then_some(id);
                        model.selected.extend(model.anchor);
                    }
                }
                Step::Range => {
                    list.select_range();
                    if let Some(id) = current {
                        let from = model.anchor.filter(|anchor| list.rows().iter().any(|row| row.0 == *anchor)).unwrap_or(id);
                        let range = from.min(id)..=from.max(id);
                        model.selected.extend(list.rows().iter().map(|row| row.0).filter(|number| range.contains(number)));
                    }
                    model.anchor = current;
                }
                Step::All => {
                    let matching = (0..total).filter(|number| number.is_multiple_of(filter));
                    if list.total() == Some(list.rows().len() as u64) {
                        model.selected.extend(matching);
                    } else {
                        model.select_by(filter, total);
                    }
                    list.select_all(&filter);
                }
                Step::Clear => {
                    list.clear_selection();
                    (model.selected, model.by, model.anchor) = (BTreeSet::new(), None, None);
                }
                Step::Filter(other) => {
                    filter = other;
                    let query = list.restart();
                    serve(&mut list, total, filter, query);
                }
                Step::FilterAndAll(other) => {
                    filter = other;
                    let query = list.restart();
                    list.select_all(&filter);
                    model.select_by(filter, total);
                    serve(&mut list, total, filter, query);
                }
                Step::Reload => {
                    let query = list.reload();
                    serve(&mut list, total, filter, query);
                }
            }
            prop_assert_eq!(list.selected_count(), model.selected.len() as u64);
            let selection = list.selection();
            for number in 0..total {
                prop_assert_eq!(selection.contains(&M(number)), model.selected.contains(&number), "{}", number);
            }
            let listed = selection.rows().count() as u64;
            prop_assert!(listed <= model.selected.len() as u64);
        }
    }
}
