//! What is asked before words are published: how much comes from one network, and whether they hold personal data.

use actix_web::HttpRequest;
use chrono::TimeDelta;
use folkmoot_discussion::held::{self, Sent};
use folkmoot_discussion::questions::{self, NewQuestion};
use folkmoot_discussion::voices::{NewComment, Rate, Rules};
use folkmoot_discussion::{DiscussionError, origins};
use folkmoot_foundation::crypto::Purpose;
use folkmoot_foundation::{FieldErrors, HearingId, personal};
use folkmoot_proposals::ProposalText;
use folkmoot_signatures::checks::Origin;

use crate::App;
use crate::http::caller;

/// The code of the mistake that is none: it is asked once whether personal data is to be published.
pub const PERSONAL: &str = "personal_data";

/// Adds a comment that comes with a request, or lets it wait for a moderator.
///
/// # Errors
/// As [`held::send`] and [`origins::count`].
pub async fn comment(
    app: &App,
    request: &HttpRequest,
    new: NewComment,
    rules: &Rules,
) -> Result<Sent, DiscussionError> {
    let rate = Rate { max: app.config.comments_hourly, per: TimeDelta::hours(1) };
    let mark = mark(app, request, "comment");
    app.write(async |tx, now| {
        if let Some(mark) = &mark {
            origins::count(tx, mark, rate, now).await?;
        }
        held::send(tx, new, rules, now).await
    })
    .await
}

/// Asks a question for a hearing that comes with a request, or lets it wait for a moderator. A hall shares one network, so
/// that it is counted apart from comments.
///
/// # Errors
/// As [`questions::ask`] and [`origins::count`].
pub async fn question(
    app: &App,
    request: &HttpRequest,
    new: &NewQuestion,
    rules: &Rules,
) -> Result<Sent, DiscussionError> {
    let rate = Rate { max: TRIES, per: TimeDelta::hours(1) };
    let mark = mark(app, request, &format!("question {}", new.hearing));
    app.write(async |tx, now| {
        if let Some(mark) = &mark {
            origins::count(tx, mark, rate, now).await?;
        }
        questions::ask(tx, new, rules, now).await
    })
    .await
}

/// How often the codes of one hearing may be tried from one network within an hour: a hall shares one.
const TRIES: u64 = 1_000;

/// Counts a try to check in at a hearing, whether it is right or wrong.
///
/// # Errors
/// [`DiscussionError::TooMany`], or a database error.
pub async fn keep_tries(app: &App, request: &HttpRequest, hearing: HearingId) -> Result<(), DiscussionError> {
    let Some(mark) = mark(app, request, &format!("check-in {hearing}")) else { return Ok(()) };
    let rate = Rate { max: TRIES, per: TimeDelta::hours(1) };
    app.write(async |tx, now| origins::count(tx, &mark, rate, now).await).await
}

/// Counts a try of a code that speakers of a hearing were given, whether it is right or wrong.
///
/// # Errors
/// [`DiscussionError::TooMany`], or a database error.
pub async fn keep_code_tries(
    app: &App,
    request: &HttpRequest,
    hearing: HearingId,
) -> Result<(), DiscussionError> {
    let Some(mark) = mark(app, request, &format!("speaker-code {hearing}")) else { return Ok(()) };
    let rate = Rate { max: TRIES, per: TimeDelta::hours(1) };
    app.write(async |tx, now| origins::count(tx, &mark, rate, now).await).await
}

/// The mark of a network for one purpose. Another one than signatures have: nobody is to see that who signs also writes.
fn mark(app: &App, request: &HttpRequest, purpose: &str) -> Option<String> {
    let network = Origin::of(&app.keyring, caller::address(request), None).network?;
    let hash = app.keyring.hash(Purpose::CallerAddress, &format!("{purpose} {network:?}"));
    Some(hex::encode(&hash[..8]))
}

/// Asks whether personal data is to be published, unless that was answered.
///
/// # Errors
/// What was found, by field.
pub fn ask_about(fields: &[(&str, &str)], answered: bool) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    for (field, words) in fields.iter().filter(|_| !answered) {
        let found: Vec<String> = personal::find(words).into_iter().map(|found| found.text).collect();
        if !found.is_empty() {
            errors.add_with(field, PERSONAL, [("found", found.join("、"))]);
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The same for what a proposer wrote.
///
/// # Errors
/// As [`ask_about`].
pub fn ask_about_proposal(text: &ProposalText, answered: bool) -> Result<(), FieldErrors> {
    let demands = text.demands.join("\n");
    let fields = [
        ("title", text.title.as_str()),
        ("content", &text.content),
        ("demands", &demands),
        ("benefits", &text.benefits),
        ("evidence", &text.evidence),
    ];
    ask_about(&fields, answered)
}
