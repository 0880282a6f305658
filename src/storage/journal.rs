//! The journal of a commit: what makes several renames one.
//!
//! When every file of a result lies synced under its temporary name, the journal is written beside them, and its own
//! rename is the moment at which the new result replaces the old one. From then on whoever opens the directory next
//! can finish the rest; before it, the temporary files are of no use to anybody.

use super::{Error, Io, below};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Name of the journal.
pub(super) const JOURNAL: &str = ".amnesty.commit";
/// First line: what it is, and the version of its shape.
const HEAD: &str = "amnesty commit 1";

/// The names that a commit gives and takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Journal {
    /// Files that get their final names.
    pub names: Vec<String>,
    /// Files of the older result that the new one does not have.
    pub gone: Vec<String>,
    /// Directories below that come into place.
    pub below: Vec<String>,
    /// Directories below that only the older result has.
    pub gone_below: Vec<String>,
}

/// Where a file lies until it gets its final name: beside where it will lie.
pub(super) fn temporary(directory: &Path, name: &str) -> PathBuf {
    // One writer a directory: a fixed name is enough.
    let path = directory.join(name);
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(format!(".{file}.partial"))
}

impl Journal {
    /// The journal that an interrupted commit left.
    pub fn find(io: &dyn Io, directory: &Path) -> Result<Option<Self>, Error> {
        let path = directory.join(JOURNAL);
        let mut text = String::new();
        let read = io.open(&path).and_then(|mut file| file.read_to_string(&mut text));
        match read {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &path)(error)),
            Ok(_) => Self::parse(&text).map(Some).ok_or(Error::Unreadable { path }),
        }
    }

    /// Writes the journal: the commit is then decided.
    pub fn write(&self, io: &dyn Io, directory: &Path) -> Result<(), Error> {
        let (from, to) = (temporary(directory, JOURNAL), directory.join(JOURNAL));
        let write = |path: &Path| {
            let mut file = io.create(path)?;
            file.write_all(self.text().as_bytes())?;
            file.sync()
        };
        let renamed = write(&from).and_then(|()| io.rename(&from, &to));
        renamed.map_err(|error| {
            // Not decided: nothing of it may be found.
            let _ = io.remove(&from);
            Error::io("write", &to)(error)
        })
    }

    /// Gives and takes the names; what is done already is passed over, so that it can be done again.
    pub fn carry_out(&self, io: &dyn Io, directory: &Path) -> Result<(), Error> {
        // First of all the journal itself must be there to stay.
        io.sync_directory(directory).map_err(Error::io("sync", directory))?;
        for name in &self.names {
            let (from, to) = (temporary(directory, name), directory.join(name));
            if from.exists() {
                io.rename(&from, &to).map_err(Error::io("rename to", &to))?;
            }
        }
        for name in &self.below {
            below::put_in_place(io, directory, name)?;
        }
        for name in &self.gone_below {
            below::clear(io, &directory.join(name))?;
        }
        below::clear_staged(io, directory)?;
        for path in self.gone.iter().map(|name| directory.join(name)).filter(|path| path.exists()) {
            io.remove(&path).map_err(Error::io("remove", &path))?;
        }
        self.sync_parts(io, directory)?;
        io.sync_directory(directory).map_err(Error::io("sync", directory))
    }

    /// Makes what happened in the directories below survive a loss of power.
    pub fn sync_parts(&self, io: &dyn Io, directory: &Path) -> Result<(), Error> {
        let mut parts: Vec<&str> =
            self.names.iter().filter_map(|name| Some(name.split_once('/')?.0)).collect();
        parts.dedup();
        parts
            .into_iter()
            .map(|part| directory.join(part))
            .try_for_each(|part| io.sync_directory(&part).map_err(Error::io("sync", &part)))
    }

    /// Ends the commit.
    pub fn close(io: &dyn Io, directory: &Path) -> Result<(), Error> {
        let path = directory.join(JOURNAL);
        io.remove(&path).map_err(Error::io("remove", &path))?;
        // A journal that came back after a loss of power would act on the temporary files of a later run.
        io.sync_directory(directory).map_err(Error::io("sync", directory))
    }

    fn text(&self) -> String {
        let lines = |word: &str, names: &[String]| -> String {
            names.iter().map(|name| format!("{word} {name}\n")).collect()
        };
        let (names, gone) = (lines("name", &self.names), lines("gone", &self.gone));
        let (below, gone_below) = (lines("below", &self.below), lines("gone-below", &self.gone_below));
        format!("{HEAD}\n{names}{gone}{below}{gone_below}end\n")
    }

    fn parse(text: &str) -> Option<Self> {
        let mut journal = Self::default();
        let lines = text.strip_prefix(HEAD)?.strip_prefix('\n')?.strip_suffix("end\n")?;
        for line in lines.lines() {
            match line.split_once(' ')? {
                (_, name) if !is_inside(name) => return None,
                ("name", name) => journal.names.push(name.to_owned()),
                ("gone", name) => journal.gone.push(name.to_owned()),
                ("below", name) => journal.below.push(name.to_owned()),
                ("gone-below", name) => journal.gone_below.push(name.to_owned()),
                _ => return None,
            }
        }
        Some(journal)
    }
}

/// Whether a name stays in the directory, or in one directly below.
fn is_inside(name: &str) -> bool {
    let steps: Vec<&str> = name.split('/').collect();
    steps.len() <= 2 && steps.iter().all(|step| !["", ".", ".."].contains(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_is_read_as_it_was_written_and_not_otherwise() {
        let names = vec!["summary.csv".to_owned(), "record.json".to_owned()];
        let journal = Journal {
            names,
            gone: vec!["draws.csv".to_owned()],
            below: vec!["points".to_owned()],
            gone_below: vec!["no fee".to_owned()],
        };
        assert_eq!(Journal::parse(&journal.text()), Some(journal.clone()));
        let text = journal.text();
        assert!(
            (0..text.len()).all(|length| Journal::parse(&text[..length]).is_none()),
            "a part is no journal"
        );
        for name in ["../../etc/passwd", "../passwd", "/passwd", "a/b/c", "a/..", ".."] {
            assert_eq!(Journal::parse(&format!("amnesty commit 1\nname {name}\nend\n")), None, "{name}");
        }
        assert!(Journal::parse("amnesty commit 1\nname two/record.json\nend\n").is_some());
    }
}
