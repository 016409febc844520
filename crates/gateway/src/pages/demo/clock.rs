//! The time machine.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use folkmoot_foundation::{FieldErrors, Now, ProposalId, text};
use folkmoot_web::pages::demo::clock::{ClockPage, Offered, Upcoming};
use folkmoot_web::{FormView, Markup, Values};

use crate::flows::sample_signers;
use crate::flows::time_machine::{self, MOST_DAYS};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, links};

/// How many dates the page shows.
const SHOWN: usize = 20;

pub(super) async fn show(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    Ok(page(render(&app, &visitor, &Values::default(), &FieldErrors::new()).await?))
}

pub(super) async fn forward(
    app: web::Data<App>,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, Fault> {
    match target(&app, &form).await {
        Ok(to) => {
            time_machine::forward_to(&app, to).await?;
            Ok(see_other("/demo/clock", Some("time-passed")))
        }
        Err(Fault::Invalid(errors)) => {
            let markup = render(&app, &visitor, &form.0, &errors).await?;
            Ok(page_with_status(StatusCode::UNPROCESSABLE_ENTITY, markup))
        }
        Err(fault) => Err(fault),
    }
}

/// Lets the crowd co-sign: all but one, which is the visitor's, or all that the threshold lacks.
pub(super) async fn crowd(app: web::Data<App>, form: Form) -> Result<HttpResponse, Fault> {
    let proposal: ProposalId = form.get("proposal").parse().map_err(|_| Fault::NotFound)?;
    let leave = i64::from(form.get("leave") == "1");
    sample_signers::sign(&app, proposal, leave).await?;
    Ok(see_other(&links::proposal(proposal), Some("crowd-signed")))
}

/// Where to: `to` is an instant or `next`, `days` a number of days.
async fn target(app: &App, form: &Form) -> Result<Now, Fault> {
    match form.get("to") {
        "" => {
            let days =
                text::narrow(form.get("days")).parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
            let days = days.ok_or_else(|| FieldErrors::one("days", "not_in_range"))?;
            Ok(app.now() + TimeDelta::days(days))
        }
        "next" => {
            let next = time_machine::upcoming(app).await?.into_iter().next();
            Ok(next.ok_or(Fault::Conflict("no_deadline_ahead"))?.at)
        }
        instant => {
            let to: Option<DateTime<Utc>> = instant.parse().ok();
            let latest = app.now() + TimeDelta::days(MOST_DAYS);
            Ok(to
                .filter(|to| *to > app.now() && *to <= latest)
                .ok_or_else(|| FieldErrors::one("to", "not_an_instant"))?)
        }
    }
}

async fn render(
    app: &App,
    visitor: &Visitor,
    values: &Values,
    errors: &FieldErrors,
) -> Result<Markup, Fault> {
    let mut dates = time_machine::upcoming(app).await?;
    dates.truncate(SHOWN);
    let ids: Vec<ProposalId> = dates.iter().map(|date| date.proposal).collect();
    let briefs = folkmoot_proposals::read::briefs(app.db.read(), &ids, app.now()).await?;
    let upcoming: Vec<Upcoming> = dates
        .into_iter()
        .map(|date| Upcoming {
            at: date.at,
            what: date.what,
            title: briefs.get(&date.proposal).map(|brief| brief.title.clone()).unwrap_or_default(),
            // A proposal in review is no public page yet.
            href: briefs
                .get(&date.proposal)
                .filter(|brief| brief.state.is_public())
                .map(|_| links::proposal(date.proposal)),
        })
        .collect();
    let offered = sample_signers::offered(app).await?;
    let offered: Vec<Offered> = offered
        .into_iter()
        .map(|(brief, drive)| Offered {
            proposal: brief.id.to_string(),
            title: brief.title,
            href: links::proposal(brief.id),
            missing: sample_signers::missing(&drive),
        })
        .collect();
    let ahead = app.time_machine.as_ref().map_or(0, folkmoot_foundation::clock::ShiftedClock::offset_ms);
    Ok(ClockPage {
        ctx: visitor.ctx(),
        days_ahead: ahead / 86_400_000,
        upcoming: &upcoming,
        offered: &offered,
        form: FormView { lang: visitor.lang, values, errors },
    }
    .render())
}
