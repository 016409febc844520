use folkmoot_accounts::people;
use folkmoot_accounts::{Error, Grant, Role};
use folkmoot_foundation::{Actor, AgencyId, PersonId, db};

use crate::kit::{Platform, noon, platforms};

async fn grant(p: &Platform, id: PersonId, grant: Grant) -> Result<bool, Error> {
    let tx = p.db.begin().await?;
    let new = people::grant(&tx, id, grant, Actor::System, noon()).await?;
    db::commit(tx).await?;
    Ok(new)
}

async fn revoke(p: &Platform, id: PersonId, grant: Grant) -> Result<bool, Error> {
    let tx = p.db.begin().await?;
    let held = people::revoke(&tx, id, grant, Actor::System, noon()).await?;
    db::commit(tx).await?;
    Ok(held)
}

#[tokio::test]
async fn a_role_is_granted_once_and_revoked() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let (here, there) = (AgencyId::new(noon()), AgencyId::new(noon()));
        let officer = Grant::at(Role::AgencyOfficer, here);
        assert!(grant(&p, id, officer).await.unwrap());
        assert!(!grant(&p, id, officer).await.unwrap());
        assert!(grant(&p, id, Grant::at(Role::AgencyOfficer, there)).await.unwrap());
        assert!(grant(&p, id, Grant::of(Role::Moderator)).await.unwrap());
        for unsound in [Grant::of(Role::AgencyOfficer), Grant::at(Role::Reviewer, here)] {
            assert!(matches!(grant(&p, id, unsound).await, Err(Error::AgencyMismatch)));
        }
        assert!(matches!(grant(&p, PersonId::new(noon()), officer).await, Err(Error::NotFound)));

        assert!(revoke(&p, id, officer).await.unwrap());
        assert!(!revoke(&p, id, officer).await.unwrap());
        let person = people::get(p.db.read(), id).await.unwrap().unwrap();
        assert_eq!(person.agencies(Role::AgencyOfficer), [there]);
        assert!(person.has(Role::Moderator));
        let events = p.events(id).await;
        assert_eq!(events.iter().filter(|kind| *kind == "person.role_granted").count(), 3);
        assert_eq!(events.last().unwrap(), "person.role_revoked");
    }
}

#[tokio::test]
async fn two_grants_at_once_are_one() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let reviewer = Grant::of(Role::Reviewer);
        let (a, b) = tokio::join!(grant(&p, id, reviewer), grant(&p, id, reviewer));
        assert!(a.unwrap() ^ b.unwrap());
    }
}

#[tokio::test]
async fn the_platform_keeps_an_administrator() {
    for p in platforms().await {
        let (a, b) = (p.person("a@example.org").await, p.person("b@example.org").await);
        let administrator = Grant::of(Role::Administrator);
        grant(&p, a, administrator).await.unwrap();
        assert!(matches!(revoke(&p, a, administrator).await, Err(Error::LastAdministrator)));
        assert!(!revoke(&p, b, administrator).await.unwrap());
        grant(&p, b, administrator).await.unwrap();
        let (one, two) = tokio::join!(revoke(&p, a, administrator), revoke(&p, b, administrator));
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
        assert_eq!(people::with_role(p.db.read(), Role::Administrator, None).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn holders_of_a_role_are_found() {
    for p in platforms().await {
        let (a, b) = (p.person("a@example.org").await, p.person("b@example.org").await);
        let (here, there) = (AgencyId::new(noon()), AgencyId::new(noon()));
        grant(&p, a, Grant::at(Role::AgencyApprover, here)).await.unwrap();
        grant(&p, a, Grant::at(Role::AgencyApprover, there)).await.unwrap();
        grant(&p, b, Grant::at(Role::AgencyApprover, there)).await.unwrap();
        let with = |agency| people::with_role(p.db.read(), Role::AgencyApprover, agency);
        assert_eq!(with(Some(here)).await.unwrap(), [a]);
        assert_eq!(with(Some(there)).await.unwrap().len(), 2);
        assert_eq!(with(None).await.unwrap().len(), 2);
        assert!(people::with_role(p.db.read(), Role::Reviewer, None).await.unwrap().is_empty());
    }
}
