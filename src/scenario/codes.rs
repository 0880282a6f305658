//! Every code of a problem, with what `amnesty explain CODE` says about it.

use crate::formula::codes::Code;

/// Codes of scenarios and plans, in order; those of formulas (E101 …) stand in [`crate::formula::codes`].
pub const CODES: &[Code] = &[
    code(
        "E001",
        "file that cannot be read",
        "The file does not exist, is a directory, or may not be read. `-` in place of a name reads standard input.",
    ),
    code(
        "E002",
        "not UTF-8",
        "Scenarios are UTF-8 text, with or without a byte order mark. Editors offer this as an encoding when saving.",
    ),
    code(
        "E003",
        "empty file",
        "There is nothing in the file. `amnesty init` writes a scenario to start from.",
    ),
    code(
        "E004",
        "too large or too deep",
        "A scenario file may have 8 MiB, 100,000 keys and values, and some eighty levels of nesting: far more than a person writes. \
Data belong in a CSV file that `empirical = { file = …, column = … }` names.",
    ),
    code(
        "E005",
        "not TOML or JSON",
        "The text breaks the rules of its format. Files named `.json` are strict JSON (no comments, no comma after the last entry), \
all others TOML: texts in quotes, `[section]` headings, `key = value` lines.",
    ),
    code(
        "E006",
        "key written twice",
        "A key stands once in its table. In TOML a section may be opened once; dotted keys add to it.",
    ),
    code(
        "E007",
        "unknown format",
        "`format = 1` is the language of this version. A file of a later format needs a later version.",
    ),
    code(
        "E008",
        "named file that cannot be read",
        "A file named in the scenario (`extends`, `empirical`) was not found. Names are relative to the file that holds them.",
    ),
    code(
        "E009",
        "file outside the directory",
        "A scenario reads only files in or below the directory of the first file, links followed, so that a scenario from somebody else \
cannot reach the rest of your disk. Copy the file there.",
    ),
    code(
        "E010",
        "files that extend one another",
        "`extends` leads back to a file that is already being read, or through more than 16 files. One file must stand on its own.",
    ),
    code(
        "E011",
        "--set word that cannot be read",
        "A word is PATH=VALUE with a value as TOML writes it: `window.length_months=12`, `'time.start=\"2012-05\"'`, \
`'take_up.eligible.beta={ mean = 0.5, sd = 0.1 }'`. It replaces a quantity as a whole, source included.",
    ),
    code(
        "E012",
        "unknown key",
        "The key means nothing where it stands. Typos would otherwise change nothing in silence. `amnesty schema` gives every key to an editor.",
    ),
    code(
        "E013",
        "value of another kind",
        "A number, a text in quotes, a list or a table was expected. Whole numbers may be written `1e6` or `1_000_000`.",
    ),
    code(
        "E014",
        "missing key",
        "Something that the scenario needs is not there. The message says what it is for.",
    ),
    code(
        "E015",
        "wrong unit",
        "Built-in quantities have a fixed unit; a written `unit` is checked, never converted. Units are people, share, months, a currency \
code of three capitals, and their products and quotients: RUB/person, people/month.",
    ),
    code(
        "E016",
        "number that is not finite",
        "NaN, infinity, and numbers beyond 1.8e308 are no quantities. A limit that does not exist is left out.",
    ),
    code(
        "E017",
        "value out of range",
        "The value cannot be. Shares and probabilities run from 0 to 1, never per cent; yearly probabilities too; months from 0 to 1,200; \
people up to 1e15.",
    ),
    code(
        "E018",
        "not exactly one distribution",
        "A quantity is a number, or a table with exactly one distribution, or rival estimates: `estimate.NAME = { weight, <distribution> }`.",
    ),
    code(
        "E019",
        "other parameters expected",
        "Families are given by named parameters in one of their forms; the message lists them. `amnesty explain` does not guess between them.",
    ),
    code(
        "E020",
        "impossible parameter",
        "No distribution of the family has this parameter: a standard deviation must be above 0, a mode lies between its ends, \
a beta's spread has a limit that its mean sets, percentiles ascend.",
    ),
    code(
        "E021",
        "distribution that reaches too far",
        "Some values of the distribution are impossible for this quantity, such as a share above 1. Nothing is clipped, because clipping piles \
mass on the limit. `bounds = [least, largest]` conditions the distribution; a beta stays in 0–1, a log-normal or gamma above 0.",
    ),
    code(
        "E022",
        "bounds that cannot be",
        "`bounds = [least, largest]` has two numbers in order, inside the range of the quantity, and leaves enough of the distribution: \
where nearly all of it is cut off, the distribution itself or its unit is wrong.",
    ),
    code(
        "E023",
        "weights that do not sum to 1",
        "Weights and shares sum to 1 within 1e-9. Nothing is normalised in silence, because a missing part would go unseen.",
    ),
    code(
        "E024",
        "members that do not match",
        "The shares of a group name exactly its members: `[segment_shares]` every `[segment.NAME]`, `timing.shares` front, steady and surge.",
    ),
    code(
        "E025",
        "no such output",
        "A headline, claim, observed value or stopping rule names an output: one of the built-in ones, or an `[outputs.NAME]` of the scenario. \
Headlines may name conditions as well: `failure.backlog`.",
    ),
    code(
        "E026",
        "name that is taken",
        "Own inputs, outputs and conditions share their names in formulas, and with the built-in outputs. Each stands for one thing.",
    ),
    code("E027", "not a month", "Months of the calendar are written as text: \"2012-05\"."),
    code(
        "E028",
        "quantity that cannot differ there",
        "Some quantities belong to the country, some may differ by segment, some by office. The message says which.",
    ),
    code(
        "E029",
        "count out of range",
        "At least one simulated future, at most 10^12; a horizon from 1 to 1,200 months. At 10^12 futures the simulation error is a millionth \
of the spread, which no input is known to; the thousandfold takes months on many cores, and its draws 8,000 TB a column. Memory and \
time grow in proportion to the months.",
    ),
    code(
        "E030",
        "not a name",
        "Names become parts of paths and formulas: letters a–z, digits and underscores, beginning with a letter. `label` takes any text.",
    ),
    code(
        "E031",
        "correlation that cannot be",
        "A correlation joins two different uncertain quantities, once, by their paths. A fixed number does not vary; shares drawn together \
are correlated by their sum already. `segment.*.PATH` stands for every segment with an override of its own.",
    ),
    code(
        "E032",
        "driver that looks ahead",
        "The driver of an effect on take-up is evaluated before people decide: it may use quantities, own inputs and \
`window.realised_months`, not what comes of the programme.",
    ),
    code(
        "E050",
        "sweep in place of a scenario",
        "A file with `[sweep]` describes many runs of a base scenario. `amnesty sweep FILE` runs them.",
    ),
    code(
        "E051",
        "data that cannot be read",
        "`empirical = { file, column, weights }` reads a CSV file with a header; every field of the column is a finite number.",
    ),
    code(
        "E052",
        "axis of a sweep that cannot be read",
        "An axis is a path with its values: a list (`3,6,12`), or a range with its number of values (`0.1..0.5:5`; in a file `{ from = 0.1, \
to = 0.5, points = 5 }`), both ends included. `zip` walks lists of one length in step, `list` gives points one by one, a Latin hypercube takes a \
number of points and ranges. `docs/sweeps.md` shows each.",
    ),
    code(
        "E053",
        "axes that do not fit together",
        "A path is swept once, and is not fixed or set at the same time; a sweep has at most a million points; and at least one value of each axis \
gives a good scenario.",
    ),
    code(
        "E060",
        "impossible correlation matrix",
        "The correlations contradict one another: if A goes with B and B with C, A and C cannot go strongly against each other. A matrix that \
is off by no more than 0.05 an entry is repaired with a warning; otherwise the message gives the smallest eigenvalue and the nearest \
entries that are possible.",
    ),
    code(
        "E070",
        "programme without a calendar",
        "A programme plays out month by month: it needs `[time]` with `start` and `horizon_months`.",
    ),
    code(
        "E071",
        "quantity that the programme needs",
        "The programme cannot be played without this quantity, and no default would be honest. Give it a number or a distribution.",
    ),
    code(
        "E072",
        "segments without shares",
        "Several segments share the population by `[segment_shares]`: one share for each, together 1.",
    ),
    code(
        "E073",
        "too many segments, offices, criteria or effects",
        "Every pair of a segment and an office has queues of its own, in the memory of every thread; every pair of a segment and a criterion \
or an effect has parameters of its own. A million pairs are the most. Smaller programmes are still refused before they start where \
they need more memory than is free.",
    ),
    code(
        "E085",
        "scenarios that cannot be paired",
        "A comparison takes differences future by future, so that every policy must be played on the same futures: the same seed, design, \
number of futures, start and horizon. The options `-n`, `--seed`, `--design` and `--set` hold for all scenarios that are compared.",
    ),
    code(
        "E086",
        "policy that is not there",
        "`--policy NAME` names a `[policy.NAME]` of the first scenario. `amnesty show --resolved` shows the whole scenario with its policies.",
    ),
    code(
        "W001",
        "source that is not listed",
        "A source of one word looks like the name of a `[sources]` entry, but there is none. Text with spaces is taken as the citation itself.",
    ),
    code(
        "W002",
        "bounds that cut off much",
        "Less than one part in a hundred of the distribution lies inside its bounds. That is more often a wrong unit or a slip than a belief.",
    ),
    code(
        "W003",
        "cut-off before the start",
        "People who arrive after `window.present_before` cannot be eligible. Where it lies before `time.start`, nobody who arrives in the run is; \
those who are there at the start count as present.",
    ),
    code(
        "W005",
        "input that nothing uses",
        "No formula names this own input, so that it changes nothing. Take it out, or use it.",
    ),
    code(
        "W006",
        "formula in place of a built-in output",
        "An `[outputs.NAME]` with the name of a built-in output and a formula of its own replaces the built-in one everywhere. \
Without the formula it only adds a label or thresholds.",
    ),
    code(
        "W007",
        "shares of offices that are drawn",
        "Shares of offices sum to 1. Where some of them are distributions, no future's draws do: there each is divided by the sum of all, \
so that every file goes to some office. Their means must sum to 1 within 0.05. Plain numbers are never divided.",
    ),
    code(
        "W008",
        "driver without a value",
        "In some futures the driver of an effect on take-up has no value (a division by 0, a root of a negative number). There the base share stands, \
as if the driver were at its reference. The message says in how many. Write the driver so that it has a value everywhere, such as \
`fee / max(wage, 1)`, if that is not meant.",
    ),
    code(
        "W010",
        "uncertainty removed",
        "A number set from outside (`--set`, a swept value) stands in place of a belief that differs between futures. The result no longer \
shows how uncertain that quantity is: its ranges are narrower than those of the scenario. To keep the uncertainty, set a distribution.",
    ),
    code(
        "W011",
        "take-up does not respond",
        "A lever was set or swept that people may weigh before they apply, but no driver of a `[take_up.effect.NAME]` uses it: the same people \
apply whatever its value is. Add an effect, or read the result as what follows if nobody decides differently.",
    ),
    code(
        "W012",
        "stopping rule left out",
        "Every point of a sweep plays the same number of futures, so that points differ by their policies alone. `run.stop` is for `amnesty run`; \
here `--replicates` or `[sweep] replicates` says how many.",
    ),
    code(
        "W060",
        "rank correlations repaired",
        "No quantities can be correlated as stated, but some that are correlated almost so can: no entry moved by more than 0.05. The message names each entry that moved; state the values it shows, or think again about which of the pairs is least certain.",
    ),
    code(
        "W061",
        "replicates rounded up",
        "A structured design takes its standard errors from 16 batches of whole sets or scrambles, so the number of replicates is rounded up: to 4,096, 8,192, 16,384, … for `sobol`, to a multiple of 16,384 for `latin-hypercube`. Ask for such a number, or use `random`.",
    ),
    code(
        "W070",
        "citizenship beyond the horizon",
        "The earliest possible citizenship lies after the last month of the run: citizens are 0 for no other reason. Lengthen `time.horizon_months`.",
    ),
    code(
        "W071",
        "citizenship at the edge of the horizon",
        "The earliest possible citizenship lies less than two years before the horizon: the number says more about the horizon than about the programme. Lengthen `time.horizon_months`.",
    ),
    code(
        "W085",
        "Sobol' points of different inputs",
        "Sobol' points go by the number of an input among all that are uncertain. A policy that adds or removes an uncertain input shifts \
those numbers: its futures are not those of the others. Differences stay unbiased, but pairing no longer takes the noise out. \
`random` and `latin-hypercube` go by the input's name.",
    ),
    code(
        "W086",
        "policies under which the law is not as likely",
        "Policies are judged in the futures in which the law passes under all of them. Where a policy changes how likely that is, look at the \
differences over all futures as well (`outputs` beside `outputs_if_enacted`).",
    ),
    code(
        "W087",
        "stopping rule that a comparison does not use",
        "Every policy is played on every future asked for, so that each policy's answer is that of a run of its own. Ask for the number with `-n`.",
    ),
    code(
        "W088",
        "not compared",
        "An output or condition is compared where every policy has one of that name, outputs in the same unit. Give them the same name and unit.",
    ),
    code(
        "W089",
        "no break-even under a policy",
        "A lever is searched under every policy that has it and the output, or the condition, in question. A policy of another file may have neither.",
    ),
];

const fn code(code: &'static str, title: &'static str, explanation: &'static str) -> Code {
    Code { code, title, explanation }
}

/// The explanation of a code, of scenarios or of formulas.
pub fn explain(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|entry| entry.code == code).or_else(|| crate::formula::codes::explain(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in
            fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                sources(&entry, found);
            } else {
                found.push(entry);
            }
        }
    }

    #[test]
    fn codes_are_listed_once_and_in_order() {
        assert!(CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn every_code_that_the_program_can_report_is_explained() {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        for file in files {
            let text = fs::read_to_string(&file).expect("a source file");
            let program = text.split("#[cfg(test)]").next().unwrap_or_default();
            for word in program.split('"').filter(|word| word.len() == 4 && word.starts_with(['E', 'W'])) {
                if word[1..].bytes().all(|byte| byte.is_ascii_digit()) {
                    assert!(explain(word).is_some(), "{word} in {} has no explanation", file.display());
                }
            }
        }
    }
}
