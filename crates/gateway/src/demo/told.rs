//! The acts of stories that are told step by step: those of other procedures, and those that go through everything.

use chrono::TimeDelta;
use folkmoot_agency_responses::{codes, cases, transfers};
use folkmoot_foundation::db;
use folkmoot_foundation::region::RegionCode;
use futures_util::future::try_join_all;

use super::Error;
use super::acts::Scene;
use super::content::{Does, Step};
use super::story::Known;
use crate::flows;

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
        let officer = self.official("officer", &case)?;
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
            Does::Report => {
                db::commit(tx).await?;
                return self.report(&case, &officer, usize::try_from(step.count)?).await;
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
            regions.extend((0..*count).map(|_| Some(region.clone())));
        }
        regions.extend((0..step.count).map(|_| None));
        let requests = regions.into_iter().zip(*signed..).map(|(region, n)| {
            let mut request = self.request(None, n);
            if region.is_some() {
                request.region = region;
            }
            *signed = n + 1;
            self.app.intake.sign(request)
        });
        try_join_all(requests.collect::<Vec<_>>()).await?;
        Ok(())
    }

    async fn polling_day(&self, step: &Step) -> Result<(), Error> {
        let day = folkmoot_foundation::period::day_of(self.now) + TimeDelta::days(step.in_days);
        let by = self.cast.person("administrator")?;
        let (rulebooks, calendar) = (&self.app.rulebooks, self.app.calendar.get());
        let tx = self.app.db.begin().await?;
        let entered = (day.to_string(), step.text.as_str());
        flows::pauses::add_polling_day(&tx, rulebooks, &entered.0, entered.1, by, self.now, &calendar).await?;
        Ok(db::commit(tx).await?)
    }
}
