//! Beliefs on a terminal: one in full, or many in a table.

use super::chart::chart;
use super::look::Look;
use super::numbers::{exact, number, number_among, range, scale};
use super::text::{columns, label_room, length, paragraph, plain};
use crate::summary::belief::{BeliefDocument, BeliefSummary, Grounds, Shape, Standing};

/// Columns of the table of many beliefs; where room is short, those of [`GIVE_WAY`] go.
const HEAD: [&str; 6] = ["", "median", "90 % range", "mean", "family", "evidence"];

/// Which columns of [`HEAD`] give way to the paths, the first first.
const GIVE_WAY: [&str; 3] = ["mean", "family", "evidence"];

/// Characters that paths should have.
const PATH_ROOM: usize = 37;

/// Rival estimates side by side, at most.
const SIDE_BY_SIDE: usize = 4;

/// The screen: in full where there is one belief.
pub fn screen(document: &BeliefDocument, look: Look) -> String {
    let look = Look { width: look.width.max(40), ..look };
    match document.beliefs.as_slice() {
        [one] => full(one, look),
        [] => format!("{}\nNothing in this scenario is uncertain.\n", plain(&document.title)),
        many => format!("{}{}", heading(&document.title, look), table(many, look)),
    }
}

fn heading(text: &str, look: Look) -> String {
    let text = paragraph(&plain(text), "", 0, look.width);
    if look.colour { format!("\u{1b}[1m{}\u{1b}[0m\n", text.trim_end()) } else { text }
}

fn table(beliefs: &[BeliefSummary], look: Look) -> String {
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    rows.extend(beliefs.iter().map(row));
    for name in GIVE_WAY {
        if label_room(&rows, look.width) < PATH_ROOM
            && let Some(place) = rows[0].iter().position(|head| head == name)
        {
            rows.iter_mut().for_each(|row| drop(row.remove(place)));
        }
    }
    let room = label_room(&rows, look.width);
    for row in &mut rows {
        row[0] = breakable(&row[0], room);
    }
    columns(&rows, look.width)
}

fn row(belief: &BeliefSummary) -> Vec<String> {
    let unit = match unit_word(&belief.unit).as_str() {
        "" | "people" => String::new(),
        // The path says it already.
        "months" | "a year" if belief.path.ends_with("_months") || belief.path.ends_with("per_year") => {
            String::new()
        }
        unit => format!(", {unit}"),
    };
    let ends = if belief.standing == Standing::Uncertain {
        range(&at(&belief.shape, "p05", &belief.unit), &at(&belief.shape, "p95", &belief.unit))
    } else {
        "–".to_owned()
    };
    vec![
        format!("{}{unit}", plain(&belief.path)),
        at(&belief.shape, "p50", &belief.unit),
        ends,
        cell(&belief.shape, belief.shape.mean, &belief.unit),
        belief.family.clone(),
        evidence(belief),
    ]
}

/// A path that is too long may break after a dot.
fn breakable(label: &str, room: usize) -> String {
    let path = label.split(' ').next().unwrap_or(label);
    if length(path) <= room {
        return label.to_owned();
    }
    let mut dots = path.match_indices('.').map(|(place, _)| place + 1);
    match dots.rfind(|place| *place <= room) {
        Some(place) => format!("{} {}", &label[..place], &label[place..]),
        None => label.to_owned(),
    }
}

/// What the printed number leaves unsaid of its unit.
fn unit_word(unit: &str) -> String {
    match unit.strip_prefix("share") {
        Some(rest) => rest.replacen('/', "a ", 1),
        None => plain(unit),
    }
}

fn at(shape: &Shape, key: &str, unit: &str) -> String {
    cell(shape, shape.quantiles.get(key).copied(), unit)
}

fn cell(shape: &Shape, value: Option<f64>, unit: &str) -> String {
    let [low, high] = ["p01", "p99"].map(|key| shape.quantiles.get(key).copied().unwrap_or(0.0));
    // Beside the rest of the belief, rounding is nothing.
    let is_nothing = |value: f64| value.abs() < 1e-12 * low.abs().max(high.abs());
    let value = value.map(|value| if is_nothing(value) { 0.0 } else { value });
    value.map_or("–".to_owned(), |value| number_among(value, high - low, scale(unit)))
}

fn evidence(belief: &BeliefSummary) -> String {
    let mut of_estimates = belief.estimates.iter().map(|(_, one)| one.evidence.grade.as_deref());
    let first = of_estimates.next().flatten();
    let joint = if of_estimates.all(|grade| grade == first) { first } else { Some("mixed") };
    match (belief.standing, belief.evidence.grade.as_deref().or(joint)) {
        (Standing::Default, _) => "default".to_owned(),
        (_, Some(grade)) => grade.to_owned(),
        (Standing::Set, None) => "set".to_owned(),
        (Standing::Uncertain, None) => "–".to_owned(),
    }
}

fn full(belief: &BeliefSummary, look: Look) -> String {
    let mut out = heading(&title(belief), look);
    let width = look.width.min(100);
    if let Some(meaning) = &belief.meaning {
        out.push_str(&paragraph(&plain(meaning), "", 0, width));
    }
    out.push('\n');
    out.push_str(&paragraph(&in_words(belief), "  ", 2, width));
    let chart = chart(belief, look.width);
    if !chart.is_empty() {
        out.push_str(&format!("\n{chart}"));
    }
    if belief.standing == Standing::Uncertain {
        out.push('\n');
        out.push_str(&statistics(belief, look.width));
    }
    let mut notes = notes(belief);
    if let Some(error) = belief.rank_error.filter(|_| look.all) {
        notes.push(format!("Drawn from a table of its quantiles, right to {error:.0e} in rank."));
    }
    if !notes.is_empty() {
        out.push('\n');
        notes.iter().for_each(|note| out.push_str(&paragraph(&plain(note), "", 2, width)));
    }
    out
}

fn title(belief: &BeliefSummary) -> String {
    let kind = match (belief.standing, belief.estimates.len()) {
        (Standing::Set, _) => "set".to_owned(),
        (Standing::Default, _) => "documented default".to_owned(),
        (_, 0) => belief.family.clone(),
        (_, n) => format!("{} of {n} estimates", belief.family.replace('_', " ")),
    };
    let unit = match unit_word(&belief.unit).as_str() {
        "" => String::new(),
        unit => format!(", {unit}"),
    };
    format!("{}{unit} ({kind})", belief.path)
}

/// What it says, in a sentence.
fn in_words(belief: &BeliefSummary) -> String {
    let (unit, shape) = (&belief.unit, &belief.shape);
    if belief.standing != Standing::Uncertain {
        return format!("It is {}.", cell_exact(shape.quantiles.get("p50").copied(), unit));
    }
    if let ("bernoulli", Some(chance)) = (belief.family.as_str(), shape.mean) {
        return format!("It happens in {} of the futures.", number(chance, None, "share"));
    }
    let between = |low: &str, high: &str| {
        let (low, high) = (at(shape, low, unit), at(shape, high, unit));
        if low == high { format!("at {low}") } else { format!("from {}", range(&low, &high)) }
    };
    format!("Half of the futures lie {}, nine in ten {}.", between("p25", "p75"), between("p05", "p95"))
}

fn cell_exact(value: Option<f64>, unit: &str) -> String {
    value.map_or("–".to_owned(), |value| exact(value, scale(unit)))
}

/// One column for the belief, one for each estimate.
fn statistics(belief: &BeliefSummary, width: usize) -> String {
    let estimates: Vec<_> = belief.estimates.iter().collect();
    let mut out = String::new();
    for few in estimates.chunks(SIDE_BY_SIDE).chain(estimates.is_empty().then_some(&[][..])) {
        let all = few.iter().map(|(_, one)| &one.shape);
        let shapes: Vec<&Shape> = std::iter::once(&belief.shape).chain(all).collect();
        let mut rows = Vec::new();
        let mut add = |label: &str, cells: Vec<String>| {
            rows.push(std::iter::once(label.to_owned()).chain(cells).collect::<Vec<_>>());
        };
        if !few.is_empty() {
            let names = few.iter().map(|(name, _)| plain(name));
            add("", std::iter::once("pooled".to_owned()).chain(names).collect());
            let weights = few.iter().map(|(_, one)| number(one.weight, None, "share"));
            add("weight", std::iter::once(String::new()).chain(weights).collect());
        }
        for (key, _) in crate::summary::belief::BELIEF_PERCENTILES {
            add(key, shapes.iter().map(|shape| at(shape, key, &belief.unit)).collect());
        }
        add("mean", shapes.iter().map(|shape| cell(shape, shape.mean, &belief.unit)).collect());
        add("sd", shapes.iter().map(|shape| cell(shape, shape.sd, &belief.unit)).collect());
        let end =
            |value: Option<f64>| value.map_or("none".to_owned(), |v| number(v, None, scale(&belief.unit)));
        add("least possible", shapes.iter().map(|shape| end(shape.min)).collect());
        add("most possible", shapes.iter().map(|shape| end(shape.max)).collect());
        let grounds: Vec<&Grounds> =
            std::iter::once(&belief.evidence).chain(few.iter().map(|(_, one)| &one.evidence)).collect();
        if grounds.iter().any(|grounds| grounds.quoted.is_some()) {
            add("published", grounds.iter().map(|one| published(one, &belief.unit)).collect());
            add("futures up to it", grounds.iter().map(|one| level(one)).collect());
        }
        out.push_str(&columns(&rows, width));
    }
    out
}

fn published(grounds: &Grounds, unit: &str) -> String {
    grounds.quoted.map_or(String::new(), |quoted| exact(quoted, scale(unit)))
}

fn level(grounds: &Grounds) -> String {
    match grounds.quoted_level {
        None => String::new(),
        Some(level) => number(level, None, "share"),
    }
}

/// Where it comes from and what to know about it, a line each.
fn notes(belief: &BeliefSummary) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(other) = &belief.shares_draw_of {
        notes.push(format!("Has no value of its own: it shares the draw of {other}."));
    }
    if let Some([low, high]) = belief.bounds {
        let unit = scale(&belief.unit);
        let ends = range(&exact(low, unit), &exact(high, unit));
        notes.push(match 1.0 - belief.mass_within_bounds {
            beyond if beyond > 0.0 => {
                let beyond = number(beyond, None, "share");
                format!("Bounds from {ends}: {beyond} of the belief lay beyond them and is left out.")
            }
            _ => format!("Bounds from {ends}: they cut nothing off."),
        });
    }
    if let Some(text) = grounds_in_words(&belief.evidence) {
        notes.push(format!("Rests on: {text}"));
    }
    for (name, one) in belief.estimates.iter() {
        let grounds = grounds_in_words(&one.evidence).unwrap_or_else(|| "nothing is said".to_owned());
        notes.push(format!("{name} ({}, {}) rests on: {grounds}", one.label, one.family));
    }
    for pair in &belief.correlations {
        let why = pair.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        notes.push(format!(
            "Goes with {} (rank correlation {}){why}",
            pair.with,
            number(pair.rank, None, "")
        ));
    }
    if belief.approximate {
        notes
            .push("Its parameters are uncertain: these figures are right to two or three digits.".to_owned());
    }
    for warning in &belief.warnings {
        let code = warning.code.as_ref().map(|code| format!(" [{code}]")).unwrap_or_default();
        notes.push(format!("Warning{code}: {}.", warning.message.trim_end_matches('.')));
    }
    notes
}

fn grounds_in_words(grounds: &Grounds) -> Option<String> {
    let grade = grounds.grade.as_ref().map(|grade| match grade.as_str() {
        "assumption" => "an assumption.".to_owned(),
        grade => format!("{grade} evidence."),
    });
    let sources = (!grounds.source.is_empty()).then(|| format!("{}.", grounds.source.join("; ")));
    let parts: Vec<String> = [grade, sources, grounds.note.clone()].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
