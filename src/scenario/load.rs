//! Reading a scenario with all that it extends and all `--set` words, into one document.

use super::document::{self, Document, Format, Node, Replaced, Table};
use super::overrides::{self, at_path, lay_over};
use super::reading::{read_capped, read_file, reason, unreadable};
use super::{Diagnostic, Diagnostics, Origin, Scenario, Sources, files, words};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// So many files may extend one another.
const MAX_DEPTH: usize = 16;

/// Reads, resolves and validates a scenario file; `-` is standard input.
///
/// `sets` are `PATH=VALUE` words, typed as TOML, applied in order after everything else.
///
/// # Errors
/// Every problem of the file, of what it extends and of the words at once.
pub fn load(path: &Path, sets: &[String]) -> Result<Scenario, Diagnostics> {
    Scenario::from_document(&read(path, sets)?)
}

/// As [`load`], for a text that is already in memory and has no directory: it can't extend files.
///
/// # Errors
/// Every problem of the text and of the words at once.
pub fn load_text(name: &str, text: &str, format: Format, sets: &[String]) -> Result<Scenario, Diagnostics> {
    Scenario::from_document(&read_text(name, text, format, sets)?)
}

/// Reads a scenario file and resolves it to one tree, without asking what it means.
///
/// # Errors
/// Files that can't be read or are no tree.
pub fn read(path: &Path, sets: &[String]) -> Result<Document, Diagnostics> {
    let mut document = Document::default();
    let read = read_root(&mut document, path).map_err(|problem| vec![problem]);
    let result = read.and_then(|format| resolve(&mut document, format, sets));
    finish(document, result)
}

/// Reads a scenario text and resolves it to one tree, without asking what it means.
///
/// # Errors
/// A text that is no tree.
pub fn read_text(name: &str, text: &str, format: Format, sets: &[String]) -> Result<Document, Diagnostics> {
    let mut document = Document::default();
    let decoded = document::decode(name, text.as_bytes().to_vec()).map_err(|problem| vec![problem]);
    let result = decoded.and_then(|text| {
        document.add_source(name, text, None);
        resolve(&mut document, format, sets)
    });
    finish(document, result)
}

impl Document {
    /// This document with more `--set` words applied.
    ///
    /// # Errors
    /// Words that are not `PATH=VALUE`.
    pub fn with_sets(&self, sets: &[String]) -> Result<Self, Diagnostics> {
        let mut document = self.clone();
        let result = apply_sets(&mut document, sets);
        finish(document, result)
    }

    /// This document with values replaced at dotted paths, each as a whole, by the rules of `--set`; they are
    /// recorded as if somebody had set them.
    pub fn with_overrides(&self, overrides: &[(String, Node)]) -> Self {
        let mut document = self.clone();
        for (path, node) in overrides {
            document.replace(path, at_path(path, node.clone()), node.to_toml());
        }
        files::inline(&mut document);
        document
    }

    /// This document, whose tree holds them already, with what was set from outside when it was resolved: paths and words
    /// as given, and whether a path's uncertainty was removed by that.
    pub fn with_recorded<'a>(
        mut self,
        overrides: impl Iterator<Item = (&'a str, &'a str)>,
        is_removed: impl Fn(&str) -> bool,
    ) -> Self {
        for (path, words) in overrides {
            let whole = overrides::whole_path(path);
            // Told once, however often the path was set.
            let told = self.replaced.iter().any(|known| known.path == whole && known.uncertainty_removed);
            let uncertainty_removed = is_removed(whole) && !told;
            self.replaced.retain(|known| known.path != whole || known.uncertainty_removed);
            self.replaced.push(Replaced { path: whole.to_owned(), uncertainty_removed });
            self.overrides.push((path.to_owned(), words.to_owned()));
        }
        self
    }

    /// Lays one value over the tree and notes what that replaces.
    fn replace(&mut self, path: &str, over: Table, words: String) {
        let whole = overrides::whole_path(path);
        let was_uncertain = self.get(whole).is_some_and(Node::is_uncertain);
        lay_over(&mut self.root, over, "");
        let removed = was_uncertain && self.get(whole).is_some_and(|node| !node.is_uncertain());
        self.replaced.retain(|known| known.path != whole || known.uncertainty_removed);
        self.replaced.push(Replaced { path: whole.to_owned(), uncertainty_removed: removed });
        self.overrides.push((path.to_owned(), words));
    }

    /// Adds the words of a flag as a text that problems can point into, and returns its index.
    pub fn add_words(&mut self, flag: &str, words: &str) -> usize {
        self.add_source(flag, words.to_owned(), None)
    }

    /// The TOML value that stands in a part of a text; `None` where there is none.
    pub fn value_at(&self, source: usize, range: Range<usize>) -> Option<Node> {
        let words = self.sources.files.get(source)?.text.get(range.clone())?.trim();
        let line = format!("value = {words}");
        let mut unreadable = Vec::new();
        let table = document::parse_line(&line, source, &mut unreadable).ok()?;
        let single = table.entries().len() == 1 && unreadable.is_empty() && !words.contains('\n');
        let mut node = table.get("value").filter(|_| single)?.clone();
        node.move_to(&Origin::Text { source, range });
        Some(node)
    }

    /// The variant `[policy.NAME]`: this document with the policy's entries laid over it; `None` where there is no
    /// policy of that name.
    pub fn policy(&self, name: &str) -> Option<Self> {
        let mut entries = self.root.get("policy")?.as_table()?.get(name)?.as_table()?.clone();
        entries.remove("label");
        let mut document = self.clone();
        document.root.remove("policy");
        lay_over(&mut document.root, entries, "");
        Some(document)
    }

    /// The base file of a `[sweep]`, beside or above the sweep's own file, and where it is named.
    pub fn sweep_base(&self) -> Option<(PathBuf, Origin)> {
        let node = self.get("sweep.base")?;
        let Origin::Text { source, .. } = node.origin else { return None };
        let directory = self.directories.get(source)?.as_ref()?;
        Some((directory.join(node.as_text()?), node.origin.clone()))
    }
}

fn finish(document: Document, result: Result<(), Vec<Diagnostic>>) -> Result<Document, Diagnostics> {
    match result {
        Ok(()) => Ok(document),
        Err(mut problems) => {
            problems.splice(0..0, document.problems);
            Err(Diagnostics { sources: document.sources, problems })
        }
    }
}

fn resolve(document: &mut Document, format: Format, sets: &[String]) -> Result<(), Vec<Diagnostic>> {
    let table = document.parse(0, format)?;
    let mut chain = Vec::new();
    document.root = extend(document, table, 0, &mut chain)?;
    apply_sets(document, sets)
}

/// Lays a table over the file that it extends, if it does.
fn extend(
    document: &mut Document,
    mut table: Table,
    source: usize,
    chain: &mut Vec<(PathBuf, String)>,
) -> Result<Table, Vec<Diagnostic>> {
    if chain.is_empty()
        && let Some(path) = document.path_of(source)
    {
        chain.push((path, document.sources.files[source].name.clone()));
    }
    let Some(entry) = table.remove("extends") else { return Ok(table) };
    let (path, name) = base_file(document, &entry.node, source, chain).map_err(|problem| vec![problem])?;
    let text = read_file(&path, &name)
        .map_err(|problem| vec![problem.label(entry.node.origin.clone(), "named here")])?;
    let base_source = document.add_source(&name, text, path.parent().map(Path::to_owned));
    let base = document.parse(base_source, Format::of_name(&name))?;
    chain.push((path, name));
    let mut base = extend(document, base, base_source, chain)?;
    lay_over(&mut base, table, "");
    Ok(base)
}

/// The file that `extends` names: beside the file that names it, inside the first file's directory, not in the chain.
fn base_file(
    document: &Document,
    node: &Node,
    source: usize,
    chain: &[(PathBuf, String)],
) -> Result<(PathBuf, String), Diagnostic> {
    let here = |problem: Diagnostic, text: &str| problem.at("extends").label(node.origin.clone(), text);
    let Some(written) = node.as_text() else {
        let problem =
            Diagnostic::error("E013", format!("`extends` is {}, expected a file name", node.described()));
        return Err(here(problem, "not a text").help("write `extends = \"base.toml\"`"));
    };
    let path = document.file_beside(source, written).map_err(|problem| here(problem, "named here"))?;
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let names = || chain.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" → ");
    if chain.iter().any(|(earlier, _)| *earlier == path) {
        let message = format!("`extends` goes in a circle: {} → {}", names(), name(&path));
        return Err(here(Diagnostic::error("E010", message), "closes the circle")
            .help("one of the files must stand on its own"));
    }
    if chain.len() > MAX_DEPTH {
        let message = format!("more than {MAX_DEPTH} files extend one another: {}", names());
        return Err(here(Diagnostic::error("E010", message), "one too many"));
    }
    let shown = Path::new(&document.sources.files[source].name).with_file_name("").join(written);
    Ok((path, shown.to_string_lossy().into_owned()))
}

impl Document {
    /// The canonical path of a source that is a file.
    fn path_of(&self, source: usize) -> Option<PathBuf> {
        let directory = self.directories.get(source)?.as_ref()?;
        let name = Path::new(&self.sources.files[source].name).file_name()?;
        directory.join(name).canonicalize().ok()
    }

    /// The canonical path of a file that a source names; it must lie inside the first file's directory.
    ///
    /// # Errors
    /// A problem without a place: the caller knows it.
    pub(super) fn file_beside(&self, source: usize, written: &str) -> Result<PathBuf, Diagnostic> {
        let directory =
            self.directories.get(source).and_then(Option::as_ref).or(self.root_directory.as_ref());
        let (Some(directory), Some(root)) = (directory, &self.root_directory) else {
            return Err(Diagnostic::error(
                "E009",
                format!("{} can't be read from a text that is no file", words::quoted(written)),
            )
            .help("save the scenario as a file, or write everything into it"));
        };
        let path = directory.join(written).canonicalize().map_err(|error| {
            Diagnostic::error("E008", format!("cannot read {}: {}", words::quoted(written), reason(&error)))
                .help("file names are relative to the file that holds them")
        })?;
        if !path.starts_with(root) {
            return Err(Diagnostic::error(
                "E009",
                format!("{} lies outside the scenario's directory", words::quoted(written)),
            )
            .help("a scenario reads only files beside or below the first file; copy the file there"));
        }
        Ok(path)
    }
}

fn read_root(document: &mut Document, path: &Path) -> Result<Format, Diagnostic> {
    if path == Path::new("-") {
        let name = "standard input";
        let text = document::decode(
            name,
            read_capped(io::stdin().lock()).map_err(|error| unreadable(name, &error))?,
        )?;
        let format = Format::of_text(&text);
        document.root_directory = Path::new(".").canonicalize().ok();
        document.add_source(name, text, document.root_directory.clone());
        return Ok(format);
    }
    let name = path.to_string_lossy().into_owned();
    let text = read_file(path, &name)?;
    let directory = path.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned));
    document.root_directory.clone_from(&directory);
    document.add_source(&name, text, directory);
    Ok(Format::of_name(&name))
}

fn apply_sets(document: &mut Document, sets: &[String]) -> Result<(), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    for word in sets {
        let source = document.add_source("--set", word.clone(), None);
        match set(document, word, source) {
            Ok((table, path, value)) => document.replace(&path, table, value),
            Err(mut found) => problems.append(&mut found),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    files::inline(document);
    Ok(())
}

/// A word `PATH=VALUE` is itself a line of TOML: that gives its type and its places.
fn set(
    document: &mut Document,
    word: &str,
    source: usize,
) -> Result<(Table, String, String), Vec<Diagnostic>> {
    let origin = Origin::Text { source, range: 0..word.len() };
    let refused = |message: String, label: &str| {
        let problem = Diagnostic::error("E011", message).label(origin.clone(), label);
        vec![problem.help("write `--set window.length_months=12` or `--set 'time.start=\"2012-05\"'`: values are TOML, texts in quotes")]
    };
    let Some((path, value)) = word.split_once('=') else {
        return Err(refused(format!("{} is not PATH=VALUE", words::quoted(word)), "no `=`"));
    };
    let (path, value) = (path.trim().to_owned(), value.trim().to_owned());
    let table = document
        .parse(source, Format::Toml)
        .map_err(|_| refused(format!("the value of `{path}` is not TOML"), "not a TOML value"))?;
    if table.entries().len() != 1 || value.is_empty() || word.contains('\n') {
        return Err(refused(format!("{} is not one PATH=VALUE", words::quoted(word)), "more than one"));
    }
    if table.get("extends").is_some() {
        return Err(refused("`extends` can't be set from outside".to_owned(), "belongs in a file"));
    }
    Ok((table, path, value))
}

/// A document that could not even be begun.
impl From<Diagnostic> for Diagnostics {
    fn from(problem: Diagnostic) -> Self {
        Self { sources: Sources::default(), problems: vec![problem] }
    }
}
