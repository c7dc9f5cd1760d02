//! Circles of files: those that name items of each other, directly or through more files.
//!
//! A file depends on another if its code names an item that the other defines, by whatever path, also through the re-exports of
//! a third, one by one or all of them. Three things are no dependency: declaring a module, re-exporting what a module below defines without using it, and
//! importing a module without naming an item in it. A parent and its child are files like any others. Tests do not count.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::{Modules, Target, names_of};

/// Each file, the files that it depends on, and the names with which it does.
pub(crate) type Dependencies = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// Returns what each file depends on.
pub(crate) fn dependencies(modules: &Modules) -> Dependencies {
    let mut found = Dependencies::new();
    for mention in &modules.mentions {
        let Some(Target::Item { module: definer, name }) = modules.target(&mention.module, &mention.path) else { continue };
        let (Some(from), Some(to)) = (modules.by_name.get(&mention.module), modules.by_name.get(&definer)) else { continue };
        let is_below = definer.starts_with(&names_of(&from.file));
        let is_reexport = mention.import.as_ref().is_some_and(|import| import.is_public && !from.words.contains(&import.name));
        if from.file != to.file && !(is_reexport && is_below) {
            found.entry(from.file.clone()).or_default().entry(to.file.clone()).or_default().insert(name);
        }
    }
    for (module, own) in &modules.by_name {
        for word in own.words.iter().filter(|word| !own.items.contains(*word) && !own.imports.contains_key(*word)) {
            let Some(Target::Item { module: definer, name }) = modules.through_globs(module, word, 0) else { continue };
            let Some(to) = modules.by_name.get(&definer).filter(|to| to.file != own.file) else { continue };
            found.entry(own.file.clone()).or_default().entry(to.file.clone()).or_default().insert(name);
        }
    }
    found
}

/// Returns the circles: sets of files each of which leads to every other.
pub(crate) fn circles(dependencies: &Dependencies) -> Vec<BTreeSet<String>> {
    let reached_from = |file: &str| {
        let mut reached = BTreeSet::new();
        let mut left = vec![file];
        while let Some(file) = left.pop() {
            let next = dependencies.get(file).into_iter().flat_map(BTreeMap::keys);
            left.extend(next.filter(|next| reached.insert((*next).clone())).map(String::as_str));
        }
        reached
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = dependencies.keys().map(|file| (file, reached_from(file))).collect();
    let mut circles = BTreeSet::new();
    for (file, others) in &reached {
        if others.contains(*file) {
            let comes_back = |other: &&String| reached.get(*other).is_some_and(|reached| reached.contains(*file));
            circles.insert(others.iter().filter(comes_back).cloned().collect::<BTreeSet<String>>());
        }
    }
    circles.into_iter().collect()
}

/// Describes a circle: each file, what it depends on in the circle, and the names with which it does.
pub(crate) fn described(circle: &BTreeSet<String>, dependencies: &Dependencies) -> String {
    let mut text = format!("circle of {} files\n", circle.len());
    for file in circle {
        for (other, names) in dependencies[file].iter().filter(|(other, _)| circle.contains(*other)) {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            text += &format!("    {file} -> {other}: {}\n", names.join(", "));
        }
    }
    text
}

/// Returns the circles of files with these names and texts.
fn found_in(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let circles = circles(&dependencies(&Modules::of(files.iter().copied())));
    circles.into_iter().map(|circle| circle.into_iter().collect()).collect()
}

#[test]
fn planted_circles_are_found() {
    let root = ("lib.rs", "pub mod a; pub mod b;");
    for (a, b) in [
        ("use crate::b::B; pub struct A;", "use crate::a::A; pub struct B;"),
        ("pub struct A(super::b::B);", "pub struct B(super::a::A);"),
        ("use super::b; pub fn f() { b::g() }", "use crate::{a::{self as other}}; pub fn g() { other::f() }"),
        ("pub const A: u8 = crate::b::B;", "fn f() { use crate::a::*; } pub const B: u8 = crate::a::A;"),
        ("m! { A } fn f() { crate::b::f() }", "fn g() -> crate::a::A {}"),
        ("use crate::b::B as Other; pub enum A {}", "pub enum B {} fn f() { format!(\"{}\", crate::a::A::x()) }"),
    ] {
        assert_eq!(found_in(&[root, ("a.rs", a), ("b.rs", b)]), [["a.rs", "b.rs"]], "{a} {b}");
    }
    // Through a re-export, whose file has no part in it.
    let files = [
        ("lib.rs", "pub mod a; pub mod b;"),
        ("a/mod.rs", "mod inner; pub use inner::A;"),
        ("a/inner.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::a::A; pub struct B;"),
    ];
    assert_eq!(found_in(&files), [["a/inner.rs", "b.rs"]]);
    // Through a prelude, by words and by a module.
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod prelude;"),
        ("prelude.rs", "pub use crate::a::A; pub use crate::b; pub use crate::c::C;"),
        ("a.rs", "use crate::prelude::*; pub struct A; fn f() { b::g() }"),
        ("b.rs", "use crate::prelude::*; pub fn g() -> A {} fn h() -> C {}"),
        ("c.rs", "use crate::prelude::*; pub struct C;"),
    ];
    assert_eq!(found_in(&files), [["a.rs", "b.rs"]]);
    // A parent and its child, by an import of the parent's own.
    let files = [
        ("lib.rs", "pub mod a;"),
        ("a/mod.rs", "mod inner; pub use inner::A; pub struct Shared; fn f() -> A {}"),
        ("a/inner.rs", "pub struct A(super::super::a::Shared);"),
    ];
    assert_eq!(found_in(&files), [["a/inner.rs", "a/mod.rs"]]);
    // Of three files.
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::f;"),
        ("b.rs", "use crate::c::g; pub fn f() {}"),
        ("c.rs", "pub fn g() { super::a::h() }"),
    ];
    assert_eq!(found_in(&files), [["a.rs", "b.rs", "c.rs"]]);
}

#[test]
fn files_without_circle_are_not_reported() {
    for files in [
        // A parent that declares and re-exports only.
        &[
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod inner; pub use inner::A; pub struct B;"),
            ("a/inner.rs", "pub struct A(super::B);"),
        ][..],
        // A module that is imported for another item.
        &[("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b; pub struct A;"), ("b.rs", "use crate::a::A;")],
        // A sibling that is named through the parent.
        &[
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod b; mod c; pub use b::B;"),
            ("a/b.rs", "pub struct B;"),
            ("a/c.rs", "use super::B;"),
        ],
        // Tests, comments and texts.
        &[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::B; pub struct A; #[cfg(test)] mod tests;"),
            ("a/tests.rs", "use crate::b::B;"),
            (
                "b.rs",
                "pub struct B; /* crate::a::A */ const C: &str = \"crate::a::A\"; #[cfg(test)] mod tests { use crate::a::A; }",
            ),
        ],
    ] {
        assert_eq!(found_in(files), Vec::<Vec<String>>::new(), "{files:?}");
    }
}
