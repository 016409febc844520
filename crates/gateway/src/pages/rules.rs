//! How it works: a rulebook in words.

use actix_web::{HttpResponse, web};
use folkmoot_proposals::Rulebook;
use folkmoot_proposals::rulebook::{Basis, Field, Identifier, Label, ListField, Pause, WindowStart};
use folkmoot_web::pages::rules::{Rule, Rules, RulesPage, Window, count_words, period_words};
use folkmoot_web::{Lang, i18n::Arg};

use crate::http::{Visitor, page};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/how-it-works", web::get().to(how_it_works))
        .route("/rulebooks/{id}", web::get().to(current))
        .route("/rulebooks/{id}/{version}", web::get().to(version));
}

async fn how_it_works(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    shown(&app, &visitor, &*app.rulebooks.current(app.config.rulebook())?)
}

async fn current(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let rulebook = app.rulebooks.current(&id).map_err(|_| Fault::NotFound)?;
    shown(&app, &visitor, &rulebook)
}

async fn version(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(String, i64)>,
) -> Result<HttpResponse, Fault> {
    let rulebook = app.rulebooks.get(&path.0, path.1).map_err(|_| Fault::NotFound)?;
    shown(&app, &visitor, &rulebook)
}

fn shown(app: &App, visitor: &Visitor, rulebook: &Rulebook) -> Result<HttpResponse, Fault> {
    let mut rules = Words(visitor.lang).rules(rulebook);
    rules.versions = app
        .rulebooks
        .versions(&rulebook.id)
        .into_iter()
        .map(|version| (version, format!("/rulebooks/{}/{version}", rulebook.id)))
        .collect();
    if app.config.rulebooks.len() > 1 {
        for id in &app.config.rulebooks {
            let one = app.rulebooks.current(id)?;
            let name = one.name.get(visitor.lang.code()).to_owned();
            rules.procedures.push((name, format!("/rulebooks/{id}"), *id == rulebook.id));
        }
    }
    Ok(page(RulesPage { ctx: visitor.ctx(), rules }.render()))
}

/// What must be confirmed, in words.
pub(crate) fn identifiers(lang: Lang, asked: &[Identifier]) -> String {
    let name = |identifier: &Identifier| match identifier {
        Identifier::Mobile => lang.t("rules-confirmed-mobile"),
        Identifier::Email => lang.t("rules-confirmed-email"),
    };
    asked.iter().map(name).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// Takes the words of one language out of a rulebook.
struct Words(Lang);

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

impl Words {
    fn say(&self, label: &Label) -> String {
        label.get(self.0.code()).to_owned()
    }

    fn rule(&self, name: &Label, text: Option<&Label>, amount: String, from: Basis) -> Rule {
        let text = text.map(|text| self.say(text)).unwrap_or_default();
        Rule { name: self.say(name), text, amount, basis: basis(from) }
    }

    fn rules(&self, r: &Rulebook) -> Rules {
        let lang = self.0;
        let period = |p| period_words(lang, p);
        Rules {
            name: self.say(&r.name),
            summary: self.say(&r.summary),
            source: self.say(&r.source),
            version: r.version,
            versions: Vec::new(),
            procedures: Vec::new(),
            who: self.who(r),
            fields: self.fields(r),
            categories: r.categories.iter().map(|category| self.say(&category.name)).collect(),
            review: r.review.as_ref().map(|one| self.rule(&one.name, None, period(one.period), one.basis)),
            grounds: r
                .grounds()
                .iter()
                .map(|ground| self.rule(&ground.text, None, String::new(), ground.basis))
                .collect(),
            withdrawal: self.say(&r.withdrawal.text),
            drive: r.drive.as_ref().map(|drive| Window {
                rule: self.rule(&drive.name, None, period(drive.period), drive.basis),
                next_day: drive.starts == WindowStart::NextDay,
            }),
            thresholds: r
                .thresholds
                .iter()
                .map(|t| {
                    let mut rule = self.rule(&t.name, Some(&t.text), count_words(t.count), t.basis);
                    if let Some(regions) = &t.regions {
                        let least = [("least", regions.least.into())];
                        rule.text = [rule.text, lang.with("rules-regions", least)].join(lang.pick("", " "));
                    }
                    rule
                })
                .collect(),
            clocks: r
                .clocks
                .iter()
                .map(|clock| {
                    let amount = clock.period.map(period).unwrap_or_default();
                    (self.rule(&clock.name, None, amount, clock.basis), clock.binding)
                })
                .collect(),
            extension: r.extension.as_ref().map(|one| {
                (self.rule(&one.name, Some(&one.text), period(one.period), one.basis), i64::from(one.times))
            }),
            decisions: r
                .decisions
                .iter()
                .map(|d| self.rule(&d.name, None, d.follow_up.map(period).unwrap_or_default(), d.basis))
                .collect(),
            parts: r.response_parts.iter().map(|part| self.say(&part.name)).collect(),
            paper: r.paper.as_ref().map(|paper| Rule {
                name: lang.t("rules-paper"),
                text: self.say(&paper.text),
                amount: String::new(),
                basis: basis(paper.basis),
            }),
            later: self.later(r),
            assumptions: r.assumptions.iter().map(|assumption| self.say(&assumption.text)).collect(),
        }
    }

    fn who(&self, r: &Rulebook) -> Vec<String> {
        let lang = self.0;
        let list = |asked: &[Identifier]| identifiers(lang, asked);
        let mut lines = vec![
            self.say(&r.who.text),
            lang.with("rules-propose", [("what", list(&r.who.propose).into())]),
            lang.with("rules-sign", [("what", list(&r.who.sign).into())]),
            self.say(&r.who.note),
        ];
        if let Some(age) = r.who.minimum_age {
            lines.push(lang.with("rules-minimum-age", [("age", i64::from(age).into())]));
        }
        lines
    }

    fn fields(&self, r: &Rulebook) -> Vec<Rule> {
        let (lang, f) = (self.0, &r.fields);
        let text = |field: &Field| {
            let key = if field.min == 0 { "rules-length-optional" } else { "rules-length" };
            let amount = lang.with(key, [("min", whole(field.min)), ("max", whole(field.max))]);
            self.rule(&field.name, Some(&field.hint), amount, field.basis)
        };
        let lines = |field: &ListField| {
            let bounds =
                [("least", whole(field.least)), ("most", whole(field.most)), ("max", whole(field.max))];
            self.rule(&field.name, Some(&field.hint), lang.with("rules-lines", bounds), field.basis)
        };
        let choices = lang.with("rules-choices", [("most", whole(f.agencies.most))]);
        vec![
            text(&f.title),
            text(&f.content),
            lines(&f.demands),
            text(&f.benefits),
            text(&f.evidence),
            lines(&f.links),
            self.rule(&f.agencies.name, Some(&f.agencies.hint), choices, f.agencies.basis),
        ]
    }

    fn later(&self, r: &Rulebook) -> Vec<Rule> {
        let lang = self.0;
        let feedback = r.feedback.iter().map(|stage| (&stage.name, stage.period, stage.basis));
        let survey = r.survey.iter().map(|survey| (&survey.name, survey.period, survey.basis));
        let mut all: Vec<Rule> = feedback
            .chain(survey)
            .map(|(name, period, basis)| self.rule(name, None, period_words(lang, period), basis))
            .collect();
        if let Some(pause) = &r.election_pause {
            let drives = match pause.drives {
                Pause::Stop => lang.t("rules-pause-drives-stop"),
                Pause::Run => lang.t("rules-pause-drives-run"),
            };
            let clocks = match pause.clocks {
                Pause::Stop => lang.t("rules-pause-clocks-stop"),
                Pause::Run => lang.t("rules-pause-clocks-run"),
            };
            all.push(Rule {
                name: lang.t("rules-election"),
                text: [self.say(&pause.text), drives, clocks].join(lang.pick("", " ")),
                amount: period_words(lang, pause.period),
                basis: basis(pause.basis),
            });
        }
        all
    }
}
