//! What of a proposal voices are on: its draft texts, a hearing, the response, something promised, an issue.

use folkmoot_discussion::texts::{self, Listed, On, TextId, Thing, ThingKind};
use folkmoot_foundation::FieldErrors;
use folkmoot_foundation::cursor::List;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::VoicesQuery;
use crate::fault::Unreadable;
use crate::pages::discussion::about::must_be_of;
use crate::pages::discussion::forum::Forum;
use crate::{Fault, lists};

/// Something of a proposal about which there is a thread.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThingBody {
    /// `hearing`, `response` (its case), `follow_up` or `issue`.
    pub kind: String,
    /// Its id.
    pub id: uuid::Uuid,
}

impl From<Thing> for ThingBody {
    fn from(thing: Thing) -> Self {
        Self { kind: thing.kind.code().to_owned(), id: thing.id }
    }
}

/// On what of the proposal the voices are to be, and the list that they are then.
pub(super) async fn asked_about(
    forum: &Forum<'_>,
    query: &VoicesQuery,
) -> Result<Option<(Listed, List)>, Fault> {
    let (kind, id) = match (query.about.as_deref(), query.about_id) {
        (None, None) => return Ok(None),
        (Some(kind), Some(id)) => (kind, id),
        (Some(_), None) => return Err(Unreadable::parameter("about_id").into()),
        (None, Some(_)) => return Err(Unreadable::parameter("about").into()),
    };
    let others = [("channel", &query.channel), ("stance", &query.stance), ("order", &query.order)];
    if let Some((name, _)) = others.iter().find(|(_, value)| value.is_some()) {
        return Err(Unreadable::parameter(name).into());
    }
    if kind == "text" {
        let proposal = forum.proposal()?.id;
        let text = TextId(id);
        let found = texts::find(forum.app().db.read(), text).await?;
        let ours = found.is_some_and(|found| found.subject == proposal && found.latest > 0);
        let whole = (Listed::Whole(text), lists::text(text, "whole"));
        return if ours { Ok(Some(whole)) } else { Err(Fault::NotFound) };
    }
    let kind = ThingKind::of(kind).ok_or_else(|| Fault::from(Unreadable::parameter("about")))?;
    let thing = Thing { kind, id };
    must_be_of(forum, thing).await?;
    Ok(Some((Listed::Thing(thing), lists::thread(id))))
}

/// What a comment is about, if it is of this proposal.
pub(super) async fn thing(forum: &Forum<'_>, about: ThingBody) -> Result<On, Fault> {
    let unknown = || Fault::from(FieldErrors::one("about", "unknown_choice"));
    let thing = Thing { kind: ThingKind::of(&about.kind).ok_or_else(unknown)?, id: about.id };
    match must_be_of(forum, thing).await {
        Err(Fault::NotFound) => Err(unknown()),
        done => done.map(|()| On::Thing(thing)),
    }
}
