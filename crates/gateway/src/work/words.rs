//! From what the outbox holds to the words that `web` has for it.

use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_accounts::{passwords, people};
use folkmoot_agency_responses::rule_code;
use folkmoot_discussion::texts::TextId;
use folkmoot_foundation::{CaseId, ProposalId};
use folkmoot_notifications::{
    Attachment, Audience, BoxError, Rendered, Renderer, Telling, ToRender, TopicKind, digests,
};
use folkmoot_signatures::pending::PENDING_DAYS;
use folkmoot_web::Lang;
use folkmoot_web::components::told::Told;
use folkmoot_web::mails::Words;
use folkmoot_web::mails::account::{AccountMail, ReceiptMail, mobile_code};
use folkmoot_web::mails::digest::DigestMail;
use folkmoot_web::mails::reminders::{Item, RemindersMail};
use folkmoot_web::mails::signature::SignatureMail;
use folkmoot_web::mails::told::ToldMail;
use serde_json::Value;

use super::reminders;
use crate::flows::sign_by_mail;
use crate::links;

/// Puts messages into words.
pub struct Pen {
    /// The platform's address, without a slash at the end.
    pub public_url: String,
}

impl Renderer for Pen {
    fn render(&self, message: &ToRender<'_>) -> Result<Rendered, BoxError> {
        let lang = Lang::from_code(message.locale).unwrap_or_default();
        let unsubscribe_url =
            message.unsubscribe.map(|token| format!("{}{}", self.public_url, links::unsubscribe(token)));
        let words = match self.account(message, lang).or_else(|| self.signing(message, lang)) {
            Some(words) => words,
            None if message.kind == reminders::KIND => {
                let items: Vec<Item> = serde_json::from_value(message.data["items"].clone())?;
                let unsubscribe_url = unsubscribe_url.as_deref();
                let mail = RemindersMail { items: &items, public_url: &self.public_url, unsubscribe_url };
                mail.render(lang)
            }
            None if message.kind == digests::KIND => {
                let digest: digests::Digest = serde_json::from_value(message.data.clone())?;
                let items: Vec<Told> = digest.items.iter().map(told).collect();
                let unsubscribe_url = unsubscribe_url.as_deref();
                let more = digest.more;
                DigestMail { items: &items, more, public_url: &self.public_url, unsubscribe_url }.render(lang)
            }
            None => {
                let telling: Telling = serde_json::from_value(message.data.clone())?;
                let told = told(&telling);
                let mail = ToldMail {
                    told: &told,
                    public_url: &self.public_url,
                    unsubscribe_url: unsubscribe_url.as_deref(),
                };
                mail.render(lang)
            }
        };
        let Words { subject, text, html } = words;
        let attachment = (message.kind == "receipt").then(|| attachment(message)).flatten();
        Ok(Rendered { subject, text, html, unsubscribe_url, attachment })
    }
}

impl Pen {
    /// The words of a mail to somebody who signs without an account; nothing for other kinds.
    fn signing(&self, message: &ToRender<'_>, lang: Lang) -> Option<Words> {
        let token = message.data["token"].as_str().unwrap_or_default();
        let path = match message.kind {
            sign_by_mail::TO_CONFIRM => links::confirm_signature(token),
            sign_by_mail::SIGNED_ALREADY => links::signed(token),
            _ => return None,
        };
        let title = message.data["title"].as_str().unwrap_or_default();
        let link = format!("{}{path}", self.public_url);
        SignatureMail { kind: message.kind, title, link: &link, days: PENDING_DAYS }.render(lang)
    }

    /// The words of a message about an account; nothing for other kinds.
    fn account(&self, message: &ToRender<'_>, lang: Lang) -> Option<Words> {
        let token = message.data["token"].as_str().unwrap_or_default();
        let (path, valid) = match message.kind {
            "email_confirmation" => (links::confirm_email(token), people::CONFIRMATION_HOURS),
            "password_reset" => (links::reset_password(token), passwords::RESET_MINUTES),
            "address_already_registered" => ("/sign-in".to_owned(), 0),
            "password_changed" | "second_factor_removed" => ("/forgot-password".to_owned(), 0),
            "receipt" => {
                let text = |key: &str| message.data[key].as_str().unwrap_or_default();
                let link = format!("{}/receipts/{}", self.public_url, text("id"));
                return Some(ReceiptMail { title: text("title"), link: &link }.render(lang));
            }
            "mobile_code" => {
                let code = message.data["code"].as_str().unwrap_or_default();
                return Some(mobile_code(lang, code, people::CODE_MINUTES));
            }
            _ => return None,
        };
        let link = format!("{}{path}", self.public_url);
        AccountMail { kind: message.kind, link: &link, valid }.render(lang)
    }
}

/// The proof that goes with a receipt.
fn attachment(message: &ToRender<'_>) -> Option<Attachment> {
    let id = message.data["id"].as_str()?;
    let json = message.data["file"].as_str()?.to_owned();
    Some(Attachment { name: format!("receipt-{id}.json"), json })
}

/// What the proposer attends to on the page of the case file.
const FOR_THE_FILE: [&str; 2] = ["case.question_asked", "case.demand_change_suggested"];

/// What stands beside the published response.
const BESIDE_THE_RESPONSE: [&str; 3] = ["case.replied", "case.words_hidden", "case.words_restored"];

/// What the page of the survey shows.
const OF_THE_SURVEY: [&str; 2] = ["case.survey_asked", "case.survey_ended"];

/// What somebody is told, as pages and mails show it.
pub fn told(telling: &Telling) -> Told {
    let proposal = ProposalId(telling.subject);
    let text = |value: &Value| value.as_str().filter(|s| !s.is_empty()).map(str::to_owned);
    let instant = |key: &str| telling.facts[key].as_str().and_then(|s| s.parse::<DateTime<Utc>>().ok());
    let day = |key: &str| telling.data[key].as_str().and_then(|s| s.parse::<NaiveDate>().ok());
    let of_signature = telling.audience == Audience::Signers;
    let said =
        ["reason", "reasons", "report", "body", "summary"].iter().find_map(|key| text(&telling.data[*key]));
    let followed = telling.via.as_ref().filter(|via| via.kind == TopicKind::Issue);
    let href = match (telling.audience, telling.about) {
        (Audience::Topics, _) if followed.is_some() => {
            format!("/issues/{}", followed.map(|via| via.key.as_str()).unwrap_or_default())
        }
        _ if OF_THE_SURVEY.contains(&telling.kind.as_str()) => links::survey(proposal),
        (_, Some(hearing)) if telling.kind.starts_with("hearing.") => links::hearing(hearing),
        (_, Some(voice)) if telling.kind == "question.handled" => {
            let hearing = telling.data["hearing"].as_str().and_then(|id| id.parse().ok());
            hearing.map_or_else(|| links::voice(voice), |hearing| links::question(hearing, voice))
        }
        (_, Some(text)) if telling.kind == "text.published" => links::text(TextId(text)),
        _ if telling.kind == "case.feedback_ended" => links::feedback(proposal),
        _ if BESIDE_THE_RESPONSE.contains(&telling.kind.as_str()) => links::response(proposal),
        (Audience::Officers, Some(case)) => links::case(CaseId(case)),
        (Audience::Approvers, Some(case)) => links::approval(CaseId(case)),
        (Audience::Proposer, _) if FOR_THE_FILE.contains(&telling.kind.as_str()) => {
            links::case_file(proposal)
        }
        (Audience::Voices, _) => format!("{}#raised", links::response(proposal)),
        (Audience::Reviewers, _) => links::review(proposal),
        (Audience::Administrators, Some(case)) if telling.kind == "case.opened" => {
            links::assignment(CaseId(case))
        }
        (Audience::Administrators, Some(case)) => links::case(CaseId(case)),
        (Audience::Author, Some(voice)) => match telling.data["decision"].as_str().map(str::parse) {
            Some(Ok(decision)) => links::decision(decision),
            _ => links::voice(voice),
        },
        _ if telling.kind == "proposal.similar_named" => links::similar(proposal),
        _ => links::proposal(proposal),
    };
    Told {
        kind: telling.kind.clone(),
        audience: telling.audience.code().to_owned(),
        title: text(&telling.facts["title"]).unwrap_or_default(),
        href,
        window: instant("opens_at").zip(instant("closes_at")),
        until: day("to_day").or_else(|| day("held_on")),
        due: day("last_day"),
        clock: text(&telling.data["clock"]).map(|code| rule_code(&code).to_owned()),
        // What a check gives as its reason is a code.
        why: text(&telling.data["reason"]).filter(|_| of_signature),
        said: said.filter(|_| !of_signature),
        other: text(&telling.data["title"]),
        progress: text(&telling.data["progress"]),
        state: text(&telling.data["state"]),
        via: telling.via.as_ref().map(|via| (via.kind.code().to_owned(), via.zh.clone(), via.en.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use folkmoot_notifications::Channel;
    use serde_json::json;

    fn pen() -> Pen {
        Pen { public_url: "https://example.org".to_owned() }
    }

    fn render(kind: &str, data: &Value) -> Result<Rendered, BoxError> {
        let message =
            ToRender { channel: Channel::Mail, kind, locale: "en", data, unsubscribe: Some("t0ken") };
        pen().render(&message)
    }

    #[test]
    fn every_kind_that_is_told_has_words() {
        let kinds = [
            "proposal.submitted",
            "case.opened",
            "proposal.opened",
            "proposal.refused",
            "proposal.accepted",
            "proposal.listed",
            "proposal.supporters_sought",
            "proposal.supported",
            "proposal.supporters_lapsed",
            "proposal.supplement_asked",
            "proposal.supplemented",
            "proposal.supplement_missed",
            "proposal.hearing_due",
            "proposal.debate_due",
            "proposal.vote_due",
            "proposal.sent_back",
            "proposal.reached",
            "proposal.lapsed",
            "proposal.withdrawn",
            "proposal.similar_named",
            "drive.paused",
            "signatures.put_aside",
            "signatures.invalidated",
            "signatures.restored",
            "drive.resumed",
            "drive.pause_withdrawn",
            "case.assigned",
            "case.transferred",
            "case.reminded",
            "case.question_asked",
            "case.part_asked",
            "case.part_delivered",
            "case.part_withdrawn",
            "case.transfer_refused",
            "case.transfer_decided",
            "case.response_signed",
            "case.question_answered",
            "case.demand_change_suggested",
            "case.demand_change_decided",
            "case.response_sent_back",
            "case.draft_commented",
            "case.response_submitted",
            "case.extended",
            "case.missed",
            "case.follow_up_overdue",
            "case.response_published",
            "case.addendum",
            "case.follow_up_reported",
            "case.progress_told",
            "case.outcome_recorded",
            "case.paused",
            "case.resumed",
            "case.supplement_asked",
            "case.supplement_answered",
            "case.replied",
            "case.feedback_ended",
            "case.survey_asked",
            "case.survey_ended",
            "case.words_hidden",
            "case.words_restored",
            "issues.changed",
            "hearing.created",
            "hearing.changed",
            "hearing.cancelled",
            "hearing.weighed",
            "hearing.registered",
            "hearing.place_given",
            "hearing.words_overruled",
            "question.handled",
            "text.published",
            "comment.added",
            "comment.hidden",
            "comment.restored",
            "comment.edit_asked",
            "comment.author_paused",
            "comment.thread_closed",
            "comment.thread_reopened",
            "comment.decision_undone",
            "comment.appeal_decided",
        ];
        for kind in kinds {
            for audience in folkmoot_notifications::audience::audiences(kind) {
                let data = json!({
                    "kind": kind, "event": 1, "at": "2026-03-02T04:00:00Z",
                    "subject": "019ca000-0000-7000-8000-000000000001", "about": null,
                    "audience": audience.code(),
                    "data": { "state": "waiting", "to_day": "2026-05-06", "last_day": "2026-03-02", "clock": "response" },
                    "facts": {
                        "title": "Title", "opens_at": "2026-03-02T16:00:00Z", "closes_at": "2026-05-01T16:00:00Z",
                    },
                });
                let mail = render(kind, &data).unwrap();
                assert!(
                    mail.subject.contains("Title")
                        && mail.subject != "Title"
                        && !mail.subject.contains("told-"),
                    "{kind}: {mail:?}"
                );
                assert!(
                    mail.text.lines().count() > 6 && !mail.text.contains("told-"),
                    "{kind}: {}",
                    mail.text
                );
                assert_eq!(mail.unsubscribe_url.as_deref(), Some("https://example.org/unsubscribe/t0ken"));
            }
        }
    }

    #[test]
    fn account_mails_carry_their_link() {
        let mail = render("email_confirmation", &json!({ "token": "abc" })).unwrap();
        assert!(mail.text.contains("https://example.org/confirm-email/abc") && mail.text.contains("48"));
        assert!(render("mobile_code", &json!({ "code": "123456" })).unwrap().text.contains("123456"));
        let signing = json!({ "token": "abc", "title": "Title" });
        for (kind, link) in
            [("signature_confirmation", "sign-by-mail/abc"), ("signature_already", "signed/abc")]
        {
            let mail = render(kind, &signing).unwrap();
            assert!(mail.text.contains(&format!("https://example.org/{link}\n")), "{}", mail.text);
            assert!(mail.subject.contains("Title") && !mail.text.contains("mail-"), "{}", mail.text);
        }
        assert!(render("no_such_kind", &json!({})).is_err());
    }
}
