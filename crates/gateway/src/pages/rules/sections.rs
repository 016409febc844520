//! Takes the words of one language out of a rulebook, part by part.

use folkmoot_foundation::period::Period;
use folkmoot_proposals::rulebook::{
    Basis, CaseClock, Category, ClockPause, ClockStart, Field, Identifier, Item, Label, Language, ListField,
    Pause, Publishes, Rulebook, Threshold, WindowStart,
};
use folkmoot_proposals::{State, rulebook};
use folkmoot_web::Lang;
use folkmoot_web::i18n::Arg;
use folkmoot_web::pages::rules::{Rule, Rules, Section, count_words, period_words};

use super::identifiers;

/// A rulebook in one language.
pub(super) struct Words<'a> {
    pub lang: Lang,
    pub rulebook: &'a Rulebook,
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Rule => "rule",
        Basis::Practice => "practice",
        Basis::Assumption => "assumption",
    }
}

fn whole(number: usize) -> Arg {
    number.into()
}

/// A line that only says something.
fn text(text: String) -> Rule {
    Rule { text, ..Rule::default() }
}

impl Words<'_> {
    fn say(&self, label: &Label) -> String {
        label.get(self.lang.code()).to_owned()
    }

    fn period(&self, period: Period) -> String {
        period_words(self.lang, period)
    }

    /// Sentences one after the other.
    fn join(&self, sentences: impl IntoIterator<Item = String>) -> String {
        let said = sentences.into_iter().filter(|sentence| !sentence.is_empty());
        said.collect::<Vec<_>>().join(self.lang.pick("", " "))
    }

    fn list(&self, items: impl IntoIterator<Item = String>) -> String {
        items.into_iter().collect::<Vec<_>>().join(self.lang.pick("、", ", "))
    }

    fn rule(&self, name: &Label, text: String, amount: String, from: Basis) -> Rule {
        Rule { name: self.say(name), text, amount, basis: basis(from) }
    }

    fn items(&self, all: &[Item]) -> String {
        self.list(all.iter().map(|one| self.say(&one.name)))
    }

    /// Each with its sub-categories behind it.
    fn categories(&self, all: &[Category]) -> String {
        self.list(all.iter().map(|one| {
            let below = self.items(&one.subcategories);
            let (open, close) = (self.lang.pick("（", " ("), self.lang.pick("）", ")"));
            let below = if below.is_empty() { below } else { format!("{open}{below}{close}") };
            self.say(&one.name) + &below
        }))
    }

    fn states(&self, states: &[State]) -> String {
        self.list(
            states.iter().map(|state| self.lang.t(&format!("state-{}", state.code().replace('_', "-")))),
        )
    }

    /// The procedure.
    pub fn rules(&self) -> Rules {
        let r = self.rulebook;
        Rules {
            name: self.say(&r.name),
            summary: self.say(&r.summary),
            source: self.say(&r.source),
            version: r.version,
            steps: self.steps(),
            sections: [
                Some(self.who()),
                Some(self.fields()),
                self.supporters(),
                Some(self.review()),
                self.supplement(),
                Some(self.withdrawal()),
                Some(self.drive()),
                self.thresholds(),
                Some(self.clocks()),
                self.handling(),
                Some(self.answer()),
                self.later(),
                Some(self.discussion()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            assumptions: r.assumptions.iter().map(|assumption| self.say(&assumption.text)).collect(),
            ..Rules::default()
        }
    }

    fn steps(&self) -> Vec<Rule> {
        let (lang, r) = (self.lang, self.rulebook);
        let step = |key: &str, amount: String| Rule {
            name: lang.t(key),
            text: lang.t(&format!("{key}-text")),
            amount,
            basis: "",
        };
        let people = |count: i64| lang.with("rules-people", [("count", count_words(count).as_str().into())]);
        let mut steps = vec![step("rules-step-propose", self.say(&r.who.text))];
        if let Some(s) = &r.supporters {
            steps.push(self.rule(&s.name, self.say(&s.text), people(s.count), s.basis));
        }
        if let Some(review) = &r.review {
            steps.push(step("rules-step-review", self.period(review.period)));
        }
        match &r.drive {
            Some(drive) => steps.push(step("rules-step-sign", self.period(drive.period))),
            None => steps.push(step("rules-step-case", String::new())),
        }
        steps.extend(
            r.thresholds.iter().map(|t| self.rule(&t.name, self.say(&t.text), people(t.count), t.basis)),
        );
        steps.extend(
            r.clocks
                .iter()
                .map(|clock| self.rule(&clock.name, String::new(), self.within(clock), clock.basis)),
        );
        steps
    }

    /// By when, or that there is no date.
    fn within(&self, clock: &CaseClock) -> String {
        let (lang, r) = (self.lang, self.rulebook);
        match clock.period {
            Some(period) => lang.with("rules-within", [("period", self.period(period).as_str().into())]),
            None if clock.by_category.is_empty() => lang.t("rules-no-date"),
            None => {
                let one = |(code, period): (&String, &Period)| {
                    let name = r.category(code).map(|category| self.say(&category.name)).unwrap_or_default();
                    format!("{name} {}", self.period(*period))
                };
                self.list(clock.by_category.iter().map(one))
            }
        }
    }

    fn who(&self) -> Section {
        let (lang, r) = (self.lang, self.rulebook);
        let list = |asked: &[Identifier]| identifiers(lang, asked);
        let mut items = vec![
            text(self.say(&r.who.text)),
            text(lang.with("rules-propose", [("what", list(&r.who.propose).into())])),
            text(lang.with("rules-sign", [("what", list(&r.who.sign).into())])),
            text(self.say(&r.who.note)),
        ];
        if let Some(age) = r.who.minimum_age {
            items.push(text(lang.with("rules-minimum-age", [("age", i64::from(age).into())])));
        }
        if let Some(place) = &r.jurisdiction {
            items.push(Rule { name: lang.t("rules-jurisdiction"), text: self.say(place), ..Rule::default() });
        }
        let language = |one: &Language| match one {
            Language::Chinese => lang.t("rules-language-zh"),
            Language::English => lang.t("rules-language-en"),
        };
        let languages = self.list(r.languages.iter().map(language));
        items.push(Rule { name: lang.t("rules-languages"), text: languages, ..Rule::default() });
        Section { title: lang.t("rules-who"), items, ..Section::default() }
    }

    fn fields(&self) -> Section {
        let (lang, f) = (self.lang, &self.rulebook.fields);
        let field = |field: &Field| {
            let key = match (field.is_asked(), field.min) {
                (false, _) => "rules-none-asked",
                (true, 0) => "rules-length-optional",
                (true, _) => "rules-length",
            };
            let amount = lang.with(key, [("min", whole(field.min)), ("max", whole(field.max))]);
            self.rule(&field.name, self.say(&field.hint), amount, field.basis)
        };
        let lines = |field: &ListField| {
            let bounds =
                [("least", whole(field.least)), ("most", whole(field.most)), ("max", whole(field.max))];
            let amount =
                if field.is_asked() { lang.with("rules-lines", bounds) } else { lang.t("rules-none-asked") };
            self.rule(&field.name, self.say(&field.hint), amount, field.basis)
        };
        let choices = match f.agencies.most {
            0 => lang.t("rules-none-asked"),
            most => lang.with("rules-choices", [("most", whole(most))]),
        };
        let name = lang.t("rules-categories");
        Section {
            title: lang.t("rules-fields"),
            columns: Some((lang.t("rules-field"), lang.t("rules-bounds"))),
            items: vec![
                field(&f.title),
                field(&f.content),
                lines(&f.demands),
                field(&f.benefits),
                field(&f.evidence),
                lines(&f.links),
                self.rule(&f.agencies.name, self.say(&f.agencies.hint), choices, f.agencies.basis),
            ],
            outro: vec![Rule { name, text: self.categories(&self.rulebook.categories), ..Rule::default() }],
            ..Section::default()
        }
    }

    fn supporters(&self) -> Option<Section> {
        let (lang, s) = (self.lang, self.rulebook.supporters.as_ref()?);
        let mut said = vec![lang.with("rules-supporters", [("count", s.count.into())])];
        said.extend(s.most.map(|most| lang.with("rules-supporters-most", [("most", most.into())])));
        said.extend(s.period.map(|period| {
            lang.with("rules-supporters-period", [("period", self.period(period).as_str().into())])
        }));
        let number = Rule { text: self.join(said), basis: basis(s.basis), ..Rule::default() };
        Some(Section {
            title: self.say(&s.name),
            intro: vec![text(self.say(&s.text)), number],
            ..Section::default()
        })
    }

    fn review(&self) -> Section {
        let lang = self.lang;
        let Some(review) = &self.rulebook.review else {
            let intro = vec![text(lang.t("rules-no-review"))];
            return Section { title: lang.t("rules-step-review"), intro, ..Section::default() };
        };
        let mut said =
            vec![lang.with("rules-review", [("period", self.period(review.period).as_str().into())])];
        if !review.flags.is_empty() {
            let periods = self.list(review.flags.iter().map(|flag| self.period(*flag)));
            said.push(lang.with("rules-flags", [("periods", periods.as_str().into())]));
        }
        let ground = |ground: &rulebook::Ground| {
            let hidden = ground.hidden.then(|| lang.t("rules-ground-hidden"));
            let repeat = ground.period.map(|period| {
                lang.with("rules-ground-period", [("period", self.period(period).as_str().into())])
            });
            self.rule(&ground.text, self.list(hidden.into_iter().chain(repeat)), String::new(), ground.basis)
        };
        Section {
            title: self.say(&review.name),
            intro: vec![
                Rule { text: self.join(said), basis: basis(review.basis), ..Rule::default() },
                text(lang.t("rules-grounds")),
            ],
            items: review.grounds.iter().map(ground).collect(),
            outro: vec![text(lang.t("rules-kept"))],
            ..Section::default()
        }
    }

    fn supplement(&self) -> Option<Section> {
        let (lang, s) = (self.lang, self.rulebook.supplement.as_ref()?);
        let ask = lang.with("rules-supplement-ask", [("period", self.period(s.ask).as_str().into())]);
        let answer =
            [("period", self.period(s.answer).as_str().into()), ("times", i64::from(s.times).into())];
        let answer = lang.with("rules-supplement-answer", answer);
        let number = Rule { text: self.join([ask, answer]), basis: basis(s.basis), ..Rule::default() };
        Some(Section {
            title: self.say(&s.name),
            intro: vec![text(self.say(&s.text)), number],
            ..Section::default()
        })
    }

    fn withdrawal(&self) -> Section {
        let (lang, w) = (self.lang, &self.rulebook.withdrawal);
        let mut intro = vec![Rule { text: self.say(&w.text), basis: basis(w.basis), ..Rule::default() }];
        if !w.from.is_empty() {
            let states = self.states(&w.from);
            intro.push(text(lang.with("rules-withdrawal-from", [("states", states.as_str().into())])));
        }
        Section { title: lang.t("rules-withdrawal"), intro, ..Section::default() }
    }

    fn drive(&self) -> Section {
        let (lang, r) = (self.lang, self.rulebook);
        let Some(drive) = &r.drive else {
            let intro = vec![text(lang.t("rules-no-drive"))];
            return Section { title: lang.t("rules-step-sign"), intro, ..Section::default() };
        };
        let key = match drive.starts {
            WindowStart::NextDay => "rules-drive-next-day",
            WindowStart::AtOnce => "rules-drive-at-once",
        };
        let window = lang.with(key, [("period", self.period(drive.period).as_str().into())]);
        let mut intro = vec![
            Rule { text: window, basis: basis(drive.basis), ..Rule::default() },
            text(lang.t("rules-once")),
        ];
        if let Some(listing) = &r.listing {
            let amount = lang.with("rules-people", [("count", count_words(listing.count).as_str().into())]);
            let name = lang.t("rules-listing");
            intro.push(Rule { name, text: self.say(&listing.text), amount, basis: basis(listing.basis) });
        }
        if let Some(paper) = &r.paper {
            let (name, text) = (lang.t("rules-paper"), self.say(&paper.text));
            intro.push(Rule { name, text, amount: String::new(), basis: basis(paper.basis) });
        }
        Section { title: self.say(&drive.name), intro, ..Section::default() }
    }

    fn thresholds(&self) -> Option<Section> {
        let (lang, r) = (self.lang, self.rulebook);
        if r.thresholds.is_empty() {
            return None;
        }
        let regions = r.regions();
        let region = self.say(&regions.name);
        let threshold = |t: &Threshold| {
            let amount = lang.with("rules-people", [("count", count_words(t.count).as_str().into())]);
            let mut said = vec![self.say(&t.text)];
            if let Some(asked) = &t.regions {
                let one = |(code, count): (&String, &i64)| {
                    let name = regions.find(code).map(|region| self.say(&region.name)).unwrap_or_default();
                    format!("{name} {}", count_words(*count))
                };
                let list = self.list(asked.minimum.iter().map(one));
                let of = || ("region", region.as_str().into());
                said.push(lang.with("rules-regions-least", [("least", asked.least.into()), of()]));
                said.push(lang.with("rules-regions-minimum", [of(), ("list", list.as_str().into())]));
            }
            self.rule(&t.name, self.join(said), amount, t.basis)
        };
        let items = r.thresholds.iter().map(threshold).collect();
        let outro = r.regions.as_ref().map(|own| {
            let facts = [("region", region.as_str().into()), ("count", own.items.len().into())];
            text(lang.with("rules-regions-own", facts))
        });
        let outro = outro.into_iter().collect();
        Some(Section { title: lang.t("rules-thresholds"), items, outro, ..Section::default() })
    }

    fn clocks(&self) -> Section {
        let (lang, r) = (self.lang, self.rulebook);
        let clock = |clock: &CaseClock| {
            let starts = match &clock.starts {
                ClockStart::Submitted => lang.t("rules-clock-starts-submitted"),
                ClockStart::ReviewPassed => lang.t("rules-clock-starts-review_passed"),
                ClockStart::CaseOpened => lang.t("rules-clock-starts-case_opened"),
                ClockStart::Assigned => lang.t("rules-clock-starts-assigned"),
                ClockStart::Timetable => lang.t("rules-clock-starts-timetable"),
                ClockStart::Threshold(code) => {
                    let name = r.threshold(code).map(|t| self.say(&t.name)).unwrap_or_default();
                    lang.with("rules-clock-starts-threshold", [("name", name.as_str().into())])
                }
            };
            let mut said = vec![starts];
            said.extend(clock.every.map(|every| {
                lang.with("rules-clock-every", [("period", self.period(every).as_str().into())])
            }));
            said.extend(clock.pauses.iter().map(|pause| match pause {
                ClockPause::Supplement => lang.t("rules-clock-pause-supplement"),
                ClockPause::Election => lang.t("rules-clock-pause-election"),
            }));
            said.push(lang.t(if clock.binding { "rules-binding" } else { "rules-advisory" }));
            self.rule(&clock.name, self.join(said), self.within(clock), clock.basis)
        };
        let mut outro = Vec::new();
        match &r.extension {
            None => outro.push(text(lang.t("rules-no-extension"))),
            Some(extension) => {
                let name =
                    |code: &String| r.clock(code).map(|clock| self.say(&clock.name)).unwrap_or_default();
                let clocks = self.list(extension.clocks.iter().map(name));
                let times = lang.with(
                    "rules-extension-times",
                    [
                        ("clocks", clocks.as_str().into()),
                        ("times", i64::from(extension.times).into()),
                        ("period", self.period(extension.period).as_str().into()),
                    ],
                );
                let what = self.list(extension.publishes.iter().map(|what| match what {
                    Publishes::Reasons => lang.t("rules-publishes-reasons"),
                    Publishes::Progress => lang.t("rules-publishes-progress"),
                }));
                let publishes = match what.is_empty() {
                    true => String::new(),
                    false => lang.with("rules-publishes", [("what", what.as_str().into())]),
                };
                let said = self.join([self.say(&extension.text), times, publishes]);
                outro.push(self.rule(&extension.name, said, String::new(), extension.basis));
            }
        }
        Section {
            title: lang.t("rules-answer"),
            items: r.clocks.iter().map(clock).collect(),
            outro,
            ..Section::default()
        }
    }

    fn handling(&self) -> Option<Section> {
        let (lang, r) = (self.lang, self.rulebook);
        let may = |allowed: bool| if allowed { String::new() } else { lang.t("rules-not-allowed") };
        let mut items = Vec::new();
        if let Some(transfer) = &r.transfer {
            let refusals = match transfer.allowed {
                true => lang.with("rules-refusals", [("times", i64::from(transfer.refusals).into())]),
                false => String::new(),
            };
            items.push(Rule {
                name: lang.t("rules-transfer"),
                text: self.join([may(transfer.allowed), self.say(&transfer.text), refusals]),
                amount: String::new(),
                basis: basis(transfer.basis),
            });
        }
        if let Some(combined) = &r.combined {
            items.push(Rule {
                name: lang.t("rules-combined"),
                text: self.join([may(combined.allowed), self.say(&combined.text)]),
                amount: String::new(),
                basis: basis(combined.basis),
            });
        }
        let title = [lang.t("rules-transfer"), lang.t("rules-combined")].join(lang.pick("與", ", "));
        (!items.is_empty()).then_some(Section { title, items, ..Section::default() })
    }

    fn answer(&self) -> Section {
        let (lang, r) = (self.lang, self.rulebook);
        let decision = |decision: &rulebook::Decision| {
            let key = if r.follow_up.is_some() { "rules-follow-up" } else { "rules-follow-up-once" };
            let report = decision
                .follow_up
                .map(|period| lang.with(key, [("period", self.period(period).as_str().into())]));
            let ground = decision.needs_ground.then(|| lang.t("rules-needs-ground"));
            let said = self.list(report.into_iter().chain(ground));
            self.rule(&decision.name, said, String::new(), decision.basis)
        };
        let named = |key: &str, text: String| Rule { name: lang.t(key), text, ..Rule::default() };
        let mut outro = Vec::new();
        if !r.legal_grounds.is_empty() {
            let grounds = self.list(r.legal_grounds.iter().map(|ground| self.say(&ground.name)));
            outro.push(named("rules-legal-grounds", grounds));
        }
        if !r.criteria.is_empty() {
            let criteria = self.list(r.criteria.iter().map(|criterion| self.say(&criterion.name)));
            outro.push(named("rules-criteria", criteria));
        }
        if !r.response_parts.is_empty() {
            outro.push(named("rules-parts", self.items(&r.response_parts)));
        }
        Section {
            title: lang.t("rules-decisions-title"),
            intro: vec![text(lang.t("rules-decisions"))],
            items: r.decisions.iter().map(decision).collect(),
            outro,
            ..Section::default()
        }
    }

    fn later(&self) -> Option<Section> {
        let (lang, r) = (self.lang, self.rulebook);
        let mut items = Vec::new();
        if let Some(reply) = &r.reply {
            let bounds = [
                ("period", self.period(reply.period).as_str().into()),
                ("times", i64::from(reply.times).into()),
                ("min", whole(reply.min)),
                ("max", whole(reply.max)),
            ];
            let said = self.join([self.say(&reply.text), lang.with("rules-reply", bounds)]);
            items.push(self.rule(&reply.name, said, String::new(), reply.basis));
        }
        if let Some(stage) = &r.feedback {
            items.push(self.rule(&stage.name, String::new(), self.period(stage.period), stage.basis));
        }
        if let Some(survey) = &r.survey {
            let open = survey
                .open
                .map(|open| lang.with("rules-survey-open", [("period", self.period(open).as_str().into())]));
            let questions = (!survey.questions.is_empty()).then(|| {
                let list = self.items(&survey.questions);
                lang.with("rules-survey-questions", [("list", list.as_str().into())])
            });
            let said = self.join(open.into_iter().chain(questions));
            items.push(self.rule(&survey.name, said, self.period(survey.period), survey.basis));
        }
        if let Some(follow_up) = &r.follow_up {
            let cycle = lang.with("rules-cycle", [("period", self.period(follow_up.cycle).as_str().into())]);
            let said = self.join([self.say(&follow_up.text), cycle]);
            items.push(self.rule(&follow_up.name, said, String::new(), follow_up.basis));
        }
        if let Some(ban) = &r.repeat_ban {
            items.push(Rule {
                name: lang.t("rules-repeat-ban"),
                text: self.say(&ban.text),
                amount: self.period(ban.period),
                basis: basis(ban.basis),
            });
        }
        if let Some(pause) = &r.election_pause {
            let drives = match pause.drives {
                Pause::Stop => lang.t("rules-pause-drives-stop"),
                Pause::Run => lang.t("rules-pause-drives-run"),
            };
            let clocks = match pause.clocks {
                Pause::Stop => lang.t("rules-pause-clocks-stop"),
                Pause::Run => lang.t("rules-pause-clocks-run"),
            };
            items.push(Rule {
                name: lang.t("rules-election"),
                text: self.join([self.say(&pause.text), drives, clocks]),
                amount: self.period(pause.period),
                basis: basis(pause.basis),
            });
        }
        let section = Section { title: lang.t("rules-later"), items, ..Section::default() };
        (!section.items.is_empty()).then_some(section)
    }

    fn discussion(&self) -> Section {
        let (lang, d) = (self.lang, &self.rulebook.discussion);
        let title = lang.t("rules-discussion");
        if d.open.is_empty() {
            return Section {
                title,
                intro: vec![text(lang.t("rules-discussion-closed"))],
                ..Section::default()
            };
        }
        let states = lang.with("rules-discussion-open", [("states", self.states(&d.open).as_str().into())]);
        let limits = lang.with(
            "rules-discussion-limits",
            [
                ("min", whole(d.min)),
                ("max", whole(d.max)),
                ("minutes", i64::from(d.minutes).into()),
                ("most", whole(usize::try_from(d.most).unwrap_or(usize::MAX))),
            ],
        );
        let limits = Rule { text: limits, basis: basis(d.basis), ..Rule::default() };
        Section { title, intro: vec![text(self.say(&d.text)), text(states), limits], ..Section::default() }
    }
}
