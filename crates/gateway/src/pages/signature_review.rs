//! The reviewers' desk for signatures that wait for a check.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use folkmoot_accounts::{Role, people};
use folkmoot_foundation::{DriveId, FieldErrors, PersonId, ProposalId, SignatureId};
use folkmoot_proposals::{Rulebook, read};
use folkmoot_signatures::checks::{
    self, Deciding, Effect, GroupKey, Line, Outcome, Past, REASONS, UNDO_HOURS,
};
use folkmoot_web::pages::review::signatures::{
    EffectRow, GroupPage, GroupRow, GroupView, GroupsPage, LineRow, PastRow, PreviewPage,
};
use folkmoot_web::{FormView, Values};
use uuid::Uuid;

use crate::flows::regions;
use crate::flows::signature_review::{self as flow, Seen};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, links};

const DESK: &str = "/desk/review/signatures";
/// How many groups and decisions the page shows.
const SHOWN: u64 = 100;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/review/signatures", web::get().to(list))
        .route("/desk/review/signatures/{proposal}/{signal}/{mark}", web::get().to(show))
        .route("/desk/review/signatures/{proposal}/{signal}/{mark}", web::post().to(decide))
        .route("/desk/review/signature-decisions/{id}/undo", web::post().to(undo));
}

fn path_of(key: &GroupKey) -> String {
    format!("{DESK}/{}/{}/{}", key.drive, key.signal.code(), key.mark_text())
}

async fn list(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let (conn, now) = (app.db.read(), app.now());
    let groups = checks::groups(conn, SHOWN).await?;
    let past = checks::past(conn, SHOWN / 4).await?;
    let drives = groups.iter().map(|group| group.key.drive).chain(past.iter().map(|past| past.key.drive));
    let mut ids: Vec<ProposalId> = drives.map(|drive| ProposalId(drive.0)).collect();
    ids.sort_unstable();
    ids.dedup();
    let briefs = read::briefs(conn, &ids, now).await?;
    let title =
        |drive: DriveId| briefs.get(&ProposalId(drive.0)).map(|b| b.title.clone()).unwrap_or_default();
    let reviewers: Vec<PersonId> = past.iter().map(|past| past.reviewer).collect();
    let names = people::nicknames(conn, &reviewers).await?;
    let row = |group: &checks::Group| GroupRow {
        href: path_of(&group.key),
        title: title(group.key.drive),
        signal: group.key.signal.code().to_owned(),
        label: group.key.label(),
        waiting: group.waiting,
        first: group.first,
        last: group.last,
    };
    let view = GroupsPage {
        ctx: visitor.ctx(),
        total: checks::waiting_count(conn).await?,
        groups: groups.iter().map(row).collect(),
        past: past.iter().map(|past| past_row(past, title(past.key.drive), &names, now)).collect(),
    };
    Ok(page(view.render()))
}

fn past_row(
    past: &Past,
    title: String,
    names: &HashMap<PersonId, String>,
    now: folkmoot_foundation::Now,
) -> PastRow {
    let undoable = past.undone_at.is_none() && now < past.decided_at + TimeDelta::hours(UNDO_HOURS);
    PastRow {
        title,
        outcome: past.outcome.clone(),
        reason: past.reason.clone(),
        label: past.key.label(),
        reviewer: names.get(&past.reviewer).cloned().unwrap_or_default(),
        decided_at: past.decided_at,
        undone_at: past.undone_at,
        undo: undoable.then(|| format!("/desk/review/signature-decisions/{}/undo", past.id)),
    }
}

type GroupPath = web::Path<(DriveId, String, String)>;

fn key_of(path: &GroupPath) -> Result<GroupKey, Fault> {
    let (drive, signal, mark) = (path.0, &path.1, &path.2);
    GroupKey::parse(drive, signal, mark).ok_or(Fault::NotFound)
}

fn view_of(seen: &Seen) -> GroupView {
    GroupView {
        path: path_of(&seen.key),
        proposal: links::proposal(seen.proposal.id),
        title: seen.proposal.text.title.clone(),
        signal: seen.key.signal.code().to_owned(),
        label: seen.key.label(),
        waiting: seen.waiting,
    }
}

async fn show(app: web::Data<App>, visitor: Visitor, path: GroupPath) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let seen = flow::see(&app, key_of(&path)?).await?;
    let values = Values::default().and("outcome", "confirmed");
    let rulebook = app.rulebook_of.get(seen.proposal.id).await?;
    Ok(shown(&visitor, &rulebook, &seen, &values, &FieldErrors::new()))
}

fn shown(
    visitor: &Visitor,
    rulebook: &Rulebook,
    seen: &Seen,
    values: &Values,
    errors: &FieldErrors,
) -> HttpResponse {
    let lang = visitor.lang;
    let line = |line: &Line| LineRow {
        id: line.id.to_string(),
        at: line.signed_at,
        region: line.region.as_ref().map(|region| regions::name(rulebook, lang, region)),
        account: line.account_made,
        session: line.session.clone(),
        domain: line.domain.clone(),
    };
    let view = GroupPage {
        ctx: visitor.ctx(),
        group: view_of(seen),
        times: seen.evidence.times.clone(),
        accounts: seen.evidence.accounts,
        made: seen.evidence.made.clone(),
        sessions: seen.evidence.sessions,
        domain: seen.evidence.domain.clone(),
        around: (seen.around.alike, seen.around.all),
        lines: seen.lines.iter().map(line).collect(),
        reasons: &REASONS,
        own: visitor.id() == Some(seen.proposal.proposer),
        form: FormView { lang, values, errors },
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with_status(status, view.render())
}

/// Shows what follows from a decision, and on the second press makes it.
async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    path: GroupPath,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let reviewer = visitor.require(Role::Reviewer)?.id;
    let key = key_of(&path)?;
    let Some(outcome) = Outcome::of(form.get("outcome")) else {
        return Err(Fault::BadRequest("outcome".to_owned()));
    };
    let lines: Result<Vec<SignatureId>, _> = form.all("line").map(str::parse).collect();
    let lines = lines.map_err(|_| Fault::BadRequest("line".to_owned()))?;
    let seen: i64 = form.get("seen").parse().map_err(|_| Fault::BadRequest("seen".to_owned()))?;
    let reason = form.get("reason");
    if form.has("sure", "yes") {
        let deciding = Deciding { key, lines, seen, outcome, reason };
        flow::decide(&app, reviewer, deciding).await?;
        return Ok(see_other(DESK, Some("checks-decided")));
    }
    let group = match flow::see(&app, key).await {
        Ok(group) => group,
        // Another reviewer has decided about all of it.
        Err(Fault::NotFound) => return Err(Fault::Conflict("check_changed")),
        Err(other) => return Err(other),
    };
    if outcome == Outcome::Invalidated && !REASONS.contains(&reason) {
        let rulebook = app.rulebook_of.get(group.proposal.id).await?;
        return Ok(shown(&visitor, &rulebook, &group, &form, &FieldErrors::one("reason", "required")));
    }
    if seen != group.waiting {
        return Err(Fault::Conflict("check_changed"));
    }
    let previewed = checks::preview(app.db.read(), &group.drive, &group.key, &lines, outcome).await?;
    let effect = |effect: Effect| EffectRow {
        threshold: effect.threshold,
        before: effect.before,
        after: effect.after,
    };
    let view = PreviewPage {
        ctx: visitor.ctx(),
        group: view_of(&group),
        lines: lines.iter().map(SignatureId::to_string).collect(),
        outcome: outcome.code(),
        reason: if outcome == Outcome::Invalidated { reason } else { "" },
        signatures: previewed.signatures,
        counts: (previewed.before, previewed.after),
        thresholds: previewed.effects.into_iter().map(effect).collect(),
    };
    Ok(page(view.render()))
}

async fn undo(app: web::Data<App>, visitor: Visitor, id: web::Path<Uuid>) -> Result<HttpResponse, Fault> {
    let reviewer = visitor.require(Role::Reviewer)?.id;
    flow::undo(&app, reviewer, *id).await?;
    Ok(see_other(DESK, Some("checks-undone")))
}
