//! Drafting a text: entering it, looking at what was found, publishing it.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_discussion::DiscussionError;
use folkmoot_discussion::texts::follow::{Origin, Versions};
use folkmoot_discussion::texts::parse::{LONGEST, parse};
use folkmoot_discussion::texts::{self, Article, Draft, Drafting, Text, TextId, TextKind};
use folkmoot_foundation::{FieldErrors, ProposalId};
use folkmoot_hearings::{import, uploads};
use folkmoot_proposals::{Proposal, read};
use folkmoot_web::pages::texts::edit::{EditText, Followed, PreviewText, Taken};
use folkmoot_web::{FormView, Values};

use super::{Drafter, must_draft, view};
use crate::fault::Belonging;
use crate::flows::texts::NoDraft;
use crate::http::{Form, Typed as Written, Upload, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows, links};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/proposals/{id}/texts/new", web::get().to(new_form))
        .route("/desk/proposals/{id}/texts/new", web::post().to(begin))
        .route("/desk/texts/{id}", web::get().to(edit_form))
        .route("/desk/texts/{id}", web::post().to(save))
        .route("/desk/proposals/{id}/texts/file", web::post().to(new_from_file))
        .route("/desk/texts/{id}/file", web::post().to(from_file))
        .route("/desk/texts/{id}/discard", web::post().to(discard))
        .route("/desk/texts/{id}/preview", web::get().to(preview))
        .route("/desk/texts/{id}/publish", web::post().to(publish));
}

/// The proposal that a text is drafted for: one that everybody may read.
async fn proposal(app: &App, visitor: &Visitor, id: ProposalId) -> Result<Proposal, Fault> {
    visitor.require_any(&[Role::AgencyOfficer, Role::Facilitator])?;
    let found = read::get(app.db.read(), id, app.now()).await?;
    if found.state.is_public() { Ok(found) } else { Err(Fault::NotFound) }
}

/// A text that the visitor may draft.
async fn own<'v>(
    app: &App,
    visitor: &'v Visitor,
    id: TextId,
) -> Result<(Text, Draft, Proposal, Drafter<'v>), Fault> {
    visitor.require_any(&[Role::AgencyOfficer, Role::Facilitator])?;
    let text = texts::find(app.db.read(), id).await?.ok_or(Fault::NotFound)?;
    let drafter = must_draft(app, visitor, text.subject).await?;
    let draft = texts::draft(app.db.read(), id).await?.ok_or(Fault::NotFound)?;
    let proposal = proposal(app, visitor, text.subject).await?;
    Ok((text, draft, proposal, drafter))
}

fn named(proposal: &Proposal) -> (String, String) {
    (proposal.text.title.clone(), links::proposal(proposal.id))
}

fn typed(form: &Values) -> Drafting<'_> {
    Drafting {
        kind: TextKind::of(form.get("kind")).unwrap_or(TextKind::Regulation),
        title: form.get("title"),
        note: form.get("note"),
        change: form.get("change"),
        body: form.get("body"),
    }
}

/// What of a colleague's draft differs from what was typed, each with the key of its field.
fn differing(theirs: &Draft, text: &Text, typed: Drafting<'_>) -> Vec<(&'static str, String)> {
    let plain = |words: &str| words.replace("\r\n", "\n").trim().to_owned();
    [
        ("title", theirs.title.as_str(), typed.title),
        ("note", theirs.note.as_str(), typed.note),
        ("change", theirs.change.as_str(), typed.change),
        ("body", theirs.body.as_str(), typed.body),
    ]
    .into_iter()
    .filter(|(name, ..)| *name != "change" || text.latest > 0)
    .filter(|(_, theirs, mine)| plain(theirs) != plain(mine))
    .map(|(name, theirs, _)| (name, theirs.to_owned()))
    .collect()
}

fn status(errors: &FieldErrors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

async fn new_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let proposal = proposal(&app, &visitor, *id).await?;
    must_draft(&app, &visitor, *id).await?;
    let values = Values::default().and("kind", TextKind::Regulation.code());
    Ok(new_page(&visitor, &proposal, (&values, &FieldErrors::new()), None))
}

fn new_page(
    visitor: &Visitor,
    proposal: &Proposal,
    (values, errors): (&Values, &FieldErrors),
    taken: Option<Taken>,
) -> HttpResponse {
    let markup = EditText {
        ctx: visitor.ctx(),
        proposal: named(proposal),
        action: format!("/desk/proposals/{}/texts/new", proposal.id),
        take: format!("/desk/proposals/{}/texts/file", proposal.id),
        taken,
        form: FormView { lang: visitor.lang, values, errors },
        mark: 0,
        latest: 0,
        discard: false,
        theirs: None,
    };
    page_with_status(status(errors), markup.render())
}

async fn begin(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let proposal = proposal(&app, &visitor, *id).await?;
    let drafter = must_draft(&app, &visitor, *id).await?;
    let by = drafter.person.id;
    if let Some(errors) = not_taken(&form) {
        return Ok(new_page(&visitor, &proposal, (&form, &errors), None));
    }
    let begun =
        app.write(async |tx, now| texts::begin(tx, *id, drafter.agency, typed(&form), by, now).await).await;
    match begun {
        // What can't be read yet is saved all the same, and told on the next page.
        Ok(text) => Ok(see_other(&format!("/desk/texts/{text}/preview"), Some("text-saved"))),
        Err(DiscussionError::Invalid(errors)) => Ok(new_page(&visitor, &proposal, (&form, &errors), None)),
        Err(other) => Err(other.into()),
    }
}

fn values_of(text: &Text, draft: &Draft) -> Values {
    Values::default()
        .and("kind", text.kind.code())
        .and("title", draft.title.as_str())
        .and("note", draft.note.as_str())
        .and("change", draft.change.as_str())
        .and("body", draft.body.as_str())
}

async fn edit_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TextId>,
) -> Result<HttpResponse, Fault> {
    let (text, draft, proposal, drafter) = own(&app, &visitor, *id).await?;
    let values = values_of(&text, &draft);
    let shown = (&text, &draft, &drafter);
    Ok(edit_page(&visitor, shown, &proposal, (&values, &FieldErrors::new()), Beside::default()))
}

/// What stands beside the form.
#[derive(Default)]
struct Beside {
    /// What a colleague saved meanwhile and differs, each with its field's name.
    theirs: Option<Vec<(&'static str, String)>>,
    /// What was read out of a file.
    taken: Option<Taken>,
}

fn edit_page(
    visitor: &Visitor,
    (text, draft, drafter): (&Text, &Draft, &Drafter<'_>),
    proposal: &Proposal,
    (values, errors): (&Values, &FieldErrors),
    beside: Beside,
) -> HttpResponse {
    let told = beside.theirs.is_some();
    let markup = EditText {
        ctx: visitor.ctx(),
        proposal: named(proposal),
        action: format!("/desk/texts/{}", text.id),
        form: FormView { lang: visitor.lang, values, errors },
        mark: draft.mark,
        latest: text.latest,
        discard: text.latest == 0 && drafter.publishes(text),
        take: format!("/desk/texts/{}/file", text.id),
        taken: beside.taken,
        theirs: beside.theirs,
    };
    let status = if told { StatusCode::CONFLICT } else { status(errors) };
    page_with_status(status, markup.render())
}

async fn save(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TextId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (text, draft, proposal, drafter) = own(&app, &visitor, *id).await?;
    let (by, seen) = (drafter.person.id, form.get("mark").parse().unwrap_or(0));
    if let Some(errors) = not_taken(&form) {
        let draft = Draft { mark: seen, ..draft };
        let shown = (&text, &draft, &drafter);
        return Ok(edit_page(&visitor, shown, &proposal, (&form, &errors), Beside::default()));
    }
    let saved = app.write(async |tx, now| texts::save(tx, *id, typed(&form), seen, by, now).await).await;
    match saved {
        Ok(_) => Ok(see_other(&format!("/desk/texts/{id}/preview"), Some("text-saved"))),
        Err(DiscussionError::Invalid(errors)) => {
            let draft = Draft { mark: seen, ..draft };
            let shown = (&text, &draft, &drafter);
            Ok(edit_page(&visitor, shown, &proposal, (&form, &errors), Beside::default()))
        }
        Err(DiscussionError::Changed) => {
            let theirs = texts::draft(app.db.read(), *id).await?.ok_or(Fault::NotFound)?;
            let none = FieldErrors::new();
            let beside = Beside { theirs: Some(differing(&theirs, &text, typed(&form))), taken: None };
            Ok(edit_page(&visitor, (&text, &theirs, &drafter), &proposal, (&form, &none), beside))
        }
        Err(other) => Err(other.into()),
    }
}

/// A file that was chosen, where the button that reads it was not pressed: then only its name comes.
fn not_taken(form: &Values) -> Option<FieldErrors> {
    let chosen = !form.get("file").is_empty();
    chosen.then(|| FieldErrors::one("file", "draft_not_taken"))
}

/// What was typed, with what a file says in its place, and what is to be told of it; or what is wrong with the file.
async fn taken(visitor: &Visitor, upload: Upload) -> Result<(Values, Result<Taken, FieldErrors>), Fault> {
    let typed = upload.values;
    let mut errors = FieldErrors::new();
    if upload.too_large {
        errors.add_with("file", "over_limit", [("max", (import::MAX_BYTES / 1024 / 1024).to_string())]);
        return Ok((typed, Err(errors)));
    }
    let Some(file) = upload.file.filter(|file| !file.bytes.is_empty()) else {
        return Ok((typed, Err(FieldErrors::one("file", "draft_none"))));
    };
    let name = uploads::clean_name(&file.name);
    match flows::texts::from_file(file.name, file.bytes).await? {
        Ok(found) => {
            let kept = |field: &str, read: String| {
                let there = typed.get(field);
                if there.trim().is_empty() { read } else { there.to_owned() }
            };
            let filled = Values::default()
                .and("kind", typed.get("kind"))
                .and("mark", typed.get("mark"))
                .and("title", kept("title", found.title))
                .and("note", kept("note", found.note))
                .and("change", typed.get("change"))
                .and("body", found.body);
            let told = Taken {
                name,
                articles: found.articles,
                footnotes: found.footnotes,
                deletions: found.deletions,
                tables: found.tables,
                before: Some(typed.get("body").to_owned()).filter(|body| !body.trim().is_empty()),
            };
            Ok((filled, Ok(told)))
        }
        Err(NoDraft::Empty) => Ok((typed, Err(FieldErrors::one("file", "draft_empty")))),
        Err(NoDraft::TooLong) => {
            errors.add_with("file", "draft_long", [("max", LONGEST.to_string())]);
            Ok((typed, Err(errors)))
        }
        Err(NoDraft::Unreadable(problems)) => {
            let why = problems.0.first().map(|error| {
                let key = format!("import-problem-{}", error.problem.code().replace('_', "-"));
                visitor.lang.with(&key, [("detail", error.problem.detail().unwrap_or_default().into())])
            });
            errors.add_with("file", "draft_unreadable", [("why", why.unwrap_or_default())]);
            Ok((typed, Err(errors)))
        }
    }
}

/// Fills the form of a new draft from a file; nothing is saved.
async fn new_from_file(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let may = match proposal(&app, &visitor, *id).await {
        Ok(proposal) => must_draft(&app, &visitor, *id).await.map(|_| proposal),
        Err(fault) => Err(fault),
    };
    let (proposal, upload) = Upload::read_typed(may, multipart).await?;
    request.extensions_mut().insert(Written::of(&upload.values));
    let none = FieldErrors::new();
    let (values, done) = taken(&visitor, upload).await?;
    Ok(match done {
        Ok(taken) => new_page(&visitor, &proposal, (&values, &none), Some(taken)),
        Err(errors) => new_page(&visitor, &proposal, (&values, &errors), None),
    })
}

/// The same of a draft that is there.
async fn from_file(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<TextId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let (there, upload) = Upload::read_typed(own(&app, &visitor, *id).await, multipart).await?;
    request.extensions_mut().insert(Written::of(&upload.values));
    let (text, draft, proposal, drafter) = there;
    let (values, done) = taken(&visitor, upload).await?;
    // Whoever saves afterwards began from what they had before them.
    let draft = Draft { mark: values.get("mark").parse().unwrap_or(draft.mark), ..draft };
    let (taken, errors) = match done {
        Ok(taken) => (Some(taken), FieldErrors::new()),
        Err(errors) => (None, errors),
    };
    let beside = Beside { taken, theirs: None };
    Ok(edit_page(&visitor, (&text, &draft, &drafter), &proposal, (&values, &errors), beside))
}

async fn discard(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TextId>,
) -> Result<HttpResponse, Fault> {
    let (_, _, _, drafter) = own(&app, &visitor, *id).await?;
    let discarded = app.write(async |tx, _| texts::discard(tx, *id, drafter.by()).await).await;
    let subject = discarded.map_err(not_theirs)?;
    Ok(see_other(&links::proposal(subject), Some("text-discarded")))
}

async fn preview(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TextId>,
) -> Result<HttpResponse, Fault> {
    let (text, draft, proposal, drafter) = own(&app, &visitor, *id).await?;
    show_preview(&app, &visitor, (&text, &draft, &drafter), &proposal, &FieldErrors::new()).await
}

/// What was found in the draft; what can't be read leads back to the form, with its lines.
async fn show_preview(
    app: &App,
    visitor: &Visitor,
    shown: (&Text, &Draft, &Drafter<'_>),
    proposal: &Proposal,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let (text, draft, _) = shown;
    let values = values_of(text, draft);
    let mut wrong = match parse(&draft.body) {
        Ok(articles) if text.latest == 0 || !draft.change.is_empty() => {
            return previewed(app, visitor, shown, proposal, (&values, errors), articles).await;
        }
        Ok(_) => FieldErrors::new(),
        Err(wrong) => wrong,
    };
    if text.latest > 0 && draft.change.is_empty() {
        wrong.add("change", "required");
    }
    Ok(edit_page(visitor, shown, proposal, (&values, &wrong), Beside::default()))
}

async fn previewed(
    app: &App,
    visitor: &Visitor,
    (text, draft, drafter): (&Text, &Draft, &Drafter<'_>),
    proposal: &Proposal,
    (values, errors): (&Values, &FieldErrors),
    articles: Vec<Article>,
) -> Result<HttpResponse, Fault> {
    let newest = texts::version(app.db.read(), text.id, text.latest).await?;
    let followed = match &newest {
        Some(newest) => followed(app, text.id, &newest.articles, &articles).await?,
        None => Followed::default(),
    };
    let markup = PreviewText {
        ctx: visitor.ctx(),
        proposal: named(proposal),
        edit: format!("/desk/texts/{}", text.id),
        title: draft.title.clone(),
        note: draft.note.clone(),
        articles: view::articles(&articles, &std::collections::HashMap::new()),
        next: text.latest + 1,
        mark: draft.mark,
        publishes: drafter.publishes(text),
        changed: newest.map(|newest| view::changed(&newest.articles, &articles)),
        followed,
        form: FormView { lang: visitor.lang, values, errors },
    };
    Ok(page_with_status(status(errors), markup.render()))
}

/// What would become of the comments that stand in the newest version, by their places alone.
async fn followed(app: &App, id: TextId, old: &[Article], new: &[Article]) -> Result<Followed, Fault> {
    let (versions, origin) = (Versions::of(old, new), Origin::of(old.to_vec()));
    let mut followed = Followed::default();
    for (at, count) in texts::counts(app.db.read(), id).await? {
        let Some((article, paragraph)) = at else {
            followed.gone += count;
            continue;
        };
        let place = texts::Place { article, paragraph, selection: None };
        match versions.follow((&origin, &place), Some(&place)).0 {
            Some(_) => followed.on += count,
            None => followed.gone += count,
        }
    }
    Ok(followed)
}

async fn publish(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TextId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (text, draft, proposal, drafter) = own(&app, &visitor, *id).await?;
    let seen = form.get("mark").parse().unwrap_or(0);
    match flows::texts::publish(&app, *id, seen, drafter.by()).await {
        Ok(_) => Ok(see_other(&links::text(*id), Some("text-published"))),
        Err(DiscussionError::Changed) => {
            // What is there now, and not what was there before the attempt.
            let (text, draft, proposal, drafter) = own(&app, &visitor, *id).await?;
            // Pressed twice: it is published.
            if seen + 1 == draft.mark && texts::is_published(app.db.read(), *id, drafter.person.id).await? {
                return Ok(see_other(&links::text(*id), Some("text-published")));
            }
            let errors = FieldErrors::one("form", "text_stale");
            show_preview(&app, &visitor, (&text, &draft, &drafter), &proposal, &errors).await
        }
        Err(DiscussionError::Invalid(errors)) => {
            show_preview(&app, &visitor, (&text, &draft, &drafter), &proposal, &errors).await
        }
        Err(other) => Err(not_theirs(other)),
    }
}

/// Another agency's draft may be worked on, but neither published nor thrown away.
fn not_theirs(error: DiscussionError) -> Fault {
    match error {
        DiscussionError::NotYours => Fault::NotYours(Belonging::Case),
        other => other.into(),
    }
}
