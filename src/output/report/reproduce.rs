//! How to get the same numbers again.

use super::subject::Subject;
use crate::output::numbers::count;
use crate::output::plain;
use serde::Serialize;

/// Everything that a person needs to make the result again.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reproduce {
    /// Commands, with what they do.
    pub commands: Vec<(String, String)>,
    /// Facts of the record: name and value.
    pub facts: Vec<(String, String)>,
}

/// From the record's provenance.
pub fn reproduce(subject: &Subject<'_>) -> Reproduce {
    let (document, made) = (subject.document(), &subject.record.provenance);
    let file = document.scenario.file.as_deref().unwrap_or("scenario.toml");
    let mut command = vec!["amnesty run".to_owned(), quoted(file)];
    command.extend(
        document
            .scenario
            .overrides
            .iter()
            .map(|(path, value)| format!("--set {}", quoted(&format!("{path}={value}")))),
    );
    if !document.run.complete {
        command.push(format!("-n {}", document.run.replicates));
    }
    let commands = vec![
        (command.join(" "), "the same numbers, to the last byte, on any number of threads".to_owned()),
        (
            "amnesty verify record.json".to_owned(),
            "runs it again and compares every byte; says what differs".to_owned(),
        ),
        (
            "amnesty replay record.json --replicate 0".to_owned(),
            "one of these futures, month by month".to_owned(),
        ),
        ("amnesty report record.json".to_owned(), "this page, from the record beside it".to_owned()),
    ];
    let seed = match document.run.seed_is_default {
        true => format!("{} (the default; the scenario names none)", made.seed),
        false => made.seed.to_string(),
    };
    let mut facts = vec![
        ("Program".to_owned(), format!("{} {}", plain(&made.program), plain(&made.version))),
        ("Random streams".to_owned(), format!("version {}", made.stream_version)),
        ("Scenario".to_owned(), format!("{file}, BLAKE3 {}", plain(&made.scenario_hash))),
        ("Seed".to_owned(), seed),
        ("Design".to_owned(), plain(&made.design)),
        ("Simulated futures".to_owned(), count(made.replicates[1].saturating_sub(made.replicates[0]))),
    ];
    facts.extend(
        document
            .scenario
            .overrides
            .iter()
            .map(|(path, value)| (format!("Replaced: {}", plain(path)), plain(value))),
    );
    Reproduce { commands, facts }
}

/// A word as a shell reads it, on one line.
fn quoted(word: &str) -> String {
    let word = plain(word);
    let bare = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(bare) {
        word
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
