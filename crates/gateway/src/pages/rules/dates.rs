//! The dates of the worked example in words.

use folkmoot_proposals::Rulebook;
use folkmoot_proposals::rulebook::{Day, Happens, Step};
use folkmoot_web::Lang;
use folkmoot_web::format::date_with_weekday;
use folkmoot_web::pages::rules::Day as Line;

/// A line for each date.
pub(super) fn told(lang: Lang, rulebook: &Rulebook, steps: &[Step]) -> Vec<Line> {
    let line = |step: &Step| Line {
        what: what(lang, rulebook, &step.what),
        day: match step.day {
            Day::On(day) => date_with_weekday(lang, day),
            Day::Open => lang.t("rules-example-no-date"),
            Day::Unknown(year) => {
                lang.with("rules-example-unknown", [("year", year.to_string().as_str().into())])
            }
        },
    };
    steps.iter().map(line).collect()
}

fn what(lang: Lang, rulebook: &Rulebook, happens: &Happens) -> String {
    let named = |key: &str, name: &str| lang.with(key, [("name", name.into())]);
    let clock =
        |code: &str| rulebook.clock(code).map(|clock| clock.name.get(lang.code())).unwrap_or_default();
    match happens {
        Happens::Submitted => lang.t("rules-day-submitted"),
        Happens::SupplementAsked => lang.t("rules-day-supplement"),
        Happens::SupportersDue => lang.t("rules-day-supporters"),
        Happens::ReviewFlag(place) => lang.with("rules-day-flag", [("place", (*place).into())]),
        Happens::ReviewDue => lang.t("rules-day-review"),
        Happens::WindowOpens => lang.t("rules-day-window-opens"),
        Happens::WindowCloses => lang.t("rules-day-window-closes"),
        Happens::CaseOpened => lang.t("rules-day-case"),
        Happens::Clock(code) => named("rules-day-clock", clock(code)),
        Happens::Extended(code) => named("rules-day-extended", clock(code)),
        Happens::ReplyDue => lang.t("rules-day-reply"),
        Happens::FeedbackEnds => lang.t("rules-day-feedback"),
        Happens::SurveyAsked => lang.t("rules-day-survey"),
        Happens::SurveyEnds => lang.t("rules-day-survey-ends"),
        Happens::FollowUp(code) => {
            let name = rulebook.decision(code).map(|decision| decision.name.get(lang.code()));
            named("rules-day-follow-up", name.unwrap_or_default())
        }
        Happens::RepeatBanEnds => lang.t("rules-day-repeat"),
    }
}
