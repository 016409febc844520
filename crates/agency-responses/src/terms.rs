//! Who led a case when: a missed date stays with the agency that led then, whoever leads afterwards.

use folkmoot_foundation::{CaseId, Now, Tx};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::entity::lead_term;
use crate::{Result, agencies};

/// Writes down who leads from `now` on. Called after every change of the lead agencies, in its transaction.
pub(crate) async fn note(tx: &Tx, case: CaseId, now: Now) -> Result<()> {
    let leads = agencies::leads_of(tx, case).await?;
    let open = lead_term::Entity::find()
        .filter(lead_term::Column::CaseId.eq(case))
        .filter(lead_term::Column::Until.is_null())
        .all(tx)
        .await?;
    let over: Vec<_> =
        open.iter().map(|term| term.agency_id).filter(|agency| !leads.contains(agency)).collect();
    if !over.is_empty() {
        lead_term::Entity::update_many()
            .col_expr(lead_term::Column::Until, Expr::value(now))
            .filter(lead_term::Column::CaseId.eq(case))
            .filter(lead_term::Column::AgencyId.is_in(over))
            .filter(lead_term::Column::Until.is_null())
            .exec(tx)
            .await?;
    }
    for agency in leads {
        if open.iter().any(|term| term.agency_id == agency) {
            continue;
        }
        // Whoever leads again at the instant it stopped never stopped.
        let again = lead_term::Entity::update_many()
            .col_expr(lead_term::Column::Until, Expr::value(Option::<Now>::None))
            .filter(lead_term::Column::CaseId.eq(case))
            .filter(lead_term::Column::AgencyId.eq(agency))
            .filter(lead_term::Column::Until.eq(now))
            .exec(tx)
            .await?;
        if again.rows_affected == 0 {
            let term = lead_term::ActiveModel {
                case_id: Set(case),
                agency_id: Set(agency),
                since: Set(now),
                until: Set(None),
            };
            lead_term::Entity::insert(term).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}
