//! The slow, readable twin: one future at a time, in plain arithmetic, from the text of rules D1–D46.
//!
//! It shares with the kernel only the streams (by name), the chance draws of one lane and the inputs. It keeps
//! what the kernel leaves out as irrelevant (eligibility after the window has closed, or where no law passes), and
//! works out months, waiting times and balances from whole histories instead of as it goes.
#![allow(clippy::disallowed_methods, reason = "libm is what makes the twin independent")]

use crate::setting::Setting;
use amnesty::dist::draw;
use amnesty::math::normal_quantile;
use amnesty::random::{Kind, PAGE, Stream};
use amnesty::scenario::{Chance, ProcessingOrder};
use std::cell::RefCell;
use std::collections::BTreeMap;

const TYPES: [&str; 3] = ["eligible", "ineligible", "outsiders"];

/// Pages of uniforms by kind, name and month, drawn once for all futures of a page.
#[derive(Default)]
pub struct Uniforms(RefCell<BTreeMap<Address, Vec<f64>>>);

/// Kind, name, month and page.
type Address = (u8, String, usize, u64);

impl Uniforms {
    fn at(&self, setting: &Setting, kind: Kind, name: &str, month: usize, replicate: usize) -> f64 {
        let repeat = match kind {
            Kind::Noise => setting.block.noise_repeat,
            Kind::Chance => setting.block.chance_repeat,
            _ => 0,
        };
        let page = setting.block.first_page + (replicate / PAGE) as u64;
        let mut pages = self.0.borrow_mut();
        let uniforms = pages.entry((kind as u8, name.to_owned(), month, page)).or_insert_with(|| {
            let mut out = vec![0.0; PAGE];
            Stream::new(setting.seed, kind, name).uniforms(month as u32, repeat, page, &mut out);
            out
        });
        uniforms[replicate % PAGE]
    }
}

/// Flows of a month and stocks at its end.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub files: [f64; 3],
    pub decided: f64,
    pub granted: [f64; 3],
    pub collected: f64,
    pub refused: f64,
    pub withdrawn: f64,
    pub appeals: f64,
    pub appeals_decided: f64,
    pub appeals_granted: f64,
    pub lapsed: f64,
    pub removed: f64,
    pub first_due: f64,
    pub first_renewed: f64,
    pub staff: f64,
    pub backlog: f64,
    pub eligible: f64,
    pub temporary: f64,
    pub permanent: f64,
    pub citizens: f64,
    pub other: f64,
    pub other_without: f64,
    pub irregular: f64,
    pub irregular_without: f64,
}

impl Line {
    fn legal(&self) -> f64 {
        self.temporary + self.permanent + self.citizens
    }

    fn all_files(&self) -> f64 {
        self.files.iter().sum()
    }

    fn all_granted(&self) -> f64 {
        self.granted.iter().sum()
    }

    fn plus(&self, other: &Self) -> Self {
        let three = |a: [f64; 3], b: [f64; 3]| [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
        Self {
            files: three(self.files, other.files),
            decided: self.decided + other.decided,
            granted: three(self.granted, other.granted),
            collected: self.collected + other.collected,
            refused: self.refused + other.refused,
            withdrawn: self.withdrawn + other.withdrawn,
            appeals: self.appeals + other.appeals,
            appeals_decided: self.appeals_decided + other.appeals_decided,
            appeals_granted: self.appeals_granted + other.appeals_granted,
            lapsed: self.lapsed + other.lapsed,
            removed: self.removed + other.removed,
            first_due: self.first_due + other.first_due,
            first_renewed: self.first_renewed + other.first_renewed,
            staff: self.staff + other.staff,
            backlog: self.backlog + other.backlog,
            eligible: self.eligible + other.eligible,
            temporary: self.temporary + other.temporary,
            permanent: self.permanent + other.permanent,
            citizens: self.citizens + other.citizens,
            other: self.other + other.other,
            other_without: self.other_without + other.other_without,
            irregular: self.irregular + other.irregular,
            irregular_without: self.irregular_without + other.irregular_without,
        }
    }

    /// A series by its name in the catalogue.
    pub fn series(&self, name: &str) -> f64 {
        match name {
            "applications" => self.all_files(),
            "decided" => self.decided,
            "granted" => self.all_granted(),
            "backlog" => self.backlog,
            "temporary" => self.temporary,
            "permanent" => self.permanent,
            "citizens" => self.citizens,
            "legal" => self.legal(),
            "legal_by_other_routes" => self.other,
            "irregular" => self.irregular,
            "irregular_without_amnesty" => self.irregular_without,
            other => panic!("{other}"),
        }
    }
}

/// People by label under one attrition; see the kernel's roster for why this is exact.
#[derive(Clone, Debug)]
struct Roster {
    slots: usize,
    people: Vec<f64>,
}

impl Roster {
    fn new(span: usize) -> Self {
        let slots = (span + 1).next_power_of_two();
        Self { slots, people: vec![0.0; 2 * slots] }
    }

    fn total(&self) -> f64 {
        self.people[1]
    }

    /// Deals everybody on the way to a label out between the halves, from the top.
    fn read(&mut self, label: usize, hypergeometric: impl Fn(usize, f64, f64, f64) -> f64) -> f64 {
        let leaf = self.slots + label % self.slots;
        let levels = self.slots.trailing_zeros() as usize;
        for level in 0..levels {
            let node = leaf >> (levels - level);
            let (left, right) = (self.people[2 * node], self.people[2 * node + 1]);
            let kept = hypergeometric(level, left + right, left, self.people[node]);
            self.people[2 * node + 1] = self.people[node] - kept;
            self.people[2 * node] = kept;
        }
        self.people[leaf]
    }

    /// Adds (or takes off) people whose label has been read.
    fn add(&mut self, label: usize, people: f64) {
        let mut node = self.slots + label % self.slots;
        while node > 0 {
            self.people[node] += people;
            node /= 2;
        }
    }
}

#[derive(Clone, Debug)]
struct Segment {
    name: String,
    scope: String,
    share: f64,
    eligible: f64,
    ineligible: f64,
    newcomers: f64,
    others: f64,
    refused: f64,
    other: f64,
    without: f64,
    other_without: f64,
    waiting: Vec<[f64; 3]>,
    appeals: BTreeMap<usize, [f64; 3]>,
    new: Roster,
    first: Roster,
    later: Roster,
    line: Roster,
    permanent: f64,
    late: f64,
    citizens: f64,
    opening: f64,
    closing: f64,
    so_far: f64,
    lines: Vec<Line>,
}

impl Segment {
    fn exposed(&self) -> f64 {
        self.eligible + self.ineligible + self.newcomers + self.others + self.refused
    }
}

/// One future.
pub struct Twin<'a> {
    setting: &'a Setting,
    uniforms: &'a Uniforms,
    replicate: usize,
    month: usize,
    enacted: bool,
    segments: Vec<Segment>,
}

fn round(months: f64) -> f64 {
    (months + 0.5).floor()
}

fn monthly(yearly: f64) -> f64 {
    1.0 - (1.0 - yearly).powf(1.0 / 12.0)
}

impl<'a> Twin<'a> {
    fn value(&self, scope: &str, path: &str, default: f64) -> f64 {
        self.setting.number(scope, path, self.replicate, default)
    }

    fn individual(&self) -> bool {
        self.setting.structure.chance == Chance::Individual
    }

    fn u(&self, kind: Kind, name: &str) -> f64 {
        self.uniforms.at(self.setting, kind, name, self.month, self.replicate)
    }

    fn binomial(&self, name: &str, n: f64, p: f64) -> f64 {
        if !self.individual() {
            return n * p;
        }
        let mut out = [0.0];
        draw::binomial(&[n], &[p], &[self.u(Kind::Chance, name)], &mut out);
        out[0]
    }

    fn poisson(&self, name: &str, mean: f64) -> f64 {
        if !self.individual() {
            return mean;
        }
        let mut out = [0.0];
        draw::poisson(&[mean], &[self.u(Kind::Chance, name)], &mut out);
        out[0]
    }

    fn hypergeometric(&self, name: &str, all: f64, marked: f64, taken: f64) -> f64 {
        if all <= 0.0 {
            return 0.0;
        }
        if !self.individual() {
            return marked * taken / all;
        }
        let mut out = [0.0];
        draw::hypergeometric(&[all], &[marked], &[taken], &[self.u(Kind::Chance, name)], &mut out);
        out[0]
    }

    fn noise(&self, name: &str, sd: f64) -> f64 {
        let variance = (1.0 + sd * sd).ln();
        (variance.sqrt() * normal_quantile(self.u(Kind::Noise, name)) - variance / 2.0).exp()
    }

    /// Month 0: who is there, and the calendar of this future (D1–D4).
    pub fn begin(setting: &'a Setting, uniforms: &'a Uniforms, replicate: usize) -> Self {
        let mut twin = Self { setting, uniforms, replicate, month: 0, enacted: false, segments: Vec::new() };
        twin.enacted = twin.u(Kind::Input, "enactment") < twin.value("", "enactment.probability", 1.0);
        let extended =
            twin.u(Kind::Input, "window.extension") < twin.value("", "window.extension_probability", 0.0);
        let mut people = twin.value("", "population", 0.0);
        if twin.individual() {
            people = round(people);
        }
        let mut rest = 1.0;
        let names = &setting.structure.segments;
        for (index, name) in names.iter().enumerate() {
            let share =
                if name.is_empty() { 1.0 } else { twin.value("", &format!("segment_shares.{name}"), 0.0) };
            let conditional = if index + 1 == names.len() { 1.0 } else { share / rest };
            rest -= share;
            let stock = twin.binomial(&format!("{name}/share of stock"), people, conditional);
            people -= stock;
            let mut segment = twin.segment(name, share);
            segment.without = stock;
            segment.eligible = twin.binomial(
                &format!("{name}/eligible at start"),
                stock,
                twin.eligible_share(&segment.scope),
            );
            segment.ineligible = stock - segment.eligible;
            let months = |path: &str, default| round(twin.value(&segment.scope, path, default));
            segment.opening =
                months("enactment.delay_months", 0.0) + months("window.opens_after_months", 0.0);
            let extension = if extended { months("window.extension_months", 0.0) } else { 0.0 };
            segment.closing = segment.opening + months("window.length_months", 0.0) + extension;
            twin.segments.push(segment);
        }
        twin.take_stock();
        twin
    }

    fn segment(&self, name: &str, share: f64) -> Segment {
        let horizon = self.setting.structure.horizon;
        let span = |path: &str, default: f64| match self.setting.numbers.get(path) {
            Some(crate::setting::Number::Drawn(_)) => horizon + 1,
            Some(crate::setting::Number::Fixed(value)) => (round(*value) as usize).min(horizon + 1),
            None => (default as usize).min(horizon + 1),
        };
        let permit = span("status.permit_months", 12.0).max(1);
        let second = span("status.second_permit_months", permit as f64).max(1);
        let second =
            if self.setting.numbers.contains_key("status.second_permit_months") { second } else { permit };
        Segment {
            name: name.to_owned(),
            scope: if name.is_empty() { String::new() } else { format!("segment.{name}") },
            share,
            eligible: 0.0,
            ineligible: 0.0,
            newcomers: 0.0,
            others: 0.0,
            refused: 0.0,
            other: 0.0,
            without: 0.0,
            other_without: 0.0,
            waiting: vec![[0.0; 3]; self.setting.structure.offices.len()],
            appeals: BTreeMap::new(),
            new: Roster::new(span("status.permanent.months_after_grant", 0.0)),
            first: Roster::new(permit),
            later: Roster::new(permit.max(second)),
            line: Roster::new(span("status.citizenship.months_after_permanent", 0.0)),
            permanent: 0.0,
            late: 0.0,
            citizens: 0.0,
            opening: 0.0,
            closing: 0.0,
            so_far: 0.0,
            lines: Vec::new(),
        }
    }

    fn eligible_share(&self, scope: &str) -> f64 {
        let share =
            |name: &String| self.value(scope, &format!("eligibility.criterion.{name}.pass_share"), 1.0);
        self.setting.structure.criteria.iter().map(share).product()
    }

    /// One month, in the order of D8.
    pub fn step(&mut self) {
        self.month += 1;
        let mut segments = std::mem::take(&mut self.segments);
        segments.iter_mut().for_each(|s| s.lines.push(Line::default()));
        segments.iter_mut().for_each(|s| self.arrive(s));
        for s in &mut segments {
            self.leave(s);
            if self.enacted {
                self.leave_status(s);
                let removed = self.binomial(
                    &self.name(s, "removal"),
                    s.refused,
                    self.rate(s, "flows.refused_removed_per_year"),
                );
                s.refused -= removed;
                s.lines[self.month].removed = removed;
            }
            self.drift(s);
        }
        if self.enacted {
            self.apply(&mut segments);
            self.decide(&mut segments);
            for s in &mut segments {
                self.status(s);
            }
        }
        segments.iter_mut().for_each(|s| self.other_routes(s));
        self.segments = segments;
        self.take_stock();
    }

    fn name(&self, s: &Segment, event: &str) -> String {
        format!("{}/{event}", s.name)
    }

    fn rate(&self, s: &Segment, path: &str) -> f64 {
        monthly(self.value(&s.scope, path, 0.0))
    }

    fn arrive(&self, s: &mut Segment) {
        let population = self.value("", "population", 0.0);
        let population = if self.individual() { round(population) } else { population };
        let mean = self.value("", "flows.arrivals_per_year", 0.0) / 12.0 * population * s.share;
        let mut pull = 0.0;
        if self.month as f64 <= round(self.value("", "flows.announcement_pull_months", 0.0)) {
            let decay = self.value("", "flows.announcement_pull_decay_months", f64::INFINITY);
            pull =
                self.value("", "flows.announcement_pull", 0.0) * (-((self.month - 1) as f64) / decay).exp();
        }
        let name = self.name(s, "arrivals");
        s.without += self.poisson(&name, mean);
        let arrivals = self.poisson(&name, mean * (1.0 + pull).max(0.0));
        let cut_off = self.setting.structure.cut_off[0].unwrap_or(usize::MAX);
        // Who comes after the window has closed can never file, whatever he is.
        if self.month > cut_off || self.month as f64 > s.closing {
            s.newcomers += arrivals;
        } else {
            let eligible =
                self.binomial(&self.name(s, "eligible arrivals"), arrivals, self.eligible_share(&s.scope));
            s.eligible += eligible;
            s.ineligible += arrivals - eligible;
        }
    }

    /// An event of both worlds: drawn for all irregular people, then dealt among them.
    fn befall(&self, s: &mut Segment, event: &str, p: f64) -> (f64, f64) {
        let name = self.name(s, event);
        let without = self.binomial(&name, s.without, p);
        s.without -= without;
        let (mut all, mut taken) = (s.exposed(), self.binomial(&name, s.exposed(), p));
        let with = taken;
        for (which, people) in [
            ("refused", &mut s.refused),
            ("eligible", &mut s.eligible),
            ("ineligible", &mut s.ineligible),
            ("newcomers", &mut s.newcomers),
        ] {
            let dealt = self.hypergeometric(&format!("{name}/{which}"), all, *people, taken);
            all -= *people;
            *people -= dealt;
            taken -= dealt;
        }
        s.others -= taken;
        (with, without)
    }

    fn leave(&self, s: &mut Segment) {
        let p = self.rate(s, "flows.leave_per_year");
        self.befall(s, "leave", p);
    }

    fn leave_status(&self, s: &mut Segment) {
        let p = self.rate(s, "status.leave_per_year");
        let leavers = |event: &str, n: f64| self.binomial(&format!("{}/leave/{event}", s.name), n, p);
        let [new, first, later, line] = [
            leavers("permits/before permanence", s.new.total()),
            leavers("permits/first term", s.first.total()),
            leavers("permits/later terms", s.later.total()),
            leavers("permanent/waiting", s.line.total()),
        ];
        let [permanent, late, citizens] = [
            leavers("permanent", s.permanent),
            leavers("permanent/late", s.late),
            leavers("citizens", s.citizens),
        ];
        s.new.people[1] -= new;
        s.first.people[1] -= first;
        s.later.people[1] -= later;
        s.line.people[1] -= line;
        s.permanent -= permanent;
        s.late -= late;
        s.citizens -= citizens;
    }

    fn drift(&self, s: &mut Segment) {
        let lost = self.binomial(
            &self.name(s, "eligibility lost"),
            s.eligible,
            self.rate(s, "eligibility.lost_per_year"),
        );
        let gained = self.binomial(
            &self.name(s, "eligibility gained"),
            s.ineligible,
            self.rate(s, "eligibility.gained_per_year"),
        );
        s.eligible += gained - lost;
        s.ineligible += lost - gained;
    }

    /// The law as printed: three parts, then contagion.
    fn cumulative(&self, s: &Segment, u: f64) -> f64 {
        let width = |path: &str, default| self.value(&s.scope, path, default);
        let (a, k) = (1.0 / width("timing.front_width", 0.25), 1.0 / width("timing.surge_width", 0.06));
        let weight = |part: &str, default| self.value("", &format!("timing.shares.{part}"), default);
        let share = weight("front", 0.0) * (1.0 - (-a * u).exp()) / (1.0 - (-a).exp())
            + weight("steady", 1.0) * u
            + weight("surge", 0.0) * ((k * u).exp() - 1.0) / (k.exp() - 1.0);
        let q = self.value(&s.scope, "take_up.contagion", 0.0);
        if q > 0.0 { ((1.0 + q).powf(share) - 1.0) / q } else { share }
    }

    /// Base share with the odds of the effects (D11).
    fn take_up(&self, s: &Segment, path: &str) -> f64 {
        let base = self.value(&s.scope, path, 0.0);
        if base == 1.0 {
            // Certain whatever moves the odds, which would be infinite.
            return base;
        }
        let mut odds = base / (1.0 - base);
        for effect in &self.setting.structure.effects {
            let of = |key: &str| self.value(&s.scope, &format!("take_up.effect.{effect}.{key}"), 0.0);
            let driver = self.value("", &format!("driver.{effect}"), 0.0);
            odds *= of("odds_ratio").powf(driver - of("reference"));
        }
        odds / (1.0 + odds)
    }

    fn apply(&self, segments: &mut [Segment]) {
        let noise = self.noise("intake", self.value("", "timing.monthly_noise_sd", 0.0));
        for s in segments.iter_mut() {
            let now = self.month as f64;
            if now <= s.opening || now > s.closing {
                continue;
            }
            let before = s.so_far;
            s.so_far = self.cumulative(s, (now - s.opening) / (s.closing - s.opening));
            let hazard = |p: f64| (p * (s.so_far - before) / (1.0 - p * before) * noise).clamp(0.0, 1.0);
            let (p, q) =
                (hazard(self.take_up(s, "take_up.eligible")), hazard(self.take_up(s, "take_up.ineligible")));
            let eligible = self.binomial(&self.name(s, "apply/eligible"), s.eligible, p);
            let ineligible = self.binomial(&self.name(s, "apply/ineligible"), s.ineligible, q);
            let newcomers = self.binomial(&self.name(s, "apply/newcomers"), s.newcomers, q);
            let per_file = self.value(&s.scope, "take_up.outsiders_per_application", 0.0);
            let outsiders = self
                .poisson(&self.name(s, "apply/outsiders"), per_file * (eligible + ineligible + newcomers));
            s.eligible -= eligible;
            s.ineligible -= ineligible;
            s.newcomers -= newcomers;
            s.lines[self.month].files = [eligible, ineligible + newcomers, outsiders];
            self.deal_to_offices(s);
        }
    }

    fn deal_to_offices(&self, s: &mut Segment) {
        let offices = &self.setting.structure.offices;
        for (t, of_type) in TYPES.iter().enumerate() {
            let (mut files, mut rest) = (s.lines[self.month].files[t], 1.0);
            for (o, office) in offices.iter().enumerate() {
                let share = if office.is_empty() {
                    1.0
                } else {
                    self.value("", &format!("office.{office}.share"), 0.0)
                };
                let conditional = if o + 1 == offices.len() { 1.0 } else { (share / rest).min(1.0) };
                let dealt = self.binomial(
                    &format!("office {office}/intake/{}/{of_type}", s.name),
                    files,
                    conditional,
                );
                rest -= share;
                files -= dealt;
                s.waiting[o][t] += dealt;
            }
        }
    }

    fn decide(&self, segments: &mut [Segment]) {
        let mut decided = vec![[0.0; 3]; segments.len()];
        for o in 0..self.setting.structure.offices.len() {
            self.decide_in_office(o, segments, &mut decided);
        }
        for (s, decided) in segments.iter_mut().zip(decided) {
            self.outcomes(s, decided);
        }
    }

    fn decide_in_office(&self, o: usize, segments: &mut [Segment], decided: &mut [[f64; 3]]) {
        let office = &self.setting.structure.offices[o];
        let scope = if office.is_empty() { String::new() } else { format!("office.{office}") };
        let waiting: f64 = segments.iter().flat_map(|s| s.waiting[o]).sum();
        let opening = segments.iter().map(|s| s.opening).fold(f64::INFINITY, f64::min);
        let j = self.month as f64 - opening;
        if waiting <= 0.0 || j <= 0.0 {
            return;
        }
        let plan = self.value(&scope, "processing.capacity_per_month", f64::INFINITY);
        let ramp = self.value(&scope, "processing.ramp_up_months", 0.0);
        let ramp = if ramp > 0.0 { 1.0 - (-j / ramp).exp() } else { 1.0 };
        let season = (usize::from(self.setting.structure.first_calendar_month) - 1 + self.month - 1) % 12;
        let noise = self.noise(
            &format!("office {office}/capacity"),
            self.value(&scope, "processing.monthly_noise_sd", 0.0),
        );
        let delivered = self.value(&scope, "processing.capacity_delivered", 1.0);
        let capacity = plan * delivered * ramp * self.setting.structure.capacity_calendar[o][season] * noise;
        let possible = if plan == f64::INFINITY {
            plan
        } else {
            self.poisson(&format!("office {office}/decisions"), capacity)
        };
        let mut now = possible.min(waiting);
        let queues: &[&[usize]] = match self.setting.structure.order[o] {
            ProcessingOrder::OldestFirst => &[&[0, 1, 2]],
            ProcessingOrder::EasyFirst => &[&[0], &[1, 2]],
        };
        let per_staff = self.value(&scope, "processing.decisions_per_staff_month", f64::NAN);
        for types in queues {
            let mut all: f64 =
                segments.iter().flat_map(|s| types.iter().map(move |&t| s.waiting[o][t])).sum();
            let mut taken = now.min(all);
            now -= taken;
            for (s, decided) in segments.iter_mut().zip(decided.iter_mut()) {
                for &t in *types {
                    let name = format!("office {office}/decided/{}/{}", s.name, TYPES[t]);
                    let dealt = self.hypergeometric(&name, all, s.waiting[o][t], taken);
                    all -= s.waiting[o][t];
                    taken -= dealt;
                    s.waiting[o][t] -= dealt;
                    decided[t] += dealt;
                    s.lines[self.month].decided += dealt;
                    s.lines[self.month].staff += dealt / per_staff;
                }
            }
        }
    }

    /// Withdrawn, granted, refused; appeals filed and decided; permits collected (D20–D25).
    fn outcomes(&self, s: &mut Segment, decided: [f64; 3]) {
        let share = |path: &str, default| self.value(&s.scope, &format!("processing.{path}"), default);
        let delay = round(share("appeal_months", 0.0));
        let (withdrawn_share, appeal_share) = (share("withdrawn_share", 0.0), share("appeal_share", 0.0));
        let (won_share, collected_share) =
            (share("appeal_granted_share", 0.0), share("collected_share", 1.0));
        let grant_share = [share("grant_share_eligible", 1.0), share("grant_share_ineligible", 1.0)];
        let mut filed = [0.0; 3];
        let mut out = std::mem::take(&mut s.lines[self.month]);
        let refuse = |s: &mut Segment, out: &mut Line, t: usize, people: f64| {
            out.refused += people;
            if t < 2 {
                s.refused += people;
            }
        };
        for (t, of_type) in TYPES.iter().enumerate() {
            let name = |event: &str| format!("{}/{of_type}/{event}", s.name);
            let withdrawn = self.binomial(&name("withdrawn"), decided[t], withdrawn_share);
            let rest = decided[t] - withdrawn;
            let granted = self.binomial(&name("granted"), rest, grant_share[t.min(1)]);
            filed[t] = self.binomial(&name("appealed"), rest - granted, appeal_share);
            out.withdrawn += withdrawn;
            out.granted[t] += granted;
            out.appeals += filed[t];
            if t < 2 {
                s.others += withdrawn;
            }
            refuse(s, &mut out, t, rest - granted - filed[t]);
        }
        s.appeals.insert(self.month, filed);
        let due =
            if delay < self.month as f64 { s.appeals.remove(&(self.month - delay as usize)) } else { None };
        for (t, due) in due.unwrap_or_default().into_iter().enumerate() {
            let won = self.binomial(&format!("{}/{}/appeal granted", s.name, TYPES[t]), due, won_share);
            out.appeals_decided += due;
            out.appeals_granted += won;
            out.granted[t] += won;
            refuse(s, &mut out, t, due - won);
        }
        for (t, of_type) in TYPES.iter().enumerate() {
            let collected =
                self.binomial(&format!("{}/{of_type}/collected", s.name), out.granted[t], collected_share);
            out.collected += collected;
            if t < 2 {
                s.others += out.granted[t] - collected;
            }
        }
        s.lines[self.month] = out;
    }

    /// Steps 8 to 10 for people with a permit (D26–D28).
    fn status(&self, s: &mut Segment) {
        let m = self.month;
        let horizon = self.setting.structure.horizon;
        let now = m as f64;
        let permit = round(self.value("", "status.permit_months", 12.0));
        let second = round(self.value("", "status.second_permit_months", permit));
        let path =
            |months: f64, p: f64| if months.is_finite() && p > 0.0 { (round(months), p) } else { (0.0, 0.0) };
        let (after, permanent_p) = path(
            self.value("", "status.permanent.months_after_grant", f64::INFINITY),
            self.rate(s, "status.permanent.per_year"),
        );
        let (wait, citizen_p) = path(
            self.value("", "status.citizenship.months_after_permanent", f64::INFINITY),
            self.rate(s, "status.citizenship.per_year"),
        );
        let name = s.name.clone();
        let reader = |event: &str| {
            let event = format!("{name}/{event}");
            move |level: usize, all: f64, left: f64, here: f64| {
                self.hypergeometric(&format!("{event}/half {level}"), all, left, here)
            }
        };
        let capped = |month: f64| month.min((horizon + 1) as f64) as usize;
        let renewal_share = self.value(&s.scope, "status.renewal_share", 1.0);
        let mut out = std::mem::take(&mut s.lines[m]);

        // Collected permits of this month.
        if out.collected <= 0.0 {
            // Nobody begins a permit.
        } else if after > 0.0 {
            s.new.read(m, reader("permits/before permanence/entry"));
            s.new.add(m, out.collected);
        } else {
            s.first.read(m, reader("permits/first term/entry"));
            s.first.add(m, out.collected);
        }

        // Renewals before permanence is possible.
        let mut k = 0;
        while permit + f64::from(k) * second <= after {
            let age = permit + f64::from(k) * second;
            k += 1;
            if now - age < 1.0 {
                break;
            }
            let event = format!("renewal/before permanence/{k}");
            let label = m - age as usize;
            let due = s.new.read(label, reader(&event));
            let renewed = self.binomial(&self.name(s, &event), due, renewal_share);
            if k == 1 {
                out.first_due += due;
                out.first_renewed += renewed;
            }
            s.new.add(label, renewed - due);
            out.lapsed += due - renewed;
        }
        // First renewals of those who can be permanent already, and all later renewals.
        let mut again = 0.0;
        if now - permit >= 1.0 {
            let label = m - permit as usize;
            let due = s.first.read(label, reader("permits/first term/exit"));
            s.first.add(label, -due);
            let renewed = self.binomial(&self.name(s, "renewal/first term"), due, renewal_share);
            out.first_due += due;
            out.first_renewed += renewed;
            out.lapsed += due - renewed;
            again += renewed;
        }
        let due = s.later.read(m, reader("permits/later terms/exit"));
        s.later.add(m, -due);
        let renewed = self.binomial(&self.name(s, "renewal/later terms"), due, renewal_share);
        out.lapsed += due - renewed;
        again += renewed;
        let next = capped(now + second);
        if again > 0.0 {
            s.later.read(next, reader("permits/later terms/renewed"));
            s.later.add(next, again);
        }
        let leave = self.value(&s.scope, "status.lapsed_leave_share", 0.0);
        s.others += out.lapsed - self.binomial(&self.name(s, "lapsed leave"), out.lapsed, leave);

        // From now on these can be permanent.
        if after > 0.0 && now - after >= 1.0 {
            let label = m - after as usize;
            let promoted = s.new.read(label, reader("permits/before permanence/exit"));
            s.new.add(label, -promoted);
            if after < permit {
                if promoted > 0.0 {
                    s.first.read(label, reader("permits/first term/entry"));
                    s.first.add(label, promoted);
                }
            } else if promoted > 0.0 {
                let mut next = now - after + permit;
                while next <= now {
                    next += second;
                }
                let next = capped(next);
                s.later.read(next, reader("permits/later terms/entry"));
                s.later.add(next, promoted);
            }
        }
        let from_first = self.binomial(&self.name(s, "permanent/first term"), s.first.total(), permanent_p);
        let from_later = self.binomial(&self.name(s, "permanent/later terms"), s.later.total(), permanent_p);
        s.first.people[1] -= from_first;
        s.later.people[1] -= from_later;
        let permanent = from_first + from_later;
        if now + wait > horizon as f64 {
            s.late += permanent;
        } else if permanent > 0.0 {
            s.line.read(m, reader("permanent/entry"));
            s.line.add(m, permanent);
        }
        if now - wait >= 1.0 {
            let label = m - wait as usize;
            let ready = s.line.read(label, reader("permanent/exit"));
            s.line.add(label, -ready);
            s.permanent += ready;
        }
        let citizens = self.binomial(&self.name(s, "citizens"), s.permanent, citizen_p);
        s.permanent -= citizens;
        s.citizens += citizens;
        s.lines[m] = out;
    }

    fn other_routes(&self, s: &mut Segment) {
        let p = self.rate(s, "flows.other_routes_per_year");
        let (with, without) = self.befall(s, "other routes", p);
        s.other += with;
        s.other_without += without;
        let (name, p) =
            (self.name(s, "other routes lapse"), self.rate(s, "flows.other_routes_lapse_per_year"));
        let (back, back_without) =
            (self.binomial(&name, s.other, p), self.binomial(&name, s.other_without, p));
        s.other -= back;
        s.others += back;
        s.other_without -= back_without;
        s.without += back_without;
    }

    fn take_stock(&mut self) {
        for s in &mut self.segments {
            if self.month == 0 {
                s.lines.push(Line::default());
            }
            let appeals = |t: usize| s.appeals.values().map(|by_type| by_type[t]).sum::<f64>();
            let waiting = |t: usize| s.waiting.iter().map(|by_type| by_type[t]).sum::<f64>();
            let irregular = s.exposed() + waiting(0) + waiting(1) + appeals(0) + appeals(1);
            let backlog = waiting(0) + waiting(1) + waiting(2);
            let line = &mut s.lines[self.month];
            line.backlog = backlog;
            line.irregular = irregular;
            line.eligible = s.eligible;
            line.temporary = s.new.total() + s.first.total() + s.later.total();
            line.permanent = s.line.total() + s.permanent + s.late;
            line.citizens = s.citizens;
            line.other = s.other;
            line.other_without = s.other_without;
            line.irregular_without = s.without;
        }
    }

    /// Plays to the horizon: the history of the country and of each segment.
    pub fn play(mut self) -> Vec<History> {
        let horizon = self.setting.structure.horizon;
        for _ in 0..horizon {
            self.step();
        }
        let money = Money {
            fee: self.value("", "money.fee_per_application", 0.0),
            processing: self.value("", "money.processing_cost_per_application", 0.0),
            appeal: self.value("", "money.processing_cost_per_appeal", 0.0),
            tax: self.value("", "money.tax_per_legal_month", 0.0)
                * self.value("", "money.tax_realised_share", 1.0),
            benefits: self.value("", "money.benefits_per_legal_month", 0.0),
            removal: self.value("", "money.removal_cost", 0.0),
            discount: self.value("", "money.discount_per_year", 0.0),
        };
        let mut histories: Vec<History> = self
            .segments
            .iter()
            .map(|s| History {
                at_opening: s.lines.get(s.opening as usize).map(|line| (line.eligible, line.irregular)),
                lines: s.lines.clone(),
                opening: s.opening,
                closing: s.closing,
                enacted: self.enacted,
                money,
            })
            .collect();
        let mut country = histories[0].clone();
        for segment in &histories[1..] {
            for (line, other) in country.lines.iter_mut().zip(&segment.lines) {
                *line = line.plus(other);
            }
            country.opening = country.opening.min(segment.opening);
            country.closing = country.closing.max(segment.closing);
            let (a, b) = (country.at_opening.unwrap_or_default(), segment.at_opening.unwrap_or_default());
            country.at_opening = Some((a.0 + b.0, a.1 + b.1));
        }
        histories.insert(0, country);
        histories
    }
}

#[derive(Clone, Copy, Debug)]
struct Money {
    fee: f64,
    processing: f64,
    appeal: f64,
    tax: f64,
    benefits: f64,
    removal: f64,
    discount: f64,
}

/// A whole future of a group.
#[derive(Clone, Debug)]
pub struct History {
    pub lines: Vec<Line>,
    opening: f64,
    closing: f64,
    at_opening: Option<(f64, f64)>,
    enacted: bool,
    money: Money,
}

impl History {
    fn sum(&self, of: impl Fn(&Line) -> f64) -> f64 {
        self.lines.iter().map(of).sum()
    }

    fn balances(&self) -> Vec<f64> {
        let Money { fee, processing, appeal, tax, benefits, removal, discount } = self.money;
        let mut balance = 0.0;
        let step = |(month, line): (usize, &Line)| {
            if month > 0 {
                let legal = line.legal() + line.other - line.other_without;
                let cash = fee * line.all_files() + (tax - benefits) * legal
                    - processing * line.decided
                    - appeal * line.appeals_decided
                    - removal * line.removed;
                balance += cash * (1.0 + discount).powf(-(month as f64) / 12.0);
            }
            balance
        };
        self.lines.iter().enumerate().map(step).collect()
    }

    /// Months waited by decided files: overlaps of the cumulative curves of filing and decision.
    fn waiting(&self, share: f64) -> f64 {
        let cumulative = |of: fn(&Line) -> f64| {
            let mut sum = 0.0;
            let add = |line: &Line| {
                sum += of(line);
                sum
            };
            self.lines.iter().map(add).collect::<Vec<f64>>()
        };
        let (filed, decided) = (cumulative(Line::all_files), cumulative(|line| line.decided));
        let all = decided[decided.len() - 1];
        let mut by_wait = vec![0.0; self.lines.len()];
        for d in 1..decided.len() {
            for f in 1..=d {
                by_wait[d - f] += (filed[f].min(decided[d]) - filed[f - 1].max(decided[d - 1])).max(0.0);
            }
        }
        let mut within = 0.0;
        for (months, files) in by_wait.iter().enumerate() {
            within += files;
            if within > 0.0 && within >= share * all * (1.0 - 1e-12) {
                return months as f64;
            }
        }
        f64::NAN
    }

    /// A scalar by its name in the catalogue.
    pub fn scalar(&self, name: &str) -> f64 {
        let end = &self.lines[self.lines.len() - 1];
        let horizon = (self.lines.len() - 1) as f64;
        let legal_months = self.sum(|line| line.legal() + line.other - line.other_without);
        let granted = self.sum(Line::all_granted);
        let ineligible = self.sum(|line| line.granted[1] + line.granted[2]);
        let files = self.sum(Line::all_files);
        let cost = self.money.processing * self.sum(|line| line.decided)
            + self.money.appeal * self.sum(|line| line.appeals_decided);
        let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { f64::NAN };
        let at_opening = self.at_opening.unwrap_or_default();
        let within = |month: f64| if month <= horizon { month } else { f64::INFINITY };
        let peak = self.lines.iter().map(|line| line.backlog).fold(0.0, f64::max);
        // In both worlds, whatever becomes of the law.
        match name {
            "irregular_at_horizon" => return end.irregular,
            "irregular_at_horizon_without_amnesty" => return end.irregular_without,
            "irregular_change_at_horizon" => return end.irregular - end.irregular_without,
            "taxes_total" => return self.money.tax * legal_months,
            "benefits_total" => return self.money.benefits * legal_months,
            "net_present_value" => return *self.balances().last().expect("month 0"),
            _ => {}
        }
        let value = match name {
            "opening_month" => within(self.opening),
            "closing_month" => within(self.closing),
            "applications" => files,
            "applications_eligible" => self.sum(|line| line.files[0]),
            "applications_ineligible" => self.sum(|line| line.files[1]),
            "applications_outsiders" => self.sum(|line| line.files[2]),
            "decided" => self.sum(|line| line.decided),
            "granted" => granted,
            "granted_ineligible" => ineligible,
            "collected" => self.sum(|line| line.collected),
            "uncollected" => granted - self.sum(|line| line.collected),
            "refused" => self.sum(|line| line.refused),
            "withdrawn" => self.sum(|line| line.withdrawn),
            "appeals" => self.sum(|line| line.appeals),
            "appeals_granted" => self.sum(|line| line.appeals_granted),
            "lapsed" => self.sum(|line| line.lapsed),
            "removed" => self.sum(|line| line.removed),
            "eligible_at_opening" => at_opening.0,
            "irregular_at_opening" => at_opening.1,
            "take_up_share" => ratio(self.sum(|line| line.files[0]), at_opening.0),
            "coverage_share" => ratio(self.sum(|line| line.files[0] + line.files[1]), at_opening.1),
            "refusal_share" => ratio(self.sum(|line| line.refused), granted + self.sum(|line| line.refused)),
            "ineligible_grant_share" => ratio(ineligible, granted),
            "first_renewal_share" => {
                ratio(self.sum(|line| line.first_renewed), self.sum(|line| line.first_due))
            }
            "legal_share_after_3_years" => match self.lines.get(self.closing as usize + 36) {
                Some(line) => ratio(line.legal(), self.sum(|line| line.collected)),
                None => f64::NAN,
            },
            "backlog_peak" => peak,
            "backlog_peak_month" if peak > 0.0 => {
                self.lines.iter().position(|line| line.backlog == peak).expect("a peak") as f64
            }
            "backlog_peak_month" => f64::INFINITY,
            "backlog_at_horizon" => end.backlog,
            "clearance_months_after_close" if self.closing > horizon => f64::INFINITY,
            "clearance_months_after_close" if files == 0.0 => f64::NAN,
            "clearance_months_after_close" => {
                let after = &self.lines[self.closing as usize..];
                after
                    .iter()
                    .position(|line| line.backlog < 0.01 * files)
                    .map_or(f64::INFINITY, |months| months as f64)
            }
            "waiting_median_months" => self.waiting(0.5),
            "waiting_p90_months" => self.waiting(0.9),
            "staff_months" => self.sum(|line| line.staff),
            "temporary_at_horizon" => end.temporary,
            "permanent_at_horizon" => end.permanent,
            "citizens_at_horizon" => end.citizens,
            "legal_at_horizon" => end.legal(),
            "fees_total" => self.money.fee * files,
            "processing_cost_total" => cost,
            "removals_saved_total" => -self.money.removal * self.sum(|line| line.removed),
            "break_even_month" => {
                let balances = self.balances();
                let last_red = balances.iter().rposition(|&balance| balance < 0.0);
                last_red.map_or(0.0, |month| {
                    if month + 1 == balances.len() { f64::INFINITY } else { month as f64 + 1.0 }
                })
            }
            "cost_per_granted" => ratio(cost, granted),
            other => panic!("the twin does not know {other}"),
        };
        if self.enacted {
            return value;
        }
        match name {
            "opening_month"
            | "closing_month"
            | "backlog_peak_month"
            | "clearance_months_after_close"
            | "break_even_month" => f64::INFINITY,
            name if name.ends_with("_share")
                || name.starts_with("waiting")
                || name.contains("share_after") =>
            {
                f64::NAN
            }
            "cost_per_granted" | "staff_months" => f64::NAN,
            _ => 0.0,
        }
    }
}
