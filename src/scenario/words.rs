//! Small words of messages: numbers, quotes, lists, nearest names.

/// A number as a person would write it in a scenario: `0.25`, `5_000_000`, `1e18`.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        return format!("{value:e}");
    }
    let plain = format!("{value}");
    if value != value.trunc() || size < 1e5 { plain } else { grouped(&plain) }
}

/// Thousands apart, as TOML allows it.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut text = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

/// A table by its path; the file itself at the root.
pub(crate) fn table(path: &str) -> String {
    if path.is_empty() { "the scenario".to_owned() } else { format!("`{path}`") }
}

/// A text in quotes, cut where it is long, control signs made visible.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().count() > LONGEST { format!("\"{shown}…\"") } else { format!("\"{shown}\"") }
}

/// A whole text as TOML writes it.
pub(crate) fn quoted_whole(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `a`, `a or b`, `a, b or c`, each in backticks.
pub(crate) fn either<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// The name most like the one given, where one is near enough to be meant.
pub(crate) fn nearest<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const NEAR: f64 = 0.75;
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&given.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// `did you mean …?`, or the names there are where none is near.
pub(crate) fn suggestion<'a>(
    given: &str,
    names: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    const SHOWN: usize = 12;
    if let Some(name) = nearest(given, names.clone()) {
        return Some(format!("did you mean `{name}`?"));
    }
    let mut names: Vec<&str> = names.into_iter().collect();
    let more = names.len() > SHOWN;
    names.truncate(SHOWN);
    match (names.is_empty(), more) {
        (true, _) => None,
        (false, false) => Some(format!("expected {}", either(names))),
        (false, true) => Some(format!("such as {}", either(names))),
    }
}

/// `a`, `b` and `c`, each in backticks.
pub(crate) fn list<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
