//! The report: one self-contained HTML page, made from a record alone.
//!
//! A page is first made as plain data ([`Page`]), one concept a file; charts come from [`svg`](super::svg); a template
//! puts the data into words and order. The built-in template can be replaced by one of the user's own, which gets the
//! same data. Everything from a scenario is escaped; a page asks the network for nothing.

mod assumptions;
mod conditions;
mod distribution;
mod drivers;
mod estimates;
mod exceedance;
mod figure;
mod figures;
mod flow;
mod glossary;
mod hindcast;
mod map;
mod months;
mod names;
mod page;
mod policies;
mod quality;
mod reproduce;
mod spread;
mod study;
mod subject;
mod unknown;

pub use figure::{Figure, Table};
pub use map::sweep;
pub use page::Page;
pub use policies::comparison;
pub use study::{Part, StudyPage};

use crate::output::svg::escape;
use crate::summary::Record;
use minijinja::{AutoEscape, Environment, Output, State, Value, context, escape_formatter};
use serde::Serialize;

/// Name of the page's own template.
const PAGE: &str = "report.html.j2";

/// Name of the template of a study's page.
const STUDY: &str = "study.html.j2";

/// The built-in templates: the pages, and what they are put together from.
const TEMPLATES: [(&str, &str); 5] = [
    (STUDY, include_str!("study.html.j2")),
    (PAGE, include_str!("report.html.j2")),
    ("figure.html.j2", include_str!("figure.html.j2")),
    ("style.css", include_str!("style.css")),
    ("page.js", include_str!("page.js")),
];

/// A template that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    message: String,
}

impl From<minijinja::Error> for TemplateError {
    fn from(error: minijinja::Error) -> Self {
        let line = error.line().map(|line| format!(" in line {line}")).unwrap_or_default();
        let name = error.name().map(|name| format!("template `{name}`{line}: ")).unwrap_or_default();
        let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
        Self { message: format!("{name}{}{detail}", error.kind()) }
    }
}

/// The page of a record by the built-in template.
///
/// # Errors
/// None in practice: the built-in templates fit their data. Passed on rather than assumed.
pub fn html(record: &Record) -> Result<String, TemplateError> {
    render(&Page::new(record), None)
}

/// A page by the built-in template, or by another text that gets the same data as `page`.
///
/// # Errors
/// [`TemplateError`] where the template is no template or uses what is not there.
pub fn render(page: &Page, template: Option<&str>) -> Result<String, TemplateError> {
    fill(PAGE, page, template)
}

/// The page of a study, as [`render`].
///
/// # Errors
/// As [`render`].
pub fn render_study(page: &StudyPage, template: Option<&str>) -> Result<String, TemplateError> {
    fill(STUDY, page, template)
}

fn fill(built_in: &str, page: impl Serialize, template: Option<&str>) -> Result<String, TemplateError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_formatter(unbroken_text);
    environment.add_filter("breaks", breaks);
    environment.add_filter("code", code);
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    let own;
    let template = match template {
        None => environment.get_template(built_in)?,
        Some(text) => {
            own = text;
            environment.template_from_named_str("the template given", own)?
        }
    };
    Ok(template.render(context! { page })?)
}

/// Text as the page writes it: escaped, and with no line break between a number and its "million" or "%".
fn unbroken_text(out: &mut Output<'_>, state: &State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() => escape_formatter(out, state, &Value::from(figure::unbroken(text))),
        _ => escape_formatter(out, state, value),
    }
}

/// The filter `code`: a message whose paths and options stand between backticks.
fn code(text: &str) -> Value {
    let parts = text.split('`').enumerate();
    let html = |(place, part): (usize, &str)| match place % 2 {
        0 => escape(&figure::unbroken(part)),
        _ => format!("<code>{}</code>", breaks(part)),
    };
    Value::from_safe_string(parts.map(html).collect())
}

/// The filter `breaks`: a path, a unit or an address that may break after its marks rather than within a word.
fn breaks(text: &str) -> Value {
    let mut html = String::new();
    let text = escape(&figure::unbroken(text));
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        html.push(c);
        let in_a_number = characters.peek().is_none_or(char::is_ascii_digit);
        if matches!(c, '.' | '_' | '/' | '=') && !in_a_number {
            html.push_str("<wbr>");
        }
    }
    Value::from_safe_string(html)
}
