//! What is kept of the points: in a directory with a log, so that a killed sweep goes on, or in memory.

use super::ordered::{Ordered, RowSink};
use super::points::{Finished, Logged};
use super::{PointStatus, PointTable, RecordName, Sweep};
use crate::engine::Keeper;
use crate::random::STREAM_VERSION;
use crate::storage::{self, Io, Log, POINTS, Place, ResultDirectory, StagedFile};
use crate::summary::{TidyRow, Warning};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The log of a sweep in its directory, until the sweep is complete.
const LOG: &str = ".amnesty.sweep";
/// The log is made to survive a loss of power about so often.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// Which sweep a log belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Identity {
    version: String,
    stream_version: u32,
    hash: String,
    points: usize,
}

impl Identity {
    fn of(sweep: &Sweep) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            stream_version: STREAM_VERSION,
            hash: sweep.hash(),
            points: sweep.points(),
        }
    }

    /// What a log's own identity has that this one has not.
    fn difference(&self, bytes: &[u8]) -> Option<String> {
        match serde_json::from_slice::<Self>(bytes) {
            Ok(other) if other == *self => None,
            Ok(other) if other.version != self.version || other.stream_version != self.stream_version => {
                Some(format!("it was begun by version {}", other.version))
            }
            Ok(other) if other.points != self.points => {
                Some(format!("it has {} points, this one has {}", other.points, self.points))
            }
            Ok(_) => Some("its scenarios, values, seed or number of futures differ".to_owned()),
            Err(_) => Some("a later version began it".to_owned()),
        }
    }
}

/// Why a sweep could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Storing failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// The directory holds an unfinished sweep that is not this one.
    #[error(
        "`{}` holds an unfinished sweep that is another: {difference}; give another directory, or `--force` to begin anew",
        path.display()
    )]
    Foreign {
        /// The directory.
        path: PathBuf,
        /// What differs.
        difference: String,
    },
    /// A point could not be put into the log's format.
    #[error("cannot write a point to the log: {0}")]
    Format(#[from] serde_json::Error),
    /// Rows could not be handed on.
    #[error("cannot write rows: {0}")]
    Rows(#[source] io::Error),
}

/// The finished points of a sweep. Of each only its headline stays in memory; its rows lie in the log.
pub struct Store<'a> {
    rows: Rows<'a>,
    pub(super) points: PointTable,
    pub(super) warnings: Vec<Warning>,
    resumed: usize,
    error: Option<StoreError>,
}

/// Where the rows go.
enum Rows<'a> {
    Nowhere,
    Ordered(Ordered<'a>),
    Log(Box<Files<'a>>),
}

struct Files<'a> {
    directory: ResultDirectory<'a>,
    log: Log,
    places: Vec<Option<Place>>,
    last_sync: Instant,
}

impl<'a> Store<'a> {
    /// Keeps headlines, in memory.
    pub fn in_memory(sweep: &Sweep) -> Self {
        Self::with_rows(sweep, Rows::Nowhere)
    }

    /// Keeps headlines in memory and hands the rows of each point on as soon as those of all before it are.
    pub fn streaming(sweep: &Sweep, sink: Box<dyn RowSink + 'a>) -> Self {
        Self::with_rows(sweep, Rows::Ordered(Ordered::new(sink)))
    }

    fn with_rows(sweep: &Sweep, rows: Rows<'a>) -> Self {
        let points = PointTable::new(sweep.points());
        Self { rows, points, warnings: Vec::new(), resumed: 0, error: None }
    }

    /// Takes a directory for a sweep, and everything that an earlier, interrupted one has left there of the same.
    ///
    /// # Errors
    /// As [`ResultDirectory::open`]; [`StoreError::Foreign`] where another sweep is unfinished there. With `force`
    /// that, and a finished result, give way.
    pub fn in_directory(io: &'a dyn Io, path: &Path, force: bool, sweep: &Sweep) -> Result<Self, StoreError> {
        if path.exists() && !path.is_dir() {
            return Err(storage::Error::NotADirectory { path: path.to_owned() }.into());
        }
        let (identity, log_path) = (Identity::of(sweep), path.join(LOG));
        let found = Log::read(io, &log_path, &mut |_, _| {})?;
        let difference = found.as_ref().map(|found| identity.difference(&found.identity));
        let goes_on = matches!(difference, Some(None));
        // A log beside a result is that of a sweep that was to replace it, or was not taken away any more after it
        // did: the same command goes on, or takes it away.
        let mut directory = ResultDirectory::open(io, path, force || goes_on, bytes_needed(sweep))?;
        if !goes_on {
            if let (Some(Some(difference)), false) = (difference, force) {
                return Err(StoreError::Foreign { path: path.to_owned(), difference });
            }
            if ResultDirectory::is_taken(path, POINTS) && !force {
                return Err(storage::Error::Exists { path: path.join(POINTS) }.into());
            }
            directory.clear_below()?;
        }
        let staged = directory.below(POINTS);
        let records = if staged.exists() { staged } else { path.join(POINTS) };
        let mut store = Self::in_memory(sweep);
        let mut places = vec![None; sweep.points()];
        // Read again under the lock of the directory.
        let found = Log::read(io, &log_path, &mut |place, payload| {
            store.take_over(&records, place, payload, &mut places)
        })?;
        let log = match found.filter(|found| identity.difference(&found.identity).is_none()) {
            Some(found) => Log::go_on(io, &log_path, &found)?,
            None => Log::begin(io, &log_path, &serde_json::to_vec(&identity)?)?,
        };
        store.resumed = places.iter().flatten().count();
        store.rows = Rows::Log(Box::new(Files { directory, log, places, last_sync: Instant::now() }));
        Ok(store)
    }

    /// Takes a logged point over, if its record is there as it was logged.
    fn take_over(&mut self, records: &Path, place: Place, payload: &[u8], places: &mut [Option<Place>]) {
        let Ok(logged) = serde_json::from_slice::<Logged>(payload) else { return };
        let Some(point) = logged.summary.point.checked_sub(1).filter(|point| *point < places.len()) else {
            return;
        };
        let is_there = match (&logged.summary.record, &logged.record_hash) {
            (Some(name), Some(hash)) => {
                let name = name.to_string();
                let name = Path::new(&name).strip_prefix(POINTS).unwrap_or(Path::new(&name));
                let found = fs::read(records.join(name)).ok();
                found.is_some_and(|bytes| blake3::hash(&bytes).to_hex().as_str() == hash)
            }
            _ => true,
        };
        if is_there {
            places[point] = Some(place);
            self.note(point, &logged);
        }
    }

    /// Whether a point is done.
    pub fn is_done(&self, point: usize) -> bool {
        self.points.get(point).is_some_and(|point| point.status() != PointStatus::Open)
    }

    /// Points that an earlier sweep had done.
    pub fn resumed(&self) -> usize {
        self.resumed
    }

    /// Whether records are kept.
    pub fn keeps_records(&self) -> bool {
        matches!(self.rows, Rows::Log(_))
    }

    /// What went wrong with keeping, if anything did.
    pub(super) fn take_error(&mut self) -> Option<StoreError> {
        self.error.take()
    }

    fn note(&mut self, point: usize, logged: &Logged) {
        for warning in &logged.warnings {
            let same = |known: &&mut Warning| known.code == warning.code && known.path == warning.path;
            match self.warnings.iter_mut().find(same) {
                // One for all points, whichever finishes first.
                Some(known) if known.message <= warning.message => {}
                Some(known) => known.clone_from(warning),
                None => self.warnings.push(warning.clone()),
            }
        }
        self.points.set(point, &logged.summary);
    }

    fn add(&mut self, point: usize, finished: Finished) -> Result<(), StoreError> {
        let Finished { logged, record } = finished;
        if let Rows::Log(files) = &mut self.rows {
            if let Some(text) = record {
                let name = RecordName::new(point + 1, files.places.len()).to_string();
                files.directory.place(&name, text.as_bytes())?;
            }
            // After the record: what is logged is there.
            files.places[point] = Some(files.log.append(&serde_json::to_vec(&logged)?)?);
            files.sync_from_time_to_time()?;
        }
        self.note(point, &logged);
        match &mut self.rows {
            Rows::Ordered(rows) => rows.add(point, logged).map_err(StoreError::Rows),
            Rows::Nowhere | Rows::Log(_) => Ok(()),
        }
    }

    /// The tidy rows of every finished point of a directory, in the order of the points.
    ///
    /// # Errors
    /// Where the log cannot be read back.
    pub fn rows(&self) -> Result<PointRows<'_>, StoreError> {
        match &self.rows {
            Rows::Nowhere | Rows::Ordered(_) => Ok(Box::new(std::iter::empty())),
            Rows::Log(files) => logged_rows(&files.log, &files.places),
        }
    }

    /// Hands on the rows that wait for points which were not reached.
    ///
    /// # Errors
    /// What takes them reports.
    pub fn finish_rows(&mut self) -> Result<(), StoreError> {
        match &mut self.rows {
            Rows::Ordered(rows) => rows.finish().map_err(StoreError::Rows),
            Rows::Nowhere | Rows::Log(_) => Ok(()),
        }
    }

    /// Fills two final files from the rows, under their temporary names; nothing where points are kept in memory.
    ///
    /// # Errors
    /// What `fill` and storing report.
    pub fn stage_rows<E: From<StoreError>>(
        &mut self,
        [first, second]: [&str; 2],
        fill: impl FnOnce(PointRows<'_>, [&mut StagedFile; 2]) -> Result<(), E>,
    ) -> Result<(), E> {
        let Rows::Log(files) = &mut self.rows else { return Ok(()) };
        let Files { directory, log, places, .. } = &mut **files;
        let mut first = directory.stream(first).map_err(StoreError::from)?;
        let mut second = directory.stream(second).map_err(StoreError::from)?;
        fill(logged_rows(log, places)?, [&mut first, &mut second])?;
        directory.keep(first).map_err(StoreError::from)?;
        Ok(directory.keep(second).map_err(StoreError::from)?)
    }

    /// Stages a final file that is filled from what is known already; nothing where points are kept in memory.
    ///
    /// # Errors
    /// As [`ResultDirectory::stage`].
    pub fn stage(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let Rows::Log(files) = &mut self.rows else { return Ok(()) };
        Ok(files.directory.stage(name, fill)?)
    }

    /// Gives the staged final files their names, everything synced before; then takes the log away.
    ///
    /// # Errors
    /// As [`ResultDirectory::commit`].
    pub fn commit(self, io: &dyn Io) -> Result<Vec<PathBuf>, StoreError> {
        let Rows::Log(files) = self.rows else { return Ok(Vec::new()) };
        let Files { directory, mut log, .. } = *files;
        log.sync()?;
        let root = directory.path("");
        io.sync_everything(&root).map_err(|source| storage::Error::Io {
            action: "sync",
            path: root.clone(),
            source,
        })?;
        let paths = directory.commit()?;
        let log = root.join(LOG);
        io.remove(&log).map_err(|source| storage::Error::Io { action: "remove", path: log, source })?;
        Ok(paths)
    }
}

fn logged_rows<'s>(log: &'s Log, places: &'s [Option<Place>]) -> Result<PointRows<'s>, StoreError> {
    let points = || places.iter().enumerate().filter_map(|(point, place)| Some((point, (*place)?)));
    let payloads = log.payloads(points().map(|(_, place)| place))?;
    Ok(Box::new(points().zip(payloads).map(|((point, _), payload)| {
        let logged: Logged = serde_json::from_slice(&payload?)?;
        Ok((point, logged.into_parts().1))
    })))
}

/// The rows of points in order.
pub type PointRows<'s> = Box<dyn Iterator<Item = Result<(usize, Vec<TidyRow>), StoreError>> + 's>;

impl Files<'_> {
    fn sync_from_time_to_time(&mut self) -> Result<(), StoreError> {
        if self.last_sync.elapsed() >= SYNC_EVERY {
            self.log.sync()?;
            self.last_sync = Instant::now();
        }
        Ok(())
    }
}

impl Keeper<Finished> for Store<'_> {
    fn keep(&mut self, point: usize, finished: Finished) -> bool {
        let kept = self.add(point, finished);
        self.error = kept.err().or(self.error.take());
        self.error.is_none()
    }

    fn wait(&mut self) -> bool {
        if let Rows::Log(files) = &mut self.rows
            && let Err(error) = files.sync_from_time_to_time()
        {
            self.error.get_or_insert(error);
        }
        self.error.is_none()
    }
}

/// About what the files take: records, and rows in the log and in two tables.
fn bytes_needed(sweep: &Sweep) -> u64 {
    const A_POINT: u64 = 100_000;
    (1 << 20) + A_POINT * sweep.points() as u64
}
