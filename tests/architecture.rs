//! The shape of the code, read from the sources: who may know whom, how long a file may get, what each file says of
//! itself. Every failure names file, line and remedy.
//!
//! The rules stand in [`MAY_USE`] and the lists below it. A rule that stands in the way of a good change is changed here,
//! on purpose and in the open.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Which top-level module may use which others: whole modules, or one path in them. `*` is everything.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("exchange", &["domain", "report::clean", "report::lists", "report::table"]),
    ("report", &["domain"]),
    ("store", &["domain", "exchange"]),
    ("app", &["domain", "report"]),
    ("term", &["app"]),
    ("ui", &["app", "domain", "report", "exchange::toml_error"]),
    ("config", &["store::files", "store::Result", "store::Fault", "exchange", "term", "app::key", "app::keymap"]),
    ("error", &["store"]),
    ("context", &["config", "domain", "error", "report", "store", "term"]),
    ("cli", &["*"]),
    ("runtime", &["*"]),
    ("main", &["cli", "context", "runtime", "error"]),
    ("lib", &[]),
];

/// Words that the code (not the comments) of a module must not hold, with the remedy.
const MUST_NOT_SAY: &[(&str, &[&str], &str)] = &[
    (
        "app",
        &["ratatui", "crossterm", "std::fs", "Instant", "SystemTime", "Local::now", "std::env", "std::process"],
        "return an effect and let runtime do it; drawing belongs to ui",
    ),
    (
        "domain",
        &["std::fs", "Local::now", "Utc::now", "SystemTime", "Instant", "std::env", "std::process", "std::io"],
        "take it as an argument: domain is a function of what it is handed",
    ),
    (
        "exchange",
        &["std::fs", "Local::now", "std::env"],
        "take the text as an argument; reading files belongs to store",
    ),
    ("report", &["std::fs", "Local::now", "std::env"], "return the text; writing files belongs to store"),
    ("ui", &["crossterm", "std::fs", "Local::now", "std::env"], "draw from &App alone; the terminal belongs to term"),
    ("store", &["ratatui", "crossterm", "Local::now"], "take the moment as an argument"),
];

const LONGEST: usize = 600;

const EMPTY_NAMES: &[&str] = &["utils", "util", "common", "helpers", "helper", "misc"];

/// What may lie at the top of the repository.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "tests",
    "benches",
    "checklists",
    "themes",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "clippy.toml",
    "rustfmt.toml",
    "rust-toolchain.toml",
    ".gitignore",
    ".gitattributes",
    ".ci",
    ".github",
    ".git",
    "target",
];

/// One source file, with its code apart from comments, texts and tests. Lines keep their numbers.
struct Source {
    /// `src/store/area.rs`.
    path: String,
    /// `["store", "area"]`; a `mod.rs` is its folder.
    module: Vec<String>,
    text: String,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
        let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
        if module.len() > 1 && module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        Self { path: path.to_owned(), module, text: text.to_owned(), code: without_tests(&bare(text)) }
    }

    fn top(&self) -> &str {
        &self.module[0]
    }

    /// Every path to another module that the code names: line, absolute segments, and whether it is only handed on.
    fn paths(&self, sources: &[Self]) -> Vec<Named> {
        let children: Vec<&str> = sources
            .iter()
            .filter(|other| other.module.len() == self.module.len() + 1 && other.module.starts_with(&self.module))
            .filter_map(|child| child.module.last().map(String::as_str))
            .collect();
        let mut found = Vec::new();
        let bytes = self.code.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let word = word_at(&self.code, at);
            if word.is_empty() {
                at += 1;
                continue;
            }
            let fresh = !self.code[..at].trim_end().ends_with("::") && !self.code[..at].ends_with('.');
            let follows = self.code[at + word.len()..].starts_with("::");
            let base = match word {
                "crate" | "workpaper" => Some(Vec::new()),
                "self" => Some(self.module.clone()),
                "super" => Some(self.module[..self.module.len() - 1].to_vec()),
                child if children.contains(&child) => {
                    let mut base = self.module.clone();
                    base.push(child.to_owned());
                    Some(base)
                }
                _ => None,
            };
            if let Some(base) = base.filter(|_| fresh && follows) {
                let start = at + word.len() + 2;
                let mut ends = Vec::new();
                tree(&self.code, start, &base, &mut ends);
                let line = self.code[..at].matches('\n').count() + 1;
                let statement = self.code[..at].rsplit([';', '}', '{']).next().unwrap_or_default().trim_start();
                let handed_on = statement.starts_with("pub use") || statement.starts_with("pub(super) use");
                found.extend(ends.into_iter().map(|to| Named { line, to, handed_on }));
            }
            at += word.len();
        }
        found
    }
}

/// A path named in the code.
struct Named {
    line: usize,
    to: Vec<String>,
    handed_on: bool,
}

fn word_at(code: &str, at: usize) -> &str {
    if !code.is_char_boundary(at) || code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return "";
    }
    let rest = &code[at..];
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    &rest[..end]
}

/// The ends of a path with its groups: `{a, b::{self, c}}`. Returns where it stops.
fn tree(code: &str, mut at: usize, base: &[String], ends: &mut Vec<Vec<String>>) -> usize {
    let mut path = base.to_vec();
    let mut named = false;
    loop {
        let space = code[at..].len() - code[at..].trim_start().len();
        let begun = at + space;
        if code[begun..].starts_with('{') {
            at = begun + 1;
            loop {
                at = tree(code, at, &path, ends);
                at += code[at..].len() - code[at..].trim_start().len();
                match code.as_bytes().get(at) {
                    Some(b',') => at += 1,
                    _ => return at + 1,
                }
            }
        }
        let word = word_at(code, begun);
        match word {
            // Everything in a module is that module.
            "" => {
                named |= code[begun..].starts_with('*');
                break;
            }
            "self" => {}
            "super" => drop(path.pop()),
            word => path.push(word.to_owned()),
        }
        named = true;
        at = begun + word.len();
        match code[at..].strip_prefix("::") {
            Some(_) => at += 2,
            None => break,
        }
    }
    if named && !path.is_empty() {
        ends.push(path);
    }
    at
}

/// The text with comments, strings and character literals blanked; line feeds stay.
fn bare(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
    while at < chars.len() {
        let rest = |n: usize| chars.get(at + n).copied().unwrap_or(' ');
        let end = match (chars[at], rest(1)) {
            ('/', '/') => (at..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len()),
            ('/', '*') => {
                let close = (at + 2..chars.len()).find(|i| chars[*i] == '*' && chars.get(i + 1) == Some(&'/'));
                close.map_or(chars.len(), |close| close + 2)
            }
            ('r', '"' | '#') if at == 0 || !(chars[at - 1].is_alphanumeric() || chars[at - 1] == '_') => {
                let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                if rest(1 + hashes) == '"' {
                    let closes = |i: &usize| chars[*i] == '"' && (1..=hashes).all(|n| chars.get(i + n) == Some(&'#'));
                    (at + 2 + hashes..chars.len()).find(closes).map_or(chars.len(), |i| i + 1 + hashes)
                } else {
                    at
                }
            }
            ('"', _) => after_quote(&chars, at + 1, '"'),
            // A character, not a lifetime: `'a'`, `'\n'`, `'\u{200e}'`.
            ('\'', '\\') => after_quote(&chars, at + 1, '\''),
            ('\'', _) if rest(2) == '\'' => at + 3,
            _ => at,
        };
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| blank(*c)));
            at = end;
        }
    }
    out
}

fn after_quote(chars: &[char], mut at: usize, quote: char) -> usize {
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// Blanks what stands under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut out = code.to_owned();
    while let Some(at) = out.find("#[cfg(test)]") {
        let mut depth = 0_i32;
        let mut end = out.len();
        for (i, c) in out[at + 12..].char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(c, '}' | ';') {
                end = at + 12 + i + 1;
                break;
            }
        }
        let blanked: String = out[at..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(at..end, &blanked);
    }
    out
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a source folder") {
            let path = entry.expect("a name in it").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&root().join("src"), &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let inner = path.strip_prefix(root()).expect("inside").to_str().expect("plain names").to_owned();
        Source::new(&inner, &fs::read_to_string(path).expect("source text"))
    };
    paths.iter().map(read).collect()
}

fn report(faults: &[String]) {
    let mut all = String::new();
    for fault in faults {
        let _ = write!(all, "\n  {fault}");
    }
    assert!(faults.is_empty(), "{} places break the shape of the code:{all}", faults.len());
}

#[test]
fn modules_know_only_whom_they_may() {
    let sources = sources();
    let mut faults = Vec::new();
    for source in &sources {
        let top = source.top();
        let Some((_, allowed)) = MAY_USE.iter().find(|(module, _)| *module == top) else {
            faults.push(format!(
                "{}:1: `{top}` is a top-level module that no rule names: put it under one of the others, or add it to \
                 MAY_USE in tests/architecture.rs with what it may use",
                source.path
            ));
            continue;
        };
        for named in source.paths(&sources) {
            let Some(other) = named.to.first().filter(|other| *other != top) else { continue };
            let known = MAY_USE.iter().any(|(module, _)| module == other);
            let path = named.to.join("::");
            let fits = |rule: &str| {
                rule == "*"
                    || path == rule
                    || path.starts_with(&format!("{rule}::"))
                    || rule.starts_with(&format!("{path}::"))
            };
            if known && !allowed.iter().any(|rule| fits(rule)) {
                let may = if allowed.is_empty() { "nothing but crates".to_owned() } else { allowed.join(", ") };
                faults.push(format!(
                    "{}:{}: `{top}` uses `{path}`, but may use only {may}: hand the value in from cli or runtime, or \
                     move the function to where both may see it",
                    source.path, named.line
                ));
            }
        }
    }
    report(&faults);
}

#[test]
fn no_two_files_know_each_other() {
    let sources = sources();
    let mut edges: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
    for (from, source) in sources.iter().enumerate() {
        let uses = |named: &Named| !(named.handed_on && named.to.starts_with(&source.module));
        for named in source.paths(&sources).into_iter().filter(uses) {
            let longest = (1..=named.to.len())
                .rev()
                .find_map(|len| sources.iter().position(|other| other.module == named.to[..len]));
            if let Some(to) = longest.filter(|to| *to != from) {
                edges.entry(from).or_default().entry(to).or_insert(named.line);
            }
        }
    }
    let mut faults = Vec::new();
    let mut told: BTreeSet<Vec<usize>> = BTreeSet::new();
    for from in 0..sources.len() {
        let Some(circle) = circle(&edges, from) else { continue };
        let mut members = circle.clone();
        members.sort_unstable();
        if told.insert(members) {
            let names: Vec<String> = circle
                .iter()
                .zip(circle.iter().cycle().skip(1))
                .map(|(a, b)| format!("{}:{} uses {}", sources[*a].path, edges[a][b], sources[*b].path))
                .collect();
            faults.push(format!(
                "{}: files in a circle: move what both need into a file of its own (a parent may hand a child on with \
                 `pub use`)",
                names.join(", ")
            ));
        }
    }
    report(&faults);
}

/// The shortest way from a file back to itself.
fn circle(edges: &BTreeMap<usize, BTreeMap<usize, usize>>, from: usize) -> Option<Vec<usize>> {
    let mut ways: Vec<Vec<usize>> = vec![vec![from]];
    let mut seen = BTreeSet::new();
    let mut at = 0;
    while at < ways.len() {
        let way = ways[at].clone();
        at += 1;
        for next in edges.get(way.last()?).into_iter().flat_map(BTreeMap::keys) {
            if *next == from {
                return Some(way);
            }
            if seen.insert(*next) {
                let mut longer = way.clone();
                longer.push(*next);
                ways.push(longer);
            }
        }
    }
    None
}

#[test]
fn every_file_is_short_and_says_what_it_is() {
    let mut faults = Vec::new();
    for source in sources() {
        let path = &source.path;
        let lines = source.text.lines().count();
        if lines > LONGEST {
            faults.push(format!(
                "{path}:{LONGEST}: {lines} lines, and {LONGEST} is the most: part it where one half does not need the other"
            ));
        }
        let header: String = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
        if !header.contains("Must not know") {
            faults.push(format!(
                "{path}:1: no header that says what the file is and \"Must not know: …\": begin it with `//!` lines"
            ));
        }
        for name in path.trim_end_matches(".rs").split('/').filter(|name| EMPTY_NAMES.contains(name)) {
            faults.push(format!("{path}:1: `{name}` says nothing: name it after what it does"));
        }
    }
    report(&faults);
}

#[test]
fn nothing_panics_on_purpose() {
    let mut faults = Vec::new();
    for source in sources() {
        for (n, line) in (1..).zip(source.code.lines()) {
            for word in [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!("] {
                if line.contains(word) {
                    faults.push(format!(
                        "{}:{n}: `{word}` outside tests: return an error that names the thing and the remedy",
                        source.path
                    ));
                }
            }
        }
    }
    report(&faults);
}

#[test]
fn pure_modules_stay_pure() {
    let mut faults = Vec::new();
    for source in sources() {
        for (_, words, remedy) in MUST_NOT_SAY.iter().filter(|(module, ..)| *module == source.top()) {
            for (n, line) in (1..).zip(source.code.lines()) {
                for word in words.iter().filter(|word| says(line, word)) {
                    faults.push(format!("{}:{n}: `{word}` in {}: {remedy}", source.path, source.top()));
                }
            }
        }
    }
    report(&faults);
}

/// Whether a line of code holds a word, not as a part of a longer one.
fn says(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(part) && !line[at + word.len()..].starts_with(part))
}

#[test]
fn the_top_of_the_repository_holds_only_what_it_should() {
    let mut faults = Vec::new();
    for entry in fs::read_dir(root()).expect("the repository") {
        let name = entry.expect("a name").file_name().to_string_lossy().into_owned();
        if !TOP.contains(&name.as_str()) {
            faults.push(format!(
                "{name}:1: does not belong at the top: move it to src, tests, checklists or themes, or delete it"
            ));
        }
    }
    report(&faults);
}

#[test]
fn these_tests_see_what_they_look_for() {
    let text = "//! x\nuse crate::store::{self, files::{inside, names}};\nuse super::fold;\nuse super::ident::*;\n// crate::ui::no\n\
                fn f() { let s = \"crate::ui::no\"; g(crate::term::Term::open()); }\n\
                #[cfg(test)]\nmod tests {\n    use crate::ui::no;\n}\n";
    let found = Source::new("src/domain/x.rs", text);
    let paths: Vec<(usize, String)> =
        found.paths(&[]).into_iter().map(|named| (named.line, named.to.join("::"))).collect();
    let want = [
        (2, "store"),
        (2, "store::files::inside"),
        (2, "store::files::names"),
        (3, "domain::fold"),
        (4, "domain::ident"),
        (6, "term::Term::open"),
    ];
    let want: Vec<(usize, String)> = want.iter().map(|(line, path)| (*line, (*path).to_owned())).collect();
    assert_eq!(paths, want, "paths in code count, with their lines; those in comments, texts and tests do not");
    let code = bare("let a = 'x'; let b = '\\''; let c: &'static str = r#\"a \"quoted\" one\"#; // end\nd");
    assert!(code.contains("&'static str") && !code.contains("quoted"), "lifetimes stay, texts go: {code}");
    assert!(code.ends_with("\nd"), "lines keep their numbers");
    assert!(says("use std::fs;", "std::fs") && !says("InstantRate", "Instant"), "whole words only");
}
