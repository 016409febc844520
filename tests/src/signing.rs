//! Drives to sign and many people to sign them.

use std::collections::HashSet;

use folkmoot_foundation::{PersonId, ProposalId, db};
use folkmoot_gateway::flows::review;
use folkmoot_proposals::{Change, life};
use reqwest::header::{self, HeaderMap, HeaderValue};
use sea_orm::ConnectionTrait as _;

use crate::{Browser, House, crowd};

impl House {
    /// A proposal that can be signed from now on, made without its pages; its id.
    pub async fn drive(&self) -> String {
        let app = &self.app;
        let (proposer, reviewer) = (PersonId::new(self.now()), PersonId::new(self.now()));
        let text = |text: &str| Some(text.repeat(12));
        let change = Change {
            title: Some("公園增設飲水機".to_owned()),
            content: text("夏天在公園運動的人找不到飲水。"),
            demands: Some(vec!["每座公園至少設置一臺飲水機".to_owned()]),
            benefits: text("減少寶特瓶垃圾。"),
            evidence: text("各地公園實測。"),
            category: Some(Some("environment_energy".to_owned())),
            let_platform_decide: Some(true),
            ..Change::default()
        };
        let tx = app.db.begin().await.unwrap();
        let rulebook = app.rulebooks.current(app.config.rulebook()).unwrap();
        let id = life::create_draft(&tx, &rulebook, proposer, change, self.now()).await.unwrap();
        let (calendar, none) = (app.calendar.get(), HashSet::new());
        life::submit(&tx, &app.rulebooks, &calendar, id, proposer, &none, self.now()).await.unwrap();
        db::commit(tx).await.unwrap();
        let opened = review::open(app, id, reviewer).await.unwrap();
        self.clock.set(opened.window.unwrap().0);
        id.to_string()
    }

    /// So many people who may sign, each with a browser of their own, signed in.
    pub async fn crowd(&self, count: usize) -> Vec<Browser> {
        self.tokens(count).await.iter().map(|token| self.with_session(token)).collect()
    }

    /// As [`House::crowd`]: the tokens of their sessions.
    pub async fn tokens(&self, count: usize) -> Vec<String> {
        crowd::add(&self.app.db, count).await.unwrap()
    }

    /// Somebody who is signed in and has not confirmed a mobile number.
    pub async fn unconfirmed(&self) -> Browser {
        let tokens = crowd::add(&self.app.db, 1).await.unwrap();
        self.forget_mobiles().await;
        self.with_session(&tokens[0])
    }

    /// From now on nobody's mobile number is confirmed.
    pub async fn forget_mobiles(&self) {
        let forget = "UPDATE person SET person_key = NULL, mobile_confirmed_at = NULL";
        self.app.db.for_migrations().execute_unprepared(forget).await.unwrap();
    }

    fn with_session(&self, token: &str) -> Browser {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&format!("session={token}")).unwrap());
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            // Nothing here speaks TLS, and reading the machine's roots takes longer than a request.
            .tls_certs_only([])
            .build()
            .unwrap();
        Browser { http, url: self.url.clone(), token: None, person: None }
    }

    /// The kinds of all events of a proposal, oldest first.
    pub async fn happened(&self, proposal: &str) -> Vec<String> {
        let id: ProposalId = proposal.parse().unwrap();
        let events = folkmoot_foundation::event::timeline(self.app.db.read(), id, false).await.unwrap();
        events.into_iter().map(|event| event.kind).collect()
    }
}
