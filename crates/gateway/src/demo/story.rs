//! Telling the story: people and agencies first, then act by act in the order of time.

use std::collections::{BTreeMap, HashMap, HashSet};

use folkmoot_accounts::people::{self, Registration, Vouched};
use folkmoot_accounts::{Grant, Hasher, Reserved, Role};
use folkmoot_agency_responses::agencies::{self, AgencyDetails};
use folkmoot_foundation::clock::ManualClock;
use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::{Actor, AgencyId, CaseId, HearingId, Now, PersonId, ProposalId, db};

use super::content::{Account, Content};
use super::plan::{Days, plan};
use super::{Error, PASSWORD, acts, address};
use crate::{App, work};

/// The account that no identity is bound to at the beginning.
const UNIDENTIFIED: &str = "citizen";

/// What the story knows of its proposals as it goes.
#[derive(Debug, Default)]
pub struct Known {
    /// The proposals that were written, by their place in the content.
    pub proposals: HashMap<usize, ProposalId>,
    /// Their cases.
    pub cases: HashMap<usize, CaseId>,
    /// Their hearings.
    pub hearings: HashMap<usize, HearingId>,
    /// Signatures so far.
    pub signed: HashMap<usize, i64>,
}

/// Who and what there is.
#[derive(Debug)]
pub struct Cast {
    /// People by the key of their account and by their nickname.
    pub people: HashMap<String, PersonId>,
    /// Their counties.
    pub counties: HashMap<PersonId, CountyCode>,
    /// Their person keys.
    pub person_keys: HashMap<PersonId, [u8; 32]>,
    /// The keys of their identities.
    pub national_keys: HashMap<PersonId, [u8; 32]>,
    /// The keys of their addresses.
    pub email_keys: HashMap<PersonId, [u8; 32]>,
    /// Agencies by slug.
    pub agencies: BTreeMap<String, AgencyId>,
    /// The agencies of each officer's and approver's account.
    pub desks: Vec<(String, HashSet<AgencyId>)>,
    /// The content.
    pub content: Content,
    /// The present, from which the days are counted back.
    pub days: Days,
}

impl Cast {
    /// A person by key or nickname.
    ///
    /// # Errors
    /// If there is none.
    pub fn person(&self, who: &str) -> Result<PersonId, Error> {
        self.people.get(who).copied().ok_or_else(|| format!("nobody is called {who}").into())
    }

    /// An agency by slug.
    ///
    /// # Errors
    /// If there is none.
    pub fn agency(&self, slug: &str) -> Result<AgencyId, Error> {
        self.agencies.get(slug).copied().ok_or_else(|| format!("no agency {slug}").into())
    }
}

/// Tells the whole story, from months ago to `present`.
///
/// # Errors
/// The refusal of an act.
pub async fn tell(app: &App, clock: &ManualClock, present: Now) -> Result<(), Error> {
    let content = Content::read()?;
    let days = Days::before(present);
    let beginning = present - chrono::TimeDelta::days(480);
    clock.set(beginning);
    let cast = gather(app, content, days, beginning).await?;
    let mut known = Known::default();
    let acts = plan(&cast.content.proposals, days);
    let mut today = None;
    for planned in acts {
        clock.set(planned.at);
        // Once a day people are told what happened, as the background work would.
        let day = folkmoot_foundation::period::day_of(planned.at);
        if today.replace(day) != Some(day) {
            settle(app).await?;
        }
        acts::perform(app, &cast, &mut known, planned).await.map_err(|error| {
            format!("{} of {}: {error}", planned.act_name(), cast.content.proposals[planned.sample].key)
        })?;
    }
    clock.set(present);
    settle(app).await
}

/// Lets the background work come to rest.
async fn settle(app: &App) -> Result<(), Error> {
    for _ in 0..200 {
        if work::pass(app).await? == work::Done::default() {
            break;
        }
    }
    Ok(())
}

async fn gather(app: &App, content: Content, days: Days, now: Now) -> Result<Cast, Error> {
    let hash = Hasher::new(2).hash(PASSWORD).await?;
    let tx = app.db.begin().await?;
    let mut cast = Cast {
        people: HashMap::new(),
        counties: HashMap::new(),
        person_keys: HashMap::new(),
        email_keys: HashMap::new(),
        national_keys: HashMap::new(),
        agencies: BTreeMap::new(),
        desks: Vec::new(),
        content,
        days,
    };
    let citizens = cast.content.citizens.iter().enumerate().map(|(i, c)| Account {
        key: format!("citizen-{}", i + 1),
        name: c.name.clone(),
        nickname: c.nickname.clone(),
        county: c.county.clone(),
        role: None,
        agencies: Vec::new(),
        shown: BTreeMap::new(),
    });
    let everybody: Vec<Account> = cast.content.accounts.iter().cloned().chain(citizens).collect();
    for (i, account) in everybody.iter().enumerate() {
        let new = Registration {
            name: account.name.clone(),
            nickname: account.nickname.clone(),
            email: address(&account.key),
            mobile: format!("09{:08}", 10_000_000 + i),
            password: PASSWORD.to_owned(),
            county: account.county.clone(),
            locale: "zh-TW".to_owned(),
        };
        let new = new.check(&Reserved::nothing())?;
        let id =
            people::create(&tx, &app.keyring, &new, hash.clone(), Vouched::AddressAndMobile, now).await?;
        cast.people.insert(account.key.clone(), id);
        cast.people.insert(account.nickname.clone(), id);
        cast.counties.insert(id, account.county.parse()?);
        // Whoever tries the demo as the citizen goes the way to the identity provider themselves.
        if account.key != UNIDENTIFIED
            && let Some(identity) = super::identity::number(i)
        {
            people::bind_identity(&tx, &app.keyring, id, &identity, now).await?;
            cast.national_keys.insert(id, identity.person_key(&app.keyring));
        }
        if let Some(key) = people::get(&tx, id).await?.and_then(|person| person.person_key) {
            cast.person_keys.insert(id, key);
        }
        if let Some(key) = people::email_key(&tx, &app.keyring, id).await? {
            cast.email_keys.insert(id, key);
        }
    }
    let administrator = cast.person("administrator")?;
    for agency in &cast.content.agencies {
        let details = AgencyDetails {
            slug: agency.slug.clone(),
            name_zh: agency.zh.clone(),
            name_en: agency.en.clone(),
            contact: format!("{}民意信箱（示範）", agency.zh),
            ..AgencyDetails::default()
        };
        let id = agencies::create(&tx, administrator, &details, now).await?;
        cast.agencies.insert(agency.slug.clone(), id);
    }
    for account in &everybody {
        let Some(role) = &account.role else { continue };
        let role: Role = role.parse()?;
        let id = cast.person(&account.key)?;
        let mut desk = HashSet::new();
        for slug in &account.agencies {
            let agency = cast.agency(slug)?;
            desk.insert(agency);
            people::grant(&tx, id, Grant::at(role, agency), Actor::System, now).await?;
        }
        if account.agencies.is_empty() {
            people::grant(&tx, id, Grant::of(role), Actor::System, now).await?;
        } else {
            cast.desks.push((account.key.clone(), desk));
        }
    }
    db::commit(tx).await?;
    Ok(cast)
}
