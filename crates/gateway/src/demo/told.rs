//! The acts of stories that are told step by step: those of other procedures, and those that go through everything.

use chrono::TimeDelta;
use folkmoot_accounts::{Person, people};
use folkmoot_agency_responses::afterwards::survey::{self, Answer};
use folkmoot_agency_responses::followups::{self, Report};
use folkmoot_agency_responses::{Case, Officer, cases, codes, transfers};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{CaseId, db};
use futures_util::future::try_join_all;

use super::Error;
use super::acts::Scene;
use super::content::{Does, Step};
use super::story::Known;
use crate::flows::{self, afterwards};

impl Scene<'_> {
    /// Does a step that has no other name.
    ///
    /// # Errors
    /// The refusal of the crate in charge.
    pub(super) async fn step(&self, known: &mut Known, sample: usize, step: &Step) -> Result<(), Error> {
        match step.does {
            Does::Sign => return self.sign_from(known.signed.entry(sample).or_default(), step).await,
            Does::PollingDay => return self.polling_day(step).await,
            _ => {}
        }
        let case =
            cases::of_proposal(self.app.db.read(), self.id, self.now).await?.ok_or("no case was opened")?;
        let (id, calendar) = (case.brief.id, self.app.calendar.get());
        if step.does == Does::Assign {
            let (by, to) = (self.cast.person("administrator")?, self.cast.agency(&step.to)?);
            let tx = self.app.db.begin().await?;
            cases::assign(&tx, by, id, &[to], &[], self.now, &calendar).await?;
            return Ok(db::commit(tx).await?);
        }
        if matches!(step.does, Does::Reply | Does::Feedback | Does::Survey) {
            return self.say_afterwards(id, step).await;
        }
        let officer = self.official("officer", &case)?;
        match step.does {
            Does::Report => return self.report(&case, &officer, usize::try_from(step.count)?).await,
            Does::Study => return self.report_study(&case, &officer, &step.text).await,
            _ => {}
        }
        let tx = self.app.db.begin().await?;
        match step.does {
            Does::Transfer => {
                let from = *case.brief.leads.first().ok_or("nobody leads")?;
                let to = self.cast.agency(&step.to)?;
                let made = transfers::transfer(&tx, &officer, id, from, to, &step.text, self.now).await?;
                let by = self.cast.person("administrator")?;
                transfers::accept_transfer(&tx, by, made, self.now + TimeDelta::hours(3)).await?;
            }
            Does::Explain => {
                cases::explain(&tx, &officer, id, codes::RESPONSE, &step.text, self.now).await?;
            }
            _ => return Err("not a step of its own".into()),
        }
        Ok(db::commit(tx).await?)
    }

    /// So many people sign, where it is said from which regions.
    async fn sign_from(&self, signed: &mut i64, step: &Step) -> Result<(), Error> {
        let mut regions: Vec<Option<RegionCode>> = Vec::new();
        for (code, count) in &step.regions {
            let region: RegionCode = code.parse()?;
            regions.extend((0..*count).map(|_| Some(region)));
        }
        regions.extend((0..step.count).map(|_| None));
        let mut requests = Vec::new();
        for who in &step.by {
            requests.push(self.request(Some(self.cast.person(who)?), 0));
        }
        for region in regions {
            let mut request = self.request(None, *signed);
            *signed += 1;
            request.region = region.or(request.region);
            requests.push(request);
        }
        try_join_all(requests.into_iter().map(|request| self.app.intake.sign(request))).await?;
        Ok(())
    }

    /// What the proposer and others say once the response is there.
    async fn say_afterwards(&self, case: CaseId, step: &Step) -> Result<(), Error> {
        let person = async |who: &str| -> Result<Person, Error> {
            let id = self.cast.person(who)?;
            people::get(self.app.db.read(), id).await?.ok_or_else(|| format!("no account of {who}").into())
        };
        if step.does == Does::Reply {
            let proposer = person(&self.sample.proposer).await?;
            return Ok(afterwards::give_reply(self.app, &proposer, case, &step.text).await?);
        }
        for (i, who) in step.by.iter().enumerate() {
            let (person, text) = (person(who).await?, if i == 0 { step.text.as_str() } else { "" });
            if step.does == Does::Feedback {
                afterwards::give_feedback(self.app, &person, case, Some(step.count > 0), text).await?;
                continue;
            }
            let rulebook = self.app.rulebook_of.get(self.id).await?;
            let questions = rulebook.survey.iter().flat_map(|survey| &survey.questions);
            let codes =
                questions.map(|question| question.code.clone()).chain([survey::SATISFACTION.to_owned()]);
            let answer = Answer {
                ratings: codes.map(|code| (code, step.count)).collect(),
                words: text.to_owned(),
                publish: true,
            };
            afterwards::answer_survey(self.app, &person, case, &answer).await?;
        }
        Ok(())
    }

    /// The agency says how far what is under study has come; the next report is due by the end of the cycle.
    async fn report_study(&self, case: &Case, officer: &Officer, words: &str) -> Result<(), Error> {
        let studied =
            case.follow_ups.iter().find(|one| one.demand.is_some()).ok_or("nothing is under study")?;
        let next = followups::latest_next(case.follow_up_cycle, self.now, &self.app.calendar.get())?;
        let report = Report { body: words.to_owned(), next: Some(next), outcome: String::new() };
        flows::cases::report(self.app, officer, case.brief.id, studied.id, &report).await?;
        Ok(())
    }

    async fn polling_day(&self, step: &Step) -> Result<(), Error> {
        let day = folkmoot_foundation::period::day_of(self.now) + TimeDelta::days(step.in_days);
        let by = self.cast.person("administrator")?;
        let (rulebooks, calendar) = (&self.app.rulebooks, self.app.calendar.get());
        let tx = self.app.db.begin().await?;
        let entered = (day.to_string(), step.text.as_str());
        flows::pauses::add_polling_day(&tx, rulebooks, &entered.0, entered.1, by, self.now, &calendar)
            .await?;
        Ok(db::commit(tx).await?)
    }
}
