//! What differs between two scenarios, in lines that say path, before and after.

use super::look::Look;
use super::page::Page;
use super::text::plain;
use crate::study::diff::{Change, ChangeKind, Diff};

/// The screen of a diff.
pub fn screen(diff: &Diff, look: Look) -> String {
    let mut page = Page::new(look);
    let side = |info: &crate::summary::ScenarioInfo| {
        let file = info.file.as_ref().map(|file| format!(" ({})", plain(file))).unwrap_or_default();
        format!("{}{file}", plain(&info.title))
    };
    page.paragraph(&side(&diff.before), "from  ", 6);
    let policy = diff.policy.as_ref().map(|label| format!(", with “{}”", plain(label))).unwrap_or_default();
    page.paragraph(&format!("{}{policy}", side(&diff.after)), "to    ", 6);
    page.blank();
    if diff.same {
        page.paragraph("Nothing differs.", "", 0);
    } else {
        changes(&mut page, &diff.changes, true);
    }
    page.out
}

/// Changes, one a paragraph; those of words only where `all` are wanted, else counted.
pub(super) fn changes(page: &mut Page, changes: &[Change], all: bool) {
    for change in changes.iter().filter(|change| all || !change.words_only) {
        page.paragraph(&line(change), "  ", 6);
    }
    let words = changes.iter().filter(|change| change.words_only).count();
    if words > 0 && !all {
        let what = if words == 1 {
            "1 source, note or label".to_owned()
        } else {
            format!("{words} sources, notes and labels")
        };
        page.paragraph(&format!("and {what} (-v shows them)"), "  ", 6);
    }
}

fn line(change: &Change) -> String {
    let side = |value: &Option<String>| plain(value.as_deref().unwrap_or("–"));
    let (before, after) = (side(&change.before), side(&change.after));
    let unit = if change.unit.is_empty() { String::new() } else { format!(" {}", plain(&change.unit)) };
    let path = plain(&change.path);
    match change.kind {
        ChangeKind::Added => format!("{path}: added {after}{unit}"),
        ChangeKind::Removed => format!("{path}: removed {before}{unit}"),
        ChangeKind::Changed => format!("{path}: {before} → {after}{unit}"),
    }
}
