//! The modules of the program: what each defines and imports, and the paths that its code names. Code of tests is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{Token, tokens};

/// The names from the root of the crate to a module or an item.
pub(crate) type Names = Vec<String>;

/// A path that code names.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// The module that contains the code.
    pub(crate) module: Names,
    /// The path as written; the first name may be `crate`, `self` or `super`.
    pub(crate) path: Names,
    /// Whether it is imported, and whether others can use it through this module.
    pub(crate) import: Option<Import>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// The name in this module; `*` for everything.
    pub(crate) name: String,
    pub(crate) is_public: bool,
}

/// A module: a file, or a part of one.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// The file, relative to the root of the sources.
    pub(crate) file: String,
    /// Items that its own code defines, apart from modules.
    pub(crate) items: BTreeSet<String>,
    /// What it imports, by the name here.
    pub(crate) imports: BTreeMap<String, Names>,
    /// Paths from which it imports everything.
    pub(crate) globs: Vec<Names>,
    /// Words in its code outside of imports.
    pub(crate) words: BTreeSet<String>,
}

/// The modules of a crate.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    pub(crate) by_name: BTreeMap<Names, Module>,
    pub(crate) mentions: Vec<Mention>,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Module(Names),
    /// An item.
    Item {
        /// The module that defines it.
        module: Names,
        name: String,
    },
}

impl Modules {
    /// Reads files, given by their paths relative to the root of the sources, and their texts.
    pub(crate) fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut modules = Self::default();
        let mut test_modules = BTreeSet::new();
        for (file, text) in files {
            let names = names_of(file);
            modules.by_name.entry(names.clone()).or_default().file = file.to_owned();
            let tokens = without_tests(&tokens(text), &names, &mut test_modules);
            modules.read(names, &tokens);
        }
        modules.by_name.retain(|names, _| !test_modules.iter().any(|test| names.starts_with(test)));
        modules.mentions.retain(|mention| !test_modules.iter().any(|test| mention.module.starts_with(test)));
        modules
    }

    fn read(&mut self, names: Names, tokens: &[Token]) {
        let file = self.by_name[&names].file.clone();
        let (mut scopes, mut depth, mut at) = (vec![(names, 0)], 0, 0);
        while let Some(token) = tokens.get(at) {
            let (scope, scope_depth) = scopes.last().cloned().expect("the file's own scope stays");
            let next = tokens.get(at + 1);
            match token {
                Token::Mark('{') => depth += 1,
                Token::Mark('}') => {
                    depth -= 1;
                    if scopes.len() > 1 && depth < scope_depth {
                        scopes.pop();
                    }
                }
                Token::Word(word) if word == "use" && !next.is_some_and(|next| next.is_mark('<')) => {
                    let is_public = at > 0 && (tokens[at - 1].is_word("pub") || tokens[at - 1].is_mark(')'));
                    let end = tokens[at..].iter().position(|token| token.is_mark(';')).map_or(tokens.len(), |end| at + end);
                    for (path, name) in flattened(&tokens[at + 1..end]) {
                        let module = self.by_name.entry(scope.clone()).or_default();
                        if name == "*" {
                            module.globs.push(path.clone());
                        } else {
                            module.imports.insert(name.clone(), path.clone());
                        }
                        self.mentions.push(Mention { module: scope.clone(), path, import: Some(Import { name, is_public }) });
                    }
                    at = end;
                }
                Token::Word(word) if word == "mod" && tokens.get(at + 2).is_some_and(|token| token.is_mark('{')) => {
                    let inner = [scope, vec![next.and_then(Token::word).unwrap_or_default().to_owned()]].concat();
                    self.by_name.entry(inner.clone()).or_default().file.clone_from(&file);
                    depth += 1;
                    scopes.push((inner, depth));
                    at += 2;
                }
                Token::Word(word) => {
                    let module = self.by_name.entry(scope.clone()).or_default();
                    let before = at.checked_sub(1).map(|before| &tokens[before]);
                    let is_definition = ["const", "enum", "fn", "macro_rules", "static", "struct", "trait", "type", "union"];
                    if depth == scope_depth && is_definition.contains(&word.as_str()) {
                        let name = tokens[at + 1..].iter().find_map(Token::word).filter(|name| *name != "fn");
                        module.items.extend(name.map(str::to_owned));
                    }
                    let defines = before.and_then(Token::word).is_some_and(|before| is_definition.contains(&before));
                    if !before.is_some_and(|before| before.is_mark('.') || *before == Token::PathSeparator) && !defines {
                        module.words.insert(word.clone());
                        let mut path = vec![word.clone()];
                        while let (Some(Token::PathSeparator), Some(Token::Word(word))) = (tokens.get(at + 1), tokens.get(at + 2))
                        {
                            path.push(word.clone());
                            at += 2;
                        }
                        if path.len() > 1 {
                            self.mentions.push(Mention { module: scope, path, import: None });
                        }
                    }
                }
                Token::PathSeparator | Token::Mark(_) => {}
            }
            at += 1;
        }
    }

    /// Returns a path as written from the root of the crate; none if it begins with a name from elsewhere.
    pub(crate) fn path_from_root(&self, module: &[String], path: &[String]) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.to_vec(),
            "super" => module[..module.len().checked_sub(1)?].to_vec(),
            name if self.by_name.contains_key(&[module, &[name.to_owned()]].concat()) => [module, &[name.to_owned()]].concat(),
            _ => return None,
        };
        match rest.first() {
            Some(next) if next == "super" => self.path_from_root(&start, rest),
            _ => Some([start, rest.to_vec()].concat()),
        }
    }

    /// Follows a path, through imports, to what it names; none if that is not of this crate.
    pub(crate) fn target(&self, module: &[String], path: &[String]) -> Option<Target> {
        self.follow(module, path, 0)
    }

    fn follow(&self, module: &[String], path: &[String], depth: usize) -> Option<Target> {
        if depth > 20 {
            return None;
        }
        if let Some(names) = self.path_from_root(module, path) {
            return self.walk(&names, depth);
        }
        let (first, rest) = path.split_first()?;
        let own = self.by_name.get(module)?;
        match own.imports.get(first).filter(|import| import.first() != Some(first)) {
            Some(import) => match self.follow(module, import, depth + 1)? {
                Target::Module(names) => self.walk(&[names, rest.to_vec()].concat(), depth + 1),
                item @ Target::Item { .. } => Some(item),
            },
            None if own.items.contains(first) => Some(Target::Item { module: module.to_vec(), name: first.clone() }),
            None => match self.through_globs(module, first, depth + 1)? {
                Target::Module(names) => self.walk(&[names, rest.to_vec()].concat(), depth + 1),
                item @ Target::Item { .. } => Some(item),
            },
        }
    }

    /// What a name means that a module gets by importing everything from others.
    pub(crate) fn through_globs(&self, module: &[String], name: &String, depth: usize) -> Option<Target> {
        self.by_name.get(module)?.globs.iter().find_map(|glob| {
            let Target::Module(from) = self.follow(module, glob, depth + 1)? else { return None };
            let inner = self.by_name.get(&from)?;
            let is_known = inner.items.contains(name) || inner.imports.contains_key(name);
            if is_known {
                self.walk(&[from, vec![name.clone()]].concat(), depth + 1)
            } else {
                self.through_globs(&from, name, depth + 1)
            }
        })
    }

    /// Follows names from the root of the crate.
    fn walk(&self, names: &[String], depth: usize) -> Option<Target> {
        let length = (0..=names.len()).rev().find(|length| self.by_name.contains_key(&names[..*length]))?;
        let (at, rest) = names.split_at(length);
        let Some(name) = rest.first() else { return Some(Target::Module(at.to_vec())) };
        let module = &self.by_name[at];
        let own = Target::Item { module: at.to_vec(), name: name.clone() };
        if module.items.contains(name) {
            return Some(own);
        }
        if module.imports.contains_key(name) {
            return self.follow(at, rest, depth + 1);
        }
        let of_glob = |glob: &Names| {
            let Target::Module(names) = self.follow(at, glob, depth + 1)? else { return None };
            let inner = &self.by_name[&names];
            let has = inner.items.contains(name) || inner.imports.contains_key(name) || !inner.globs.is_empty();
            has.then(|| self.walk(&[names, rest.to_vec()].concat(), depth + 1))?
        };
        // What a macro defines is in its file.
        module.globs.iter().find_map(of_glob).or(Some(own))
    }
}

/// Returns the module in a file: `a/mod.rs` and `a.rs` are `a`.
pub(crate) fn names_of(file: &str) -> Names {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// Returns the paths in a `use`, each with the name that it gets.
fn flattened(tokens: &[Token]) -> Vec<(Names, String)> {
    let mut found = Vec::new();
    let mut path: Names = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            Token::Word(word) => path.push(word.clone()),
            Token::Mark('*') => return vec![(path, "*".to_owned())],
            Token::Mark('{') => {
                let mut depth = 0;
                let mut start = at + 1;
                for (place, token) in tokens.iter().enumerate().skip(at) {
                    depth += i32::from(token.is_mark('{')) - i32::from(token.is_mark('}'));
                    if depth == 0 || (depth == 1 && token.is_mark(',')) {
                        found.extend(flattened(&tokens[start..place]));
                        start = place + 1;
                    }
                    if depth == 0 {
                        break;
                    }
                }
                return found.into_iter().map(|(inner, name)| (joined(&path, inner), name)).collect();
            }
            Token::PathSeparator | Token::Mark(_) => {}
        }
        at += 1;
    }
    let name = match path.iter().position(|word| word == "as") {
        Some(renamed) => path.split_off(renamed).pop(),
        None => path.iter().rfind(|name| *name != "self").cloned(),
    };
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    name.filter(|_| !path.is_empty()).map(|name| (path, name)).into_iter().collect()
}

/// Joins what is before braces with a path inside; `self` there stands for the former.
fn joined(path: &[String], inner: Names) -> Names {
    if inner == ["self"] { path.to_vec() } else { [path.to_vec(), inner].concat() }
}

/// Leaves out what only tests compile, and adds the modules that are in files of their own to `test_modules`.
fn without_tests(tokens: &[Token], names: &[String], test_modules: &mut BTreeSet<Names>) -> Vec<Token> {
    let attribute: Vec<Token> = super::tokens::tokens("#[cfg(test)]");
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !tokens[at..].starts_with(&attribute) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        at += attribute.len();
        let (mut depth, mut is_import) = (0, false);
        while let Some(token) = tokens.get(at) {
            is_import |= depth == 0 && token.is_word("use");
            if depth == 0 && token.is_word("mod") && tokens.get(at + 2).is_some_and(|token| token.is_mark(';')) {
                let name = tokens[at + 1].word().unwrap_or_default().to_owned();
                test_modules.insert([names, &[name]].concat());
            }
            depth += i32::from(token.is_mark('{')) - i32::from(token.is_mark('}'));
            at += 1;
            if depth == 0 && (token.is_mark(';') || (token.is_mark('}') && !is_import)) {
                break;
            }
        }
    }
    kept
}
