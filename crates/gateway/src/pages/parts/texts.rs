//! The draft texts of a proposal, on its page.

use folkmoot_discussion::texts;
use folkmoot_proposals::Proposal;
use folkmoot_web::Markup;
use folkmoot_web::pages::texts::part::{TextCard, part};

use crate::http::Visitor;
use crate::pages::texts::drafter;
use crate::{App, Fault, links};

/// The texts; drafts only for those who draft. Empty if there is nothing to show.
///
/// # Errors
/// A database error.
pub async fn of_proposal(app: &App, visitor: &Visitor, proposal: &Proposal) -> Result<Markup, Fault> {
    if !proposal.state.is_public() {
        return Ok(Markup::default());
    }
    let drafts = drafter(app, visitor, proposal.id).await?.is_some();
    let found = texts::of_subject(app.db.read(), proposal.id, drafts).await?;
    if found.is_empty() && !drafts {
        return Ok(Markup::default());
    }
    let ids: Vec<texts::TextId> = found.iter().map(|text| text.id).collect();
    let counts = texts::totals(app.db.read(), &ids).await?;
    let card = |text: texts::Text| TextCard {
        href: if text.latest > 0 { links::text(text.id) } else { format!("/desk/texts/{}", text.id) },
        count: counts.get(&text.id).copied().unwrap_or(0),
        title: text.title,
        kind: text.kind.code(),
        latest: text.latest,
        published_at: text.published_at,
    };
    let cards: Vec<TextCard> = found.into_iter().map(card).collect();
    let new = format!("/desk/proposals/{}/texts/new", proposal.id);
    Ok(part(visitor.ctx(), &cards, drafts.then_some(new.as_str())))
}
