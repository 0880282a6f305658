//! One document whatever the vectors and the threads: the program itself at every width that this machine has.
//!
//! Page fill, designs, quantiles, draws and formulas are compiled once for each width; a difference of one bit
//! anywhere in the pipe would change the document.

use amnesty::math::width::Width;
use assert_cmd::Command;
use std::path::Path;

/// The document of `amnesty run --json` without how long it took.
fn document(file: &str, design: &str, width: Option<Width>, threads: u32) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(file);
    let mut command = Command::cargo_bin("amnesty").unwrap();
    command.arg("run").arg(path).args(["--json", "-q", "-n", "2000", "--seed", "5", "--design", design]);
    command.args(["-j", &threads.to_string()]).env_remove("AMNESTY_WIDTH");
    if let Some(width) = width {
        command.env("AMNESTY_WIDTH", name(width));
    }
    let output = command.assert().success().get_output().stdout.clone();
    let mut document: serde_json::Value = serde_json::from_slice(&output).unwrap();
    assert!(document.as_object_mut().unwrap().remove("timing").is_some(), "the timing stands apart");
    document.to_string()
}

fn name(width: Width) -> &'static str {
    match width {
        Width::Baseline => "sse2",
        Width::Avx2 => "avx2",
        Width::Avx512 => "avx512",
    }
}

#[test]
fn every_width_and_number_of_threads_gives_the_same_bytes() {
    // Latin hypercubes take 16,384 replicates: too many for a whole programme in the ordinary suite.
    let cases = [
        ("demo.toml", &["random", "sobol"][..]),
        ("russia-2012-funnel.toml", &["random", "latin-hypercube", "sobol"]),
    ];
    for (file, designs) in cases {
        for &design in designs {
            let reference = document(file, design, None, 1);
            for (width, threads) in Width::available().zip([2, 1, 3]) {
                let other = document(file, design, Some(width), threads);
                assert!(other == reference, "{file}, {design}: {width:?} with {threads} threads");
            }
            assert!(document(file, design, None, 8) == reference, "{file}, {design}: 8 threads");
        }
    }
}

#[test]
fn a_width_that_is_none_is_refused() {
    let mut command = Command::cargo_bin("amnesty").unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/demo.toml");
    command.arg("run").arg(path).args(["-n", "256"]).env("AMNESTY_WIDTH", "neon");
    let error = command.assert().failure().get_output().stderr.clone();
    assert!(String::from_utf8_lossy(&error).contains("AMNESTY_WIDTH"), "it says what is wrong");
}
