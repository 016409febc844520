//! The way to an open proposal.

use super::{Key, Kind, is, may, must};

/// The states in which a proposal can be taken back.
const WITHDRAWABLE: &[&str] = &["in_review", "sent_back", "open", "reached"];

const WORDS: &str = "{ zh-TW = \"文字\", en = \"words\" }";

pub(super) const KEYS: &[Key] = &[
    may(
        "supporters",
        Kind::Table,
        "",
        ("連署發起", "Supporters before review"),
        (
            "檢核前要先有多少人支持；不寫就不需要。",
            "How many must stand behind a proposal before it is reviewed; without it, none.",
        ),
    ),
    must(
        "supporters.name",
        Kind::Label,
        "{ zh-TW = \"共同發起人\", en = \"Supporters\" }",
        ("名稱", "Name"),
        ("怎麼稱呼。", "What they are called."),
    ),
    must(
        "supporters.text",
        Kind::Label,
        WORDS,
        ("說明", "Text"),
        ("說明要他們做什麼。", "What is asked of them."),
    ),
    must(
        "supporters.count",
        Kind::Whole,
        "5",
        ("人數", "Count"),
        ("提議人以外至少幾人，至少 1。", "So many besides the proposer, 1 or more."),
    ),
    may(
        "supporters.most",
        Kind::Whole,
        "21",
        ("人數上限", "At most"),
        (
            "通過檢核前最多幾人（含提議人）；不寫就沒有上限。",
            "At most so many people, the proposer among them, until the review has passed; without it, no bound.",
        ),
    ),
    may(
        "supporters.period",
        Kind::Period,
        "{ amount = 14, unit = \"days\" }",
        ("期限", "Period"),
        (
            "提議人有多久可以找齊；不寫就沒有期限。",
            "How long the proposer has to find them; without it, as long as it takes.",
        ),
    ),
    may(
        "review",
        Kind::Table,
        "",
        ("檢核", "Review"),
        (
            "送出後的檢核；不寫就送出後立即公開。",
            "The review of what was submitted; without it, a proposal is public at once.",
        ),
    ),
    must(
        "review.name",
        Kind::Label,
        "{ zh-TW = \"檢核\", en = \"Review\" }",
        ("名稱", "Name"),
        ("怎麼稱呼。", "What it is called."),
    ),
    must(
        "review.period",
        Kind::Period,
        "{ amount = 5, unit = \"working-days\" }",
        ("期限", "Period"),
        (
            "多久要檢核完，從送出（或找齊支持者）起算。",
            "How long it may take, from the submission or from the last supporter.",
        ),
    ),
    is(
        "review.flags",
        Kind::Periods,
        "[]",
        "[{ amount = 11, unit = \"days\" }, { amount = 14, unit = \"days\" }]",
        ("逾時標示", "Flags"),
        (
            "超過這些時間還沒檢核的提議，會標示為延誤，一個比一個急。",
            "After these periods a proposal that still waits is shown as late, each more urgent than the one before.",
        ),
    ),
    must(
        "review.grounds",
        Kind::List,
        "",
        ("不予受理事由", "Grounds of refusal"),
        ("只能依這些事由不予受理，至少一項。", "A refusal names one or more of these; at least one."),
    ),
    must(
        "review.grounds.code",
        Kind::Code,
        "\"duplicate\"",
        ("代碼", "Code"),
        ("事由的代碼，不能重複。", "Its stable code, each once."),
    ),
    must(
        "review.grounds.text",
        Kind::Label,
        WORDS,
        ("事由", "Text"),
        ("民眾看到的事由。", "What people read."),
    ),
    is(
        "review.grounds.hidden",
        Kind::Flag,
        "false",
        "true",
        ("隱藏原文", "Hidden"),
        (
            "依這個事由不予受理的提議，是否不公開原文（例如涉及誹謗）；事由與理由仍公開。",
            "Whether the text of a proposal refused on it is not shown (such as libel); ground and reason still are.",
        ),
    ),
    may(
        "review.grounds.period",
        Kind::Period,
        "{ amount = 6, unit = \"months\" }",
        ("重提限制", "Repeat"),
        (
            "同一事項重複提議的事由：機關回應後多久內適用。",
            "For a repeat of the same matter: how long after an answer it holds.",
        ),
    ),
    may(
        "supplement",
        Kind::Table,
        "",
        ("補正", "Supplement"),
        (
            "可以補正的缺漏，通知提議人補正；不寫就沒有。",
            "A defect that can be mended is asked for; without it, nothing is.",
        ),
    ),
    must(
        "supplement.name",
        Kind::Label,
        "{ zh-TW = \"補正\", en = \"Supplement\" }",
        ("名稱", "Name"),
        ("怎麼稱呼。", "What it is called."),
    ),
    must("supplement.text", Kind::Label, WORDS, ("說明", "Text"), ("說明補正的作用。", "What it is for.")),
    must(
        "supplement.ask",
        Kind::Period,
        "{ amount = 7, unit = \"days\" }",
        ("機關通知期限", "To ask"),
        ("機關在送出後多久內可以通知補正。", "How long the office may ask, from the submission."),
    ),
    must(
        "supplement.answer",
        Kind::Period,
        "{ amount = 14, unit = \"days\" }",
        ("補正期限", "To answer"),
        ("提議人收到通知後多久內要補正。", "How long the proposer has to answer, from being asked."),
    ),
    is(
        "supplement.times",
        Kind::Whole,
        "1",
        "2",
        ("次數", "Times"),
        ("最多通知幾次。", "How many times it may be asked for."),
    ),
    may(
        "listing",
        Kind::Table,
        "",
        ("列名門檻", "Listing"),
        (
            "附議達到多少人才列入列表、搜尋與訂閱；之前只能由連結進入。不寫就立即列出。",
            "From how many signatures a proposal stands in lists, search and feeds; before, it is reached by its link. Without it, at once.",
        ),
    ),
    must("listing.text", Kind::Label, WORDS, ("說明", "Text"), ("說明這個門檻。", "In words.")),
    must(
        "listing.count",
        Kind::Whole,
        "150",
        ("人數", "Count"),
        ("從多少人起，至少 1。", "From so many signatures on, 1 or more."),
    ),
    must(
        "withdrawal",
        Kind::Table,
        "",
        ("撤回", "Withdrawal"),
        ("提議人何時可以撤回。", "When the proposer may withdraw."),
    ),
    must("withdrawal.text", Kind::Label, WORDS, ("說明", "Text"), ("用文字說明。", "In words.")),
    must(
        "withdrawal.from",
        Kind::Some(WITHDRAWABLE),
        "[\"in_review\", \"sent_back\", \"open\", \"reached\"]",
        ("哪些階段可以撤回", "From"),
        (
            "哪些階段可以撤回：檢核中、退回修改、附議中、成案；空的清單表示不能撤回。",
            "The states it is possible in; an empty list: never.",
        ),
    ),
    may(
        "repeat_ban",
        Kind::Table,
        "",
        ("重複提議限制", "Repeat ban"),
        (
            "同一事項回應後多久內不能再提；不寫就沒有限制。",
            "How long the same matter can't be proposed again; without it, it can be at once.",
        ),
    ),
    must("repeat_ban.text", Kind::Label, WORDS, ("說明", "Text"), ("用文字說明。", "In words.")),
    must(
        "repeat_ban.period",
        Kind::Period,
        "{ amount = 6, unit = \"months\" }",
        ("期間", "Period"),
        ("從機關回應起算。", "How long, from the answer."),
    ),
];
