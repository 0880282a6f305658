//! The plain loop of W1 as a program of its own, for whole-process measurements beside the command:
//! `cargo bench --bench plain_loop -- 10000000 2`.

#[allow(dead_code, reason = "the plain programme has its place in another bench")]
mod plain;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let replicates = numbers.first().copied().unwrap_or(1_000_000);
    let threads = numbers.get(1).copied().unwrap_or(2);
    for (mean, sd, percentiles) in plain::funnel(replicates, threads) {
        println!("{mean:.6e} {sd:.6e} {percentiles:.6?}");
    }
}
