//! Limits: what a quantity may be, and bounds that keep a distribution inside.

use super::families::drawn;
use super::*;

/// A distribution may put so much mass beyond a guard (not a law) such as 1,200 months.
const STRAY_MASS: f64 = 1e-6;
/// Bounds that leave less contradict the distribution.
const LEAST_MASS: f64 = 1e-20;
/// Bounds that leave less are more often a slip than a belief.
const LITTLE_MASS: f64 = 0.01;

impl Beliefs<'_> {
    pub(super) fn in_range(&mut self, context: Context<'_>, value: f64, origin: &Origin) -> Option<f64> {
        let Context { path, legal, .. } = context;
        if legal.contains(value) {
            return Some(value);
        }
        let expected = legal.expected();
        let message = format!("`{path}` is {}, expected {expected}", words::number(value));
        let problem =
            Diagnostic::error("E017", message).at(path).label(origin.clone(), format!("expected {expected}"));
        self.problems.push(match legal.advice(value) {
            Some(advice) => problem.help(advice),
            None => problem,
        });
        None
    }

    /// `Some(None)` where none are written, `None` where they are wrong.
    #[allow(clippy::option_option, reason = "the outer one is success, the inner one presence")]
    pub(super) fn bounds(
        &mut self,
        context: Context<'_>,
        field: &Field<Vec<Field<f64>>>,
    ) -> Option<Option<(f64, f64)>> {
        let Some(list) = &field.value else { return if field.is_written() { None } else { Some(None) } };
        let origin = field.origin_or(&Origin::Default);
        let path = context.path;
        let refuse = |this: &mut Self, message: String, label: &str| {
            let problem = Diagnostic::error("E022", message).at(path).label(origin.clone(), label);
            this.problems.push(problem.help("write `bounds = [least, largest]`"));
            None
        };
        let [Field { value: low, .. }, Field { value: high, .. }] = list.as_slice() else {
            return refuse(
                self,
                format!("`{path}.bounds` has {} values, expected two", list.len()),
                "expected two",
            );
        };
        let (low, high) = ((*low)?, (*high)?);
        if low >= high {
            let message = format!(
                "`{path}.bounds`: the least value {} is not below the largest {}",
                words::number(low),
                words::number(high)
            );
            return refuse(self, message, "the wrong way round");
        }
        for end in [low, high] {
            self.in_range(context, end, &origin)?;
        }
        Some(Some((low, high)))
    }

    /// Truncates to the bounds, then asks whether all that is left may be; with the mass that the bounds leave.
    pub(super) fn within(
        &mut self,
        context: Context<'_>,
        belief: Belief,
        bounds: Option<(f64, f64)>,
        bounds_origin: Option<&Origin>,
        place: &Origin,
    ) -> Option<(Belief, f64)> {
        let (belief, mass) = match bounds {
            None => (belief, 1.0),
            Some(bounds) => self.truncated(context, belief, bounds, bounds_origin.unwrap_or(place))?,
        };
        match &belief {
            Belief::Drawn(dist) | Belief::Pooled { pooled: dist, .. } => {
                self.supported(context, dist, place)?
            }
            Belief::Fixed(_) | Belief::Hierarchical { .. } => {}
        }
        Some((belief, mass))
    }

    pub(super) fn truncated(
        &mut self,
        context: Context<'_>,
        belief: Belief,
        (low, high): (f64, f64),
        place: &Origin,
    ) -> Option<(Belief, f64)> {
        let path = context.path;
        let cut = |this: &mut Self, dist: Dist| {
            let refuse = |message: String, advice: Option<String>| {
                let problem =
                    Diagnostic::error("E022", message).at(path).label(place.clone(), "cuts off nearly all");
                problem.help(advice.unwrap_or_else(|| {
                    "check the unit: bounds cut off what can't be, and leave most of the distribution"
                        .to_owned()
                }))
            };
            match dist.truncated(low, high) {
                Ok((dist, mass)) if mass >= LEAST_MASS => {
                    if mass < LITTLE_MASS {
                        let message =
                            format!("the bounds of `{path}` leave only {mass:.1e} of its distribution");
                        let problem = Diagnostic::warning("W002", message)
                            .at(path)
                            .label(place.clone(), "cuts off much");
                        this.problems
                            .push(problem.help("check the unit, or state a distribution that lies here"));
                    }
                    Some((dist, mass))
                }
                Ok((_, mass)) => {
                    this.problems.push(refuse(
                        format!("the bounds of `{path}` leave {mass:.1e} of its distribution"),
                        None,
                    ));
                    None
                }
                Err(error) => {
                    this.problems.push(refuse(
                        format!("the bounds of `{path}` leave nothing of its distribution"),
                        error.advice,
                    ));
                    None
                }
            }
        };
        match belief {
            Belief::Fixed(value) if (low..=high).contains(&value) => Some((Belief::Fixed(value), 1.0)),
            Belief::Fixed(value) => {
                let message = format!("`{path}` is {}, outside its own bounds", words::number(value));
                self.problems
                    .push(Diagnostic::error("E022", message).at(path).label(place.clone(), "bounds"));
                None
            }
            Belief::Drawn(dist) => cut(self, dist).map(|(dist, mass)| (drawn(dist), mass)),
            Belief::Pooled { pool, estimates, pooled } => {
                let (pooled, mass) = cut(self, pooled)?;
                Some((Belief::Pooled { pool, estimates, pooled }, mass))
            }
            Belief::Hierarchical { .. } => {
                let message = format!("`{path}` has bounds and parameters that are distributions");
                let problem =
                    Diagnostic::error("E022", message).at(path).label(place.clone(), "not possible here");
                self.problems.push(
                    problem.help("put the bounds on the parameters, or take a family that stays inside"),
                );
                None
            }
        }
    }

    /// No drawn value may be impossible: nothing is clipped later.
    pub(super) fn supported(&mut self, context: Context<'_>, dist: &Dist, place: &Origin) -> Option<()> {
        let Context { path, legal, .. } = context;
        let (low, high) = dist.support();
        let too_low = low < legal.min;
        let too_high = high > legal.max && (legal.max_is_law || dist.survival(legal.max) > STRAY_MASS);
        if !too_low && !too_high {
            return Some(());
        }
        let message = format!(
            "`{path}` can be {}, expected {}",
            if too_low { reach(low, "below", legal.min) } else { reach(high, "above", legal.max) },
            legal.expected()
        );
        let beta = if legal.max_is_law {
            "; a `beta` stays inside by itself"
        } else {
            "; a `lognormal` or `gamma` stays above 0"
        };
        let problem = Diagnostic::error("E021", message)
            .at(path)
            .label(place.clone(), "reaches beyond what is possible");
        self.problems.push(problem.help(format!("`bounds = {}` keeps it inside{beta}", legal.bounds())));
        None
    }
}

fn reach(end: f64, side: &str, limit: f64) -> String {
    if end.is_finite() { words::number(end) } else { format!("{side} {}", words::number(limit)) }
}
