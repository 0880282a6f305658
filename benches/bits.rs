//! Raw bits of many streams, word by word in turn, for batteries that read standard input:
//! `cargo bench --bench bits | dieharder -g 200 -a`.
//!
//! A battery is to find relations between streams that a run uses side by side, so neighbours stand next to one
//! another: segments of one event, months of one segment, pages of one month.

use amnesty::random::{Kind, PAGE, PageGenerator, Stream};
use rand::Rng;
use std::io::{self, BufWriter, Write};

/// Streams whose words follow one another.
const STREAMS: usize = 32;
/// Months that follow one another within a stream.
const MONTHS: u32 = 4;

fn main() -> io::Result<()> {
    let streams: Vec<Stream> =
        (0..STREAMS).map(|i| Stream::new(1, Kind::Chance, &format!("segment{i}/file"))).collect();
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    for page in 0.. {
        let mut pages: Vec<PageGenerator> = (0..MONTHS)
            .flat_map(|month| streams.iter().map(move |stream| stream.generator(month, 0, page)))
            .collect();
        for _ in 0..PAGE {
            for generator in &mut pages {
                // A battery that has read enough closes the pipe.
                if out.write_all(&generator.next_u64().to_le_bytes()).is_err() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}
