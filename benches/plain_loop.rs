//! The plain loops of W1 and W2 as a program of its own, for whole-process measurements beside the command:
//! `cargo bench --bench plain_loop -- 10000000 2` plays W1, `… -- w2 100000 2` W2.

mod plain;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<usize> = arguments.iter().filter_map(|word| word.parse().ok()).collect();
    let replicates = numbers.first().copied().unwrap_or(1_000_000);
    let threads = numbers.get(1).copied().unwrap_or(2);
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().expect("a first pool of threads");
    let described = if arguments.iter().any(|word| word == "w2") {
        plain::programme::programme(replicates, threads)
    } else {
        plain::funnel(replicates, threads)
    };
    for (mean, sd, percentiles) in described {
        println!("{mean:.6e} {sd:.6e} {percentiles:.6?}");
    }
}
