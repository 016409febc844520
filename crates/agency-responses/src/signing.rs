//! Signatures under a response: one of every lead agency. The last one publishes.

use folkmoot_foundation::{AgencyId, CaseId, Now, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, Set};
use serde::{Deserialize, Serialize};

use crate::entity::signature;
use crate::error::Error;
use crate::responses::Signer;
use crate::state::Officer;
use crate::{Result, agencies};

/// A lead agency's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencySignature {
    /// For which agency.
    pub agency: AgencyId,
    /// Who: name and title.
    pub signer: Signer,
    /// When.
    pub at: Now,
}

/// The signatures under the draft that waits, oldest first.
///
/// # Errors
/// A database error.
pub async fn signatures(
    conn: &impl folkmoot_foundation::Reader,
    case: CaseId,
) -> Result<Vec<AgencySignature>> {
    let rows = signature::Entity::find()
        .filter(signature::Column::CaseId.eq(case))
        .order_by_asc(signature::Column::At)
        .order_by_asc(signature::Column::AgencyId)
        .all(conn)
        .await?;
    let one = |row: signature::Model| AgencySignature {
        agency: row.agency_id,
        signer: Signer { name: row.name, title: row.title },
        at: row.at,
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Forgets the signatures: what is drafted anew is signed anew.
pub(crate) async fn forget(tx: &Tx, case: CaseId) -> Result<()> {
    signature::Entity::delete_many().filter(signature::Column::CaseId.eq(case)).exec(tx).await?;
    Ok(())
}

/// Adds the signature for those of the lead agencies that the approver acts for and that have not signed; gives the
/// agencies that still have to.
pub(crate) async fn add(
    tx: &Tx,
    approver: &Officer,
    case: CaseId,
    version: i64,
    signer: &Signer,
    now: Now,
) -> Result<Vec<AgencyId>> {
    let leads = agencies::leads_of(tx, case).await?;
    let signed: Vec<AgencyId> = signatures(tx, case).await?.into_iter().map(|one| one.agency).collect();
    let waiting: Vec<AgencyId> = leads.into_iter().filter(|lead| !signed.contains(lead)).collect();
    let (own, others): (Vec<AgencyId>, Vec<AgencyId>) =
        waiting.into_iter().partition(|lead| approver.agencies.contains(lead));
    // With nobody left, the case lost a lead after the others had signed: any of them publishes.
    if own.is_empty() && !others.is_empty() {
        return Err(Error::AlreadyDone);
    }
    for agency in own {
        let row = signature::ActiveModel {
            case_id: Set(case),
            agency_id: Set(agency),
            version: Set(version),
            name: Set(signer.name.clone()),
            title: Set(signer.title.clone()),
            person: Set(approver.person),
            at: Set(now),
        };
        signature::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(others)
}
