//! What a procedure is, who takes part, and what they write.

use super::{Key, Kind, Shape, is, may, must};

/// The two languages.
const LANGUAGES: &[&str] = &["zh-TW", "en"];

/// What can be confirmed about a person.
const IDENTIFIERS: &[&str] = &["mobile", "email", "national_id"];

const WORDS: &str = "{ zh-TW = \"文字\", en = \"words\" }";

pub(super) const KEYS: &[Key] = &[
    must(
        "id",
        Kind::Code,
        "\"my-city\"",
        ("代碼", "Id"),
        (
            "這套程序的代碼，出現在網址裡：小寫英文字母、數字、- 與 _，最多 40 個字。",
            "The stable name of the procedure, part of addresses: small letters, digits, - and _, at most 40.",
        ),
    ),
    must(
        "name",
        Kind::Label,
        "{ zh-TW = \"市民提案\", en = \"Citizens' proposals\" }",
        ("名稱", "Name"),
        ("民眾看到的名稱。", "What people call it."),
    ),
    must(
        "summary",
        Kind::Label,
        WORDS,
        ("一句話說明", "Summary"),
        ("一句話說明這套程序做什麼。", "What it is for, in a sentence."),
    ),
    must(
        "source",
        Kind::Label,
        WORDS,
        ("依據", "Source"),
        (
            "依哪一部法規或要點；沒有法規依據時也要寫明。",
            "The rule it follows; say so where it follows none.",
        ),
    ),
    may(
        "jurisdiction",
        Kind::Label,
        "{ zh-TW = \"某市\", en = \"A city\" }",
        ("適用地區", "Jurisdiction"),
        ("在哪裡適用。", "Where it is in force."),
    ),
    is(
        "languages",
        Kind::Some(LANGUAGES),
        "[\"zh-TW\"]",
        "[\"zh-TW\", \"en\"]",
        ("使用語言", "Languages"),
        (
            "這套程序以哪些語言進行；頁面永遠有中英兩種語言。",
            "The languages the procedure is held in; pages are always in both.",
        ),
    ),
    must(
        "who",
        Kind::Table,
        "",
        ("誰可以參加", "Who may take part"),
        ("誰可以提議、附議，以及要認證什麼。", "Who may propose and sign, and what they must confirm."),
    ),
    must(
        "who.text",
        Kind::Label,
        "{ zh-TW = \"設籍本市的人\", en = \"Residents of the city\" }",
        ("資格", "Eligibility"),
        ("用文字說明資格。", "Who, in words."),
    ),
    must(
        "who.propose",
        Kind::Some(IDENTIFIERS),
        "[\"mobile\", \"email\"]",
        ("提議要認證", "To propose"),
        ("提議前必須認證的項目，至少一項。", "What a proposer must have confirmed, at least one."),
    ),
    must(
        "who.sign",
        Kind::Some(IDENTIFIERS),
        "[\"mobile\"]",
        ("附議要認證", "To sign"),
        ("附議前必須認證的項目，至少一項。", "What a signer must have confirmed, at least one."),
    ),
    must(
        "who.unique_by",
        Kind::One(IDENTIFIERS),
        "\"mobile\"",
        ("以什麼認定同一人", "What makes a person one"),
        (
            "同一個號碼或信箱只算一人；必須是附議要認證的項目之一。",
            "One number or mailbox is one person; must be among what a signer confirms.",
        ),
    ),
    may(
        "who.minimum_age",
        Kind::Whole,
        "16",
        ("最低年齡", "Least age"),
        ("滿幾歲才能參加。", "The least age in years."),
    ),
    must(
        "who.drafts",
        Kind::Table,
        "",
        ("草稿數量", "Drafts"),
        ("一個人可以保留的草稿。", "The drafts one person may keep."),
    ),
    must(
        "who.drafts.most",
        Kind::Whole,
        "20",
        ("最多幾份", "At most"),
        ("最多幾份，至少 1。", "At most so many, 1 or more."),
    ),
    must(
        "who.note",
        Kind::Label,
        WORDS,
        ("認證說明", "How it is confirmed"),
        ("用文字說明怎麼認證。", "How people confirm it, in words."),
    ),
    must(
        "fields",
        Kind::Table,
        "",
        ("提議要寫什麼", "What a proposal says"),
        (
            "提議的各個欄位；長度上限（或項數上限）寫 0 的欄位就不出現。",
            "The fields of a proposal; a field whose greatest length or number is 0 does not appear.",
        ),
    ),
    must(
        "fields.title",
        Kind::Shape("text-field"),
        "",
        ("主題", "Title"),
        ("主題；最少 1 個字。", "The title; at least 1 character."),
    ),
    must(
        "fields.content",
        Kind::Shape("text-field"),
        "",
        ("內容", "Content"),
        ("提議的內容。", "What is proposed."),
    ),
    must(
        "fields.demands",
        Kind::Shape("lines-field"),
        "",
        ("訴求", "Demands"),
        (
            "每行一項訴求，機關逐項回應；不出現時，主題就是唯一的訴求。",
            "One demand a line, each decided on; where it does not appear, the title is the one demand.",
        ),
    ),
    must(
        "fields.benefits",
        Kind::Shape("text-field"),
        "",
        ("利益與影響", "Benefits and impact"),
        ("利益與影響，或補充說明。", "Benefits and impact, or further details."),
    ),
    must(
        "fields.evidence",
        Kind::Shape("text-field"),
        "",
        ("佐證資料", "Evidence"),
        ("佐證資料。", "Evidence."),
    ),
    must(
        "fields.links",
        Kind::Shape("lines-field"),
        "",
        ("佐證連結", "Links"),
        ("每行一個網址。", "One web address a line."),
    ),
    must(
        "fields.agencies",
        Kind::Shape("choice-field"),
        "",
        ("權責機關", "Agencies"),
        (
            "提議人認為的權責機關；最多 0 個時由平臺判斷。",
            "The agencies the proposer thinks are responsible; with 0 the platform decides.",
        ),
    ),
    must(
        "fields.reason",
        Kind::Shape("text-field"),
        "",
        ("理由", "Reason"),
        (
            "不予受理、撤回等公開的理由；最少 1 個字。",
            "The public reason of a refusal, a withdrawal and the like; at least 1 character.",
        ),
    ),
    must(
        "categories",
        Kind::List,
        "",
        ("分類", "Categories"),
        ("提議的分類，至少一項。", "What a proposal may be about, at least one."),
    ),
    must(
        "categories.code",
        Kind::Code,
        "\"transport\"",
        ("代碼", "Code"),
        ("分類的代碼，不能重複。", "Its stable code, each once."),
    ),
    must(
        "categories.name",
        Kind::Label,
        "{ zh-TW = \"交通\", en = \"Transport\" }",
        ("名稱", "Name"),
        ("分類的名稱。", "What people read."),
    ),
    is(
        "categories.subcategories",
        Kind::List,
        "[]",
        "",
        ("細項", "Sub-categories"),
        (
            "分類之下的細項，只有這一層；提議人可以選細項，也可以只選分類。篩選或關注分類時，細項的提議也在內。",
            "What a category is divided into, one level alone. A proposer chooses one, or the category itself; whoever filters by or follows the category gets what is in its sub-categories, too.",
        ),
    ),
    must(
        "categories.subcategories.code",
        Kind::Code,
        "\"walking\"",
        ("代碼", "Code"),
        (
            "細項的代碼，在同一分類之下不能重複；「分類.細項」（例如 transport.walking）是它在網址與資料裡的鍵。",
            "Its stable code, each once in its category; with the category's code before it and a dot between (transport.walking) it is the key in addresses and data.",
        ),
    ),
    must(
        "categories.subcategories.name",
        Kind::Label,
        "{ zh-TW = \"行人與人行道\", en = \"Walking\" }",
        ("名稱", "Name"),
        (
            "細項的名稱，會接在分類的名稱後面顯示。",
            "What people read; it is shown after the name of its category.",
        ),
    ),
    is(
        "assumptions",
        Kind::List,
        "[]",
        "",
        ("未經查證之處", "Assumptions"),
        (
            "逐項寫明檔案裡哪些數字是自訂或未經查證；會列在程序頁上。",
            "What in this file is chosen or not verified, in words; the page of the procedure lists it.",
        ),
    ),
    must(
        "assumptions.about",
        Kind::Code,
        "\"drive\"",
        ("關於哪一節", "About"),
        ("關於檔案的哪一節。", "The part of the file it is about."),
    ),
    must(
        "assumptions.text",
        Kind::Label,
        WORDS,
        ("說明", "Text"),
        ("自訂或假設了什麼。", "What is assumed."),
    ),
];

const HINT: Key =
    must("hint", Kind::Label, WORDS, ("提示", "Hint"), ("欄位旁的填寫說明。", "What to write there."));
const NAME: Key = must(
    "name",
    Kind::Label,
    "{ zh-TW = \"欄位\", en = \"Field\" }",
    ("名稱", "Name"),
    ("欄位的名稱。", "Its label."),
);

pub(super) const TEXT_FIELD: Shape = Shape {
    name: "text-field",
    title: ("文字欄位", "A text field"),
    keys: &[
        NAME,
        HINT,
        must(
            "min",
            Kind::Whole,
            "5",
            ("最少字數", "Least length"),
            ("最少幾個字；0 表示選填。", "The least number of characters; 0 makes it optional."),
        ),
        must(
            "max",
            Kind::Whole,
            "300",
            ("最多字數", "Greatest length"),
            (
                "最多幾個字，不超過 20000；0 表示沒有這個欄位（主題與理由不能是 0）。",
                "The greatest number of characters, at most 20000; 0: there is no such field (not for title and reason).",
            ),
        ),
    ],
};

pub(super) const LINES_FIELD: Shape = Shape {
    name: "lines-field",
    title: ("逐行欄位", "A field of lines"),
    keys: &[
        NAME,
        HINT,
        must(
            "least",
            Kind::Whole,
            "1",
            ("最少項數", "Least number"),
            ("最少幾行。", "The least number of lines."),
        ),
        must(
            "most",
            Kind::Whole,
            "10",
            ("最多項數", "Greatest number"),
            (
                "最多幾行，不超過 100；0 表示沒有這個欄位。",
                "The greatest number of lines, at most 100; 0: there is no such field.",
            ),
        ),
        must(
            "min",
            Kind::Whole,
            "5",
            ("每項最少字數", "Least length"),
            ("每行最少幾個字，至少 1。", "The least number of characters of a line, 1 or more."),
        ),
        must(
            "max",
            Kind::Whole,
            "200",
            ("每項最多字數", "Greatest length"),
            ("每行最多幾個字，不超過 2000。", "The greatest number of characters of a line, at most 2000."),
        ),
    ],
};

pub(super) const CHOICE_FIELD: Shape = Shape {
    name: "choice-field",
    title: ("選擇欄位", "A field of choices"),
    keys: &[
        NAME,
        HINT,
        must(
            "most",
            Kind::Whole,
            "3",
            ("最多選幾個", "At most"),
            ("最多選幾個；0 表示不必選。", "At most so many; 0: nothing is chosen."),
        ),
    ],
};
