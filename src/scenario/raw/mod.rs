//! The fixed parts of a scenario file as serde sees them; quantities are read apart, by the catalogue.
//!
//! Every field is optional here: what must be there depends on what else is there, and `validate` knows that.

mod citation;
mod field;
mod loose;
mod named;
mod observed;
mod words;

pub(super) use citation::SourcePart;
pub(super) use field::Field;
pub(super) use loose::{Anything, Texts};
pub(super) use named::Named;
pub(super) use observed::ObservedPart;
pub(super) use words::{ChanceWord, DesignWord, Grade, JudgedWord, OrderWord, PoolWord};

use schemars::JsonSchema;

macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, serde::Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub(super) struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl $name {
            /// The keys of the table.
            #[allow(dead_code, reason = "not every mirror is read beside other keys")]
            pub(super) const KEYS: &'static [&'static str] = &[$(stringify!($field)),*];
        }
    };
}

mirror! {
    /// A scenario file.
    File {
        /// Version of the file format: 1.
        format: Field<u64>,
        /// What the scenario is called.
        title: Field<String>,
        /// The question that the first screen answers.
        question: Field<String>,
        /// Outputs or conditions that the first screen answers, in order.
        headline: Field<Vec<Field<String>>>,
        /// Hindcast date, such as "2005-02": what was learnt later stands in [observed] only.
        as_of: Field<String>,
        /// Grade of every input that states none.
        evidence: Field<Grade>,
        /// Another scenario file that this one builds on.
        extends: Field<Anything>,
        /// How to run it.
        run: Field<RunPart>,
        /// The calendar; without it the scenario is a static estimate.
        time: Field<TimePart>,
        /// Numbers said in public.
        claim: Field<Named<ClaimPart>>,
        /// Segments of the population: a label, then overrides by path.
        segment: Field<Named<SegmentPart>>,
        /// Offices with queues of their own: a label and share, then overrides of processing.
        office: Field<Named<OfficePart>>,
        /// The application window.
        window: Field<WindowPart>,
        /// Criteria that must all be met, and drift.
        eligibility: Field<EligibilityPart>,
        /// Shares who apply, and what moves them.
        take_up: Field<TakeUpPart>,
        /// What offices do with a file.
        processing: Field<ProcessingPart>,
        /// Fees, costs, taxes and benefits.
        money: Field<MoneyPart>,
        /// Rank correlations of named pairs.
        correlation: Field<Vec<Field<CorrelationPart>>>,
        /// Own outputs, and thresholds or labels of built-in ones.
        outputs: Field<Named<OutputPart>>,
        /// Good outcomes.
        success: Field<Named<ConditionPart>>,
        /// Bad outcomes.
        failure: Field<Named<ConditionPart>>,
        /// Variants: a label, then replacements by path.
        policy: Field<Named<PolicyPart>>,
        /// What happened.
        observed: Field<ObservedPart>,
        /// Citations by name.
        sources: Field<Named<SourcePart>>,
        /// Points of a sweep.
        sweep: Field<SweepPart>,
    }
}

mirror! {
    /// How to run a scenario.
    RunPart {
        /// Number of simulated futures.
        replicates: Field<f64>,
        /// Seed of all random streams; 1 where absent.
        seed: Field<u64>,
        /// How the uncertain inputs are placed.
        design: Field<DesignWord>,
        /// Whole people, or their means.
        chance: Field<ChanceWord>,
        /// Precision at which the run may stop.
        stop: Field<StopPart>,
    }
}

mirror! {
    /// Precision at which a run may stop.
    StopPart {
        /// Half the 95 % Monte Carlo interval, relative to the value.
        relative: Field<f64>,
        /// Half the 95 % Monte Carlo interval, in the output's unit.
        absolute: Field<f64>,
        /// The output that is judged; the first headline where absent.
        output: Field<String>,
    }
}

mirror! {
    /// The calendar.
    TimePart {
        /// Month 0, when the population is counted, such as "2012-05".
        start: Field<String>,
        /// Length of the run.
        horizon_months: Field<f64>,
    }
}

mirror! {
    /// A number said in public.
    ClaimPart {
        /// The claim in words.
        words: Field<String>,
        /// The output it is about.
        output: Field<String>,
        /// The number said.
        at_least: Field<f64>,
        /// Who said it.
        source: Field<Texts>,
    }
}

mirror! {
    /// A segment of the population.
    SegmentPart {
        /// Label for people.
        label: Field<String>,
        /// The application window.
        window: Field<WindowPart>,
    }
}

mirror! {
    /// An office with a queue of its own.
    OfficePart {
        /// Label for people.
        label: Field<String>,
        /// What offices do with a file.
        processing: Field<ProcessingPart>,
    }
}

mirror! {
    /// The application window.
    WindowPart {
        /// Month of the latest arrival that can be eligible, such as "2012-05".
        present_before: Field<String>,
    }
}

mirror! {
    /// Criteria that must all be met.
    EligibilityPart {
        /// The criteria by name.
        criterion: Field<Named<CriterionPart>>,
    }
}

mirror! {
    /// A criterion of eligibility.
    CriterionPart {
        /// The rule in words.
        rule: Field<String>,
    }
}

mirror! {
    /// Shares who apply.
    TakeUpPart {
        /// What moves the odds of applying.
        effect: Field<Named<EffectPart>>,
    }
}

mirror! {
    /// An effect on the odds of applying.
    EffectPart {
        /// Formula of the driver.
        driver: Field<String>,
    }
}

mirror! {
    /// What offices do with a file.
    ProcessingPart {
        /// In which order files are decided.
        order: Field<OrderWord>,
        /// Twelve factors on capacity, January first.
        calendar: Field<Vec<Field<f64>>>,
    }
}

mirror! {
    /// Money apart from its quantities.
    MoneyPart {
        /// Currency code, such as "RUB".
        currency: Field<String>,
        /// Year of the prices.
        price_year: Field<i32>,
        /// Whose budget.
        viewpoint: Field<String>,
    }
}

mirror! {
    /// A rank correlation of two quantities.
    CorrelationPart {
        /// Paths of the two; `segment.*.` stands for every segment.
        between: Field<Vec<Field<String>>>,
        /// Spearman rank correlation, -1 to 1.
        rank: Field<f64>,
        /// The reason.
        why: Field<String>,
    }
}

mirror! {
    /// An own output, or additions to a built-in one.
    OutputPart {
        /// Label for people.
        label: Field<String>,
        /// Formula of an own output.
        formula: Field<String>,
        /// Unit of the formula's value.
        unit: Field<String>,
        /// Values whose exceedance is counted.
        thresholds: Field<Vec<Field<f64>>>,
    }
}

mirror! {
    /// A condition that counts as success or failure.
    ConditionPart {
        /// The condition in words.
        words: Field<String>,
        /// Its formula.
        condition: Field<String>,
        /// Futures in which it is judged.
        judged_in: Field<JudgedWord>,
    }
}

mirror! {
    /// A policy variant.
    PolicyPart {
        /// Label for people.
        label: Field<String>,
    }
}

mirror! {
    /// What may stand in a quantity beside its distribution.
    QuantityPart {
        /// Unit; checked, never converted.
        unit: Field<String>,
        /// Names of [sources] entries, or text.
        source: Field<Texts>,
        /// Grade of the evidence.
        evidence: Field<Grade>,
        /// Free words.
        note: Field<String>,
        /// The figure as published, apart from the belief built on it.
        quoted: Field<f64>,
        /// Least and largest value that remain possible.
        bounds: Field<Vec<Field<f64>>>,
        /// How rival estimates are combined.
        pool: Field<PoolWord>,
    }
}

mirror! {
    /// What may stand in a rival estimate beside its distribution.
    EstimatePart {
        /// Label for people.
        label: Field<String>,
        /// Weight; the weights sum to 1.
        weight: Field<f64>,
        /// Names of [sources] entries, or text.
        source: Field<Texts>,
        /// Grade of the evidence.
        evidence: Field<Grade>,
        /// Free words.
        note: Field<String>,
        /// The figure as published, apart from the belief built on it.
        quoted: Field<f64>,
    }
}

mirror! {
    /// What may stand in a group of shares beside its members.
    GroupPart {
        /// Names of [sources] entries, or text.
        source: Field<Texts>,
        /// Grade of the evidence.
        evidence: Field<Grade>,
        /// Free words.
        note: Field<String>,
    }
}

mirror! {
    /// Shares drawn together.
    DirichletPart {
        /// Means by member; they sum to 1.
        mean: Field<Named<f64>>,
        /// Sum of the Dirichlet parameters: as sure as a survey of so many people.
        sample_size: Field<f64>,
    }
}

mirror! {
    /// An observed value of an output.
    ObservedValuePart {
        /// What happened.
        value: Field<f64>,
        /// Who says so.
        source: Field<Texts>,
        /// Free words.
        note: Field<String>,
    }
}

mirror! {
    /// How files came in over the window.
    FilingCurvePart {
        /// Cumulative shares of the window gone by.
        window_elapsed: Field<Vec<Field<f64>>>,
        /// Cumulative shares of all applications filed by then.
        applications_filed: Field<Vec<Field<f64>>>,
        /// Who says so.
        source: Field<Texts>,
        /// Free words.
        note: Field<String>,
    }
}

mirror! {
    /// Points of a sweep; read by the study.
    SweepPart {
        /// The scenario that is swept, relative to this file.
        base: Field<String>,
        /// Simulated futures at each point.
        replicates: Field<f64>,
        /// Every combination of these values.
        grid: Field<Anything>,
        /// Lists walked in step.
        zip: Field<Anything>,
        /// Points given one by one.
        list: Field<Anything>,
        /// Points of a Latin hypercube over ranges.
        latin_hypercube: Field<Anything>,
        /// Values that are the same at every point.
        fixed: Field<Anything>,
    }
}
