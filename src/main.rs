//! The `amnesty` command.

fn main() {}
