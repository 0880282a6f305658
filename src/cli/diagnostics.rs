//! Problems of a scenario as a person reads them: file, line, the underlined words, what to do.

use crate::scenario::{Diagnostic, Diagnostics, Label, Level, Origin, Sources};
use annotate_snippets::{AnnotationKind, Group, Level as Kind, Renderer, Snippet};

/// So many problems are shown; the count of the others follows.
const SHOWN: usize = 25;

/// The problems in file order, each with its place, advice and code, and a last line that counts them.
///
/// With `color`, the text carries terminal styles.
pub fn render(diagnostics: &Diagnostics, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for problem in diagnostics.problems.iter().take(SHOWN) {
        text.push_str(&renderer.render(&[report(problem, &diagnostics.sources)]));
        text.push_str("\n\n");
    }
    text.push_str(&closing(&diagnostics.problems));
    text
}

fn report<'a>(problem: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match problem.level {
        Level::Error => Kind::ERROR,
        Level::Warning => Kind::WARNING,
    };
    let message = visible(&problem.message);
    let mut group = level.primary_title(message).id(problem.code).elements(snippets(problem, sources));
    if let Some(help) = &problem.help {
        group = group.element(Kind::HELP.message(visible(help)));
    }
    group
}

/// One snippet for each text that is pointed into, the main one first.
fn snippets<'a>(
    problem: &'a Diagnostic,
    sources: &'a Sources,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut order: Vec<usize> = Vec::new();
    for (source, _) in problem.labels.iter().filter_map(place) {
        if !order.contains(&source) {
            order.push(source);
        }
    }
    let main = problem.labels.first();
    order
        .into_iter()
        .filter_map(|source| {
            let file = sources.files.get(source)?;
            let inside = |label: &&Label| place(label).is_some_and(|(other, _)| other == source);
            let annotations = problem.labels.iter().filter(inside).filter_map(|label| {
                let (_, range) = place(label)?;
                let is_main = main.is_some_and(|main| std::ptr::eq(main, label));
                let kind = if is_main { AnnotationKind::Primary } else { AnnotationKind::Context };
                Some(kind.span(clamped(range, &file.text)).label(visible(&label.text)))
            });
            Some(Snippet::source(file.text.as_str()).path(file.name.as_str()).annotations(annotations))
        })
        .collect()
}

fn place(label: &Label) -> Option<(usize, std::ops::Range<usize>)> {
    match &label.origin {
        Origin::Text { source, range } => Some((*source, range.clone())),
        Origin::Default => None,
    }
}

/// A range inside the text, on character boundaries; long ones end with their line.
fn clamped(range: std::ops::Range<usize>, text: &str) -> std::ops::Range<usize> {
    let boundary = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (boundary(range.start), boundary(range.end));
    let line = text[start..].find('\n').map_or(text.len(), |length| start + length);
    start..end.clamp(start, line.max(start))
}

/// Control signs would reach the terminal as commands.
fn visible(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { '\u{FFFD}' } else { sign }).collect()
}

fn closing(problems: &[Diagnostic]) -> String {
    let count = |level: Level, word: &str| {
        let n = problems.iter().filter(|problem| problem.level == level).count();
        match n {
            0 => None,
            1 => Some(format!("1 {word}")),
            n => Some(format!("{n} {word}s")),
        }
    };
    let counts: Vec<String> =
        [count(Level::Error, "error"), count(Level::Warning, "warning")].into_iter().flatten().collect();
    let more = match problems.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("; {more} not shown"),
    };
    // What stops a person comes before what may only surprise them.
    let first = problems.iter().find(|problem| problem.level == Level::Error).or(problems.first());
    match first.map(|problem| problem.code) {
        Some(code) => format!("{}{more}; `amnesty explain {code}` says more\n", counts.join(", ")),
        None => String::new(),
    }
}
