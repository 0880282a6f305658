//! Words of which one must be chosen.

use schemars::JsonSchema;

macro_rules! word {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, JsonSchema)]
        pub(in super::super) enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }
    };
}

word! {
    /// Grade of evidence.
    Grade {
        /// Measured for this case.
        Strong = "strong",
        /// Measured elsewhere, or fitted.
        Moderate = "moderate",
        /// Indirect.
        Weak = "weak",
        /// Judgement.
        Assumption = "assumption",
    }
}

word! {
    /// How the uncertain inputs are placed.
    DesignWord {
        /// Independent draws.
        Random = "random",
        /// Independent Latin hypercubes.
        LatinHypercube = "latin-hypercube",
        /// Scrambled Sobol' sequences.
        Sobol = "sobol",
    }
}

word! {
    /// Whole people, or their means.
    ChanceWord {
        /// Draws of whole people.
        Individual = "individual",
        /// Their means, in real numbers.
        Expected = "expected",
    }
}

word! {
    /// Order of decisions.
    OrderWord {
        /// First in, first out.
        OldestFirst = "oldest_first",
        /// Eligible people's files first.
        EasyFirst = "easy_first",
    }
}

word! {
    /// Futures in which a condition is judged.
    JudgedWord {
        /// Those in which the law is enacted.
        Enacted = "enacted",
        /// All.
        All = "all",
    }
}

word! {
    /// How rival estimates are combined.
    PoolWord {
        /// Each future follows one estimate.
        Linear = "linear",
        /// Weighted geometric mean of the densities.
        Log = "log",
    }
}
