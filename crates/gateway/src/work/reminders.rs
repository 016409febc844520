//! Reminds agencies of their dates: one mail a person and day, which lists all that is due and all that was missed.

use std::collections::{BTreeMap, HashMap, HashSet};

use folkmoot_accounts::{Role, people};
use folkmoot_agency_responses::Error;
use folkmoot_agency_responses::reminders::{self, Owed, Reminder, take};
use folkmoot_foundation::period::{day_of, last_day_before};
use folkmoot_foundation::{AgencyId, PersonId, ProposalId, Tx, db};
use folkmoot_notifications::outbox::{self, Digest};
use folkmoot_proposals::{Brief, read};
use folkmoot_web::mails::reminders::Item;
use serde_json::json;

use crate::{App, Fault, links};

/// The kind of the mail.
pub(super) const KIND: &str = "reminders";

/// Writes what is to be reminded of, and tells of it once there is nothing more to write; says how much was done.
///
/// # Errors
/// A database error.
pub(super) async fn run(app: &App) -> Result<usize, Fault> {
    let now = app.now();
    let written = reminders::write(&app.db, now).await.map_err(Fault::internal)?;
    if written > 0 {
        return Ok(written);
    }
    let tx = app.db.begin().await?;
    let due = match take(&tx, now).await {
        Ok(due) if due.is_empty() => return Ok(0),
        Ok(due) => due,
        // Another worker takes them.
        Err(Error::AlreadyDone) => return Ok(0),
        Err(error) => return Err(Fault::internal(error)),
    };
    let mails = digests(app, &tx, &due).await?;
    let count = mails.len();
    outbox::queue_digests(&tx, &app.keyring, KIND, mails, now).await?;
    db::commit(tx).await?;
    Ok(count)
}

/// One mail for each person, with everything that concerns them.
async fn digests(app: &App, tx: &Tx, due: &[Reminder]) -> Result<Vec<Digest>, Fault> {
    let proposals: Vec<ProposalId> = due.iter().map(|one| one.proposal).collect();
    let briefs = read::briefs(tx, &proposals, app.now()).await?;
    let mut desks = Desks { tx, known: HashMap::new() };
    let mut by_person: BTreeMap<PersonId, Vec<&Reminder>> = BTreeMap::new();
    for one in due {
        for person in desks.concerned(one).await? {
            by_person.entry(person).or_default().push(one);
        }
    }
    let day = day_of(app.now());
    Ok(by_person
        .into_iter()
        .filter_map(|(person, mut own)| {
            own.sort_by_key(|one| one.due);
            let first = own.iter().map(|one| one.id).min()?;
            let items: Vec<Item> = own.iter().map(|one| item(app, one, briefs.get(&one.proposal))).collect();
            let dedup = format!("{KIND}/{day}/{person}/{first}");
            Some(Digest { person, dedup, data: json!({ "day": day, "items": items }) })
        })
        .collect())
}

fn item(app: &App, one: &Reminder, brief: Option<&Brief>) -> Item {
    let rulebook = brief.and_then(|brief| app.rulebooks.get(&brief.rulebook, brief.rulebook_version).ok());
    let (zh, en) = match &one.what {
        Owed::Clock { code, .. } => match rulebook.as_ref().and_then(|rulebook| rulebook.clock(code)) {
            Some(clock) => (clock.name.zh.clone(), clock.name.en.clone()),
            None => (code.clone(), code.clone()),
        },
        Owed::FollowUp { action } => (action.clone(), action.clone()),
    };
    Item {
        title: brief.map(|brief| brief.title.clone()).unwrap_or_default(),
        zh,
        en,
        last_day: last_day_before(one.due),
        days: one.stage,
        path: links::case(one.case),
    }
}

/// Who sits where, asked for once.
struct Desks<'a> {
    tx: &'a Tx,
    known: HashMap<(&'static str, Option<AgencyId>), Vec<PersonId>>,
}

impl Desks<'_> {
    async fn holding(&mut self, role: Role, agency: Option<AgencyId>) -> Result<Vec<PersonId>, Fault> {
        if let Some(people) = self.known.get(&(role.code(), agency)) {
            return Ok(people.clone());
        }
        let people = people::with_role(self.tx, role, agency).await?;
        self.known.insert((role.code(), agency), people.clone());
        Ok(people)
    }

    /// Officers and approvers of those who lead; once it is missed, or while nobody leads, whoever stands above them.
    async fn concerned(&mut self, one: &Reminder) -> Result<HashSet<PersonId>, Fault> {
        let mut people = HashSet::new();
        for lead in &one.leads {
            people.extend(self.holding(Role::AgencyOfficer, Some(*lead)).await?);
            people.extend(self.holding(Role::AgencyApprover, Some(*lead)).await?);
        }
        if one.stage < 0 {
            for above in &one.supervisors {
                people.extend(self.holding(Role::AgencyApprover, Some(*above)).await?);
            }
        }
        if one.stage < 0 || one.leads.is_empty() {
            people.extend(self.holding(Role::Administrator, None).await?);
        }
        Ok(people)
    }
}
