//! A byte of a table in words: its line, its column, its rows.

use crate::output::numbers::count;
use crate::output::parquet;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// The place of a byte in a table; what its rows are is said by `rows`: "futures".
pub fn place(path: &Path, byte: u64, rows: &str) -> io::Result<String> {
    let file = File::open(path)?;
    if byte >= file.metadata()?.len() {
        return Ok("it ends too early".to_owned());
    }
    if path.extension().is_some_and(|extension| extension == "csv") {
        return in_csv(BufReader::new(file), byte);
    }
    Ok(match parquet::whereabouts(file, byte) {
        Some((column, of)) => {
            format!("`{column}` differs in {rows} {} to {}", count(of.start), count(of.end.saturating_sub(1)))
        }
        None => format!("byte {} differs, which is of no column", count(byte)),
    })
}

/// The line and the column in which a byte lies.
fn in_csv(mut file: impl BufRead, byte: u64) -> io::Result<String> {
    let (mut header, mut line, mut start, mut number) = (String::new(), Vec::new(), 0, 0);
    loop {
        line.clear();
        let length = file.read_until(b'\n', &mut line)? as u64;
        number += 1;
        if number == 1 {
            header = String::from_utf8_lossy(&line).trim_end().to_owned();
        }
        if length == 0 || start + length > byte {
            break;
        }
        start += length;
    }
    let before = &line[..(byte.saturating_sub(start) as usize).min(line.len())];
    let column = header.split(',').nth(separators(before)).unwrap_or_default();
    Ok(match number {
        1 => "line 1 differs, which names the columns".to_owned(),
        _ => format!("line {number} differs in `{column}`"),
    })
}

/// Commas outside of quotes.
fn separators(line: &[u8]) -> usize {
    let mut quoted = false;
    let is_separator = |sign: &&u8| {
        quoted ^= **sign == b'"';
        **sign == b',' && !quoted
    };
    line.iter().filter(is_separator).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_of_a_table_is_told_by_line_and_column() {
        let table = "replicate,enacted,granted\n0,true,17\n1,false,0\n\"2,\"\"3\",true,5\n";
        let told = |byte: u64| in_csv(table.as_bytes(), byte).unwrap();
        assert_eq!(told(3), "line 1 differs, which names the columns");
        assert_eq!(told(26), "line 2 differs in `replicate`");
        assert_eq!(told(34), "line 2 differs in `granted`");
        assert_eq!(told(39), "line 3 differs in `enacted`");
        assert_eq!(told(51), "line 4 differs in `replicate`");
        assert_eq!(told(55), "line 4 differs in `enacted`");
    }
}
