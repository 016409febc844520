//! Agencies and cases for tests: a case opens as it does when a drive crosses its threshold.

use folkmoot_accounts::Role;
use folkmoot_foundation::{AgencyId, DriveId, PersonId, ProposalId, db};
use folkmoot_gateway::flows::review;
use folkmoot_gateway::flows::threshold::ProposalThresholds;
use folkmoot_proposals::Change;
use folkmoot_proposals::life;
use folkmoot_signatures::{Crossing, OnThreshold as _};
use serde_json::json;

use crate::{Browser, House};

/// Everybody around one case.
#[derive(Clone)]
pub struct Matter {
    /// An administrator.
    pub administrator: Browser,
    /// An officer of the lead agency.
    pub officer: Browser,
    /// A colleague of the officer.
    pub colleague: Browser,
    /// An approver of the lead agency.
    pub approver: Browser,
    /// An officer of another agency.
    pub stranger: Browser,
    /// An approver of another agency.
    pub strange_approver: Browser,
    /// The proposer.
    pub proposer: Browser,
    /// The lead agency, once assigned.
    pub agency: String,
    /// The other agency.
    pub other: String,
    /// The proposal.
    pub proposal: String,
    /// The case.
    pub case: String,
}

impl House {
    /// An agency added by an administrator over the API.
    pub async fn agency(&self, administrator: &Browser, slug: &str, zh: &str, en: &str) -> AgencyId {
        let body = json!({ "slug": slug, "name_zh": zh, "name_en": en });
        let made = administrator.call("POST", "/api/v1/agencies", body).await.expect(201).json();
        made["id"].as_str().unwrap().parse().unwrap()
    }

    /// A proposal that has just reached its threshold, with its open case.
    pub async fn reached(&self, proposer: PersonId, title: &str) -> ProposalId {
        let (app, now) = (&self.app, self.now());
        let rulebook = app.rulebooks.current(app.config.rulebook()).unwrap();
        let change = Change {
            title: Some(title.to_owned()),
            content: Some(
                "現行制度申請期限太短，許多家庭來不及準備文件，建議檢討並延長，讓需要的人都能申請。"
                    .to_owned(),
            ),
            demands: Some(vec!["延長申請期限至六個月".to_owned(), "放寬申請資格".to_owned()]),
            benefits: Some("受益的是全國育有幼兒的家庭，行政成本增加有限。".to_owned()),
            category: Some(Some("health_welfare".to_owned())),
            let_platform_decide: Some(true),
            ..Change::default()
        };
        let tx = app.db.begin().await.unwrap();
        let id = life::create_draft(&tx, &rulebook, proposer, change, now).await.unwrap();
        let known = std::collections::HashSet::new();
        life::submit(&tx, &app.rulebooks, &app.calendar.get(), id, proposer, &known, now).await.unwrap();
        db::commit(tx).await.unwrap();
        review::open(app, id, PersonId::new(now)).await.unwrap();
        let hook = ProposalThresholds {
            rulebooks: app.rulebooks.clone(),
            calendar: app.calendar.clone(),
            work: app.work.clone(),
        };
        let threshold = rulebook.case_threshold().unwrap();
        let crossing = Crossing {
            drive: DriveId(id.0),
            threshold_code: threshold.code.clone(),
            threshold: threshold.count,
            count: threshold.count,
        };
        let tx = app.db.begin().await.unwrap();
        hook.crossed(&tx, &crossing, now).await.unwrap();
        db::commit(tx).await.unwrap();
        id
    }

    /// A case nobody leads yet, and everybody who will have to do with it.
    pub async fn unassigned_matter(&self) -> Matter {
        let administrator = self.with_role(Role::Administrator.code(), None).await;
        let health =
            self.agency(&administrator, "mohw", "衛生福利部", "Ministry of Health and Welfare").await;
        let labour = self.agency(&administrator, "mol", "勞動部", "Ministry of Labor").await;
        let officer = self.with_role(Role::AgencyOfficer.code(), Some(health)).await;
        let colleague = self.with_role(Role::AgencyOfficer.code(), Some(health)).await;
        let approver = self.with_role(Role::AgencyApprover.code(), Some(health)).await;
        let stranger = self.with_role(Role::AgencyOfficer.code(), Some(labour)).await;
        let strange_approver = self.with_role(Role::AgencyApprover.code(), Some(labour)).await;
        let proposer = self.citizen("提議人").await;
        let proposal = self.reached(proposer.person.as_ref().unwrap().id, "延長育兒津貼申請期限").await;
        let list = administrator.call("GET", "/api/v1/cases?state=unassigned", json!(null)).await.json();
        let case = list["items"][0]["id"].as_str().unwrap().to_owned();
        Matter {
            administrator,
            officer,
            colleague,
            approver,
            stranger,
            strange_approver,
            proposer,
            agency: health.to_string(),
            other: labour.to_string(),
            proposal: proposal.to_string(),
            case,
        }
    }

    /// Another case among the same people.
    pub async fn another_matter(&self, matter: &Matter) -> Matter {
        let proposer = self.citizen("另一位提議人").await;
        let proposal = self.reached(proposer.person.as_ref().unwrap().id, "另一件提議").await.to_string();
        let list =
            matter.administrator.call("GET", "/api/v1/cases?state=unassigned", json!(null)).await.json();
        let case = list["items"][0]["id"].as_str().unwrap().to_owned();
        Matter { proposer, proposal, case, ..matter.clone() }
    }

    /// A case that an agency leads.
    pub async fn matter(&self) -> Matter {
        let matter = self.unassigned_matter().await;
        let body = json!({ "leads": [matter.agency] });
        let path = format!("/api/v1/cases/{}/assignment", matter.case);
        matter.administrator.call("POST", &path, body).await.expect(200);
        matter
    }
}

impl Matter {
    /// The path of the case on the desk.
    pub fn desk(&self) -> String {
        format!("/desk/cases/{}", self.case)
    }

    /// The path of the case on the API.
    pub fn api(&self) -> String {
        format!("/api/v1/cases/{}", self.case)
    }

    /// A complete response as the fields of its form.
    pub fn response(base: &str, act: &str) -> Vec<(&'static str, String)> {
        [
            ("base", base),
            ("act", act),
            ("summary", "申請期限延長為六個月。"),
            ("decision-1", "adopted"),
            ("reasons-1", "確有延長必要。"),
            ("decision-2", "not_adopted"),
            ("reasons-2", "財源不足。"),
            ("part-analysis", "現行期限為三個月。"),
            ("action-1", "修正發放要點"),
            ("unit-1", "社會及家庭署"),
            ("due_on-1", "2026-09-30"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
    }

    /// Saves or submits a response on the pages.
    pub async fn send_response(&self, browser: &Browser, fields: &[(&str, String)]) -> crate::Answer {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post(&format!("{}/response", self.desk()), &fields).await
    }

    /// Drafts, submits and signs on the pages.
    pub async fn publish(&self) {
        self.send_response(&self.officer, &Self::response("0", "submit")).await.expect(303);
        let fields = [("act", "sign"), ("version", "1"), ("name", "陳美玲"), ("title", "部長")];
        self.approver.post(&format!("/desk/approvals/{}", self.case), &fields).await.expect(303);
    }
}
