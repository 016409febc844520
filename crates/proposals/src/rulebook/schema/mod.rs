//! The schema of rulebook files: every key with its kind, what it is without being written, an example, and its meaning
//! in both languages. The page for authors, the check of a file and the words of a difference are made from this one
//! table; a test holds it against the types.

mod answer;
mod basics;
mod course;
mod signing;

/// What the value of a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `[key]`: a table of further keys.
    Table,
    /// `[[key]]`: a list of tables.
    List,
    /// A text without languages, such as a name for programs.
    Code,
    /// Several of these.
    Codes,
    /// A text in both languages.
    Label,
    /// A whole number, 0 or more.
    Whole,
    /// `true` or `false`.
    Flag,
    /// An amount with a unit.
    Period,
    /// Several periods.
    Periods,
    /// One of these words.
    One(&'static [&'static str]),
    /// Several of these words.
    Some(&'static [&'static str]),
    /// One or several of these words.
    OneOrSome(&'static [&'static str]),
    /// Whole numbers by code.
    Counts,
    /// Periods by code.
    PeriodsByCode,
    /// What a clock starts with: one of these words, or a threshold.
    Start(&'static [&'static str]),
    /// A table of keys that are the same in several places.
    Shape(&'static str),
}

/// What it means that a key is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Otherwise {
    /// It must be written.
    Required,
    /// The procedure does not have it.
    Absent,
    /// This value, as a file would say it.
    Is(&'static str),
}

/// A text in both languages.
pub type Both = (&'static str, &'static str);

/// A key of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Where it stands, such as `thresholds.count`; in a shape, its name alone.
    pub path: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// What it means that it is not written.
    pub otherwise: Otherwise,
    /// A value, as a file would say it; nothing for tables.
    pub example: &'static str,
    /// What it is called: Traditional Chinese and English.
    pub title: Both,
    /// What it means.
    pub meaning: Both,
}

impl Key {
    /// Its last part.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The table it stands in; nothing at the top.
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }

    /// What it is called in a language: `en` is English, everything else Traditional Chinese.
    pub fn title_in(&self, locale: &str) -> &'static str {
        pick(self.title, locale)
    }

    /// What it means in a language.
    pub fn meaning_in(&self, locale: &str) -> &'static str {
        pick(self.meaning, locale)
    }
}

/// One language of a text.
pub fn pick(text: Both, locale: &str) -> &'static str {
    if locale == "en" { text.1 } else { text.0 }
}

const fn must(path: &'static str, kind: Kind, example: &'static str, title: Both, meaning: Both) -> Key {
    Key { path, kind, otherwise: Otherwise::Required, example, title, meaning }
}

const fn may(path: &'static str, kind: Kind, example: &'static str, title: Both, meaning: Both) -> Key {
    Key { path, kind, otherwise: Otherwise::Absent, example, title, meaning }
}

const fn is(
    path: &'static str,
    kind: Kind,
    default: &'static str,
    example: &'static str,
    title: Both,
    meaning: Both,
) -> Key {
    Key { path, kind, otherwise: Otherwise::Is(default), example, title, meaning }
}

/// The words for a table in which numbers stand.
pub const BASES: &[&str] = &["rule", "practice", "assumption"];

/// The key that says where the numbers of a table come from.
pub const BASIS: Key = is(
    "basis",
    Kind::One(BASES),
    "\"rule\"",
    "\"assumption\"",
    ("依據", "Basis"),
    (
        "這一節的數字從哪裡來：rule 是明文規定，practice 是實際作法，assumption 是自訂或未經查證；後兩者會在頁面上標明，不會當成法規。",
        "Where the numbers of this table come from: rule is written law, practice is how it is done, assumption is chosen or not verified; the latter two are marked on pages and never shown as law.",
    ),
);

/// The tables that may have a [`BASIS`].
const WITH_BASIS: &[&str] = &[
    "who.drafts",
    "supporters",
    "review",
    "review.grounds",
    "supplement",
    "listing",
    "withdrawal",
    "repeat_ban",
    "drive",
    "paper",
    "thresholds",
    "clocks",
    "extension",
    "transfer",
    "combined",
    "election_pause",
    "decisions",
    "legal_grounds",
    "criteria",
    "reply",
    "feedback",
    "survey",
    "follow_up",
    "discussion",
    "@text-field",
    "@lines-field",
    "@choice-field",
];

/// The keys of a table (`""` for the top, `@name` for a shape), in their order.
pub fn keys_of(table: &str) -> Vec<Key> {
    let mut keys: Vec<Key> = match table.strip_prefix('@') {
        Some(shape) => {
            SHAPES.iter().filter(|one| one.name == shape).flat_map(|one| one.keys).copied().collect()
        }
        None => all().filter(|key| key.table() == table).copied().collect(),
    };
    if WITH_BASIS.contains(&table) {
        keys.push(BASIS);
    }
    keys
}

/// All keys that stand outside shapes, in the order of a file.
pub fn all() -> impl Iterator<Item = &'static Key> {
    [basics::KEYS, course::KEYS, signing::KEYS, answer::KEYS].into_iter().flatten()
}

/// The key at this place; codes of list entries left out.
pub fn key(path: &str) -> Option<Key> {
    let (table, name) = path.rsplit_once('.').unwrap_or(("", path));
    if let Some(found) = keys_of(table).into_iter().find(|key| key.name() == name) {
        return Some(found);
    }
    if table.is_empty() {
        return None;
    }
    // Within a shape, such as `fields.title.max`.
    let Kind::Shape(shape) = key(table)?.kind else { return None };
    keys_of(&format!("@{shape}")).into_iter().find(|key| key.name() == name)
}

/// Keys that are the same in several places.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Its name.
    pub name: &'static str,
    /// What it is called.
    pub title: Both,
    /// The keys.
    pub keys: &'static [Key],
}

/// All shapes.
pub const SHAPES: &[Shape] = &[basics::TEXT_FIELD, basics::LINES_FIELD, basics::CHOICE_FIELD];

/// The keys of a text in both languages.
pub const LABEL: &[Key] = &[
    must(
        "zh-TW",
        Kind::Code,
        "\"附議\"",
        ("正體中文", "Traditional Chinese"),
        ("正體中文的文字。", "The text in Traditional Chinese."),
    ),
    must("en", Kind::Code, "\"Co-signing\"", ("英文", "English"), ("英文的文字。", "The text in English.")),
];

/// The units of periods.
pub const UNITS: &[&str] = &["days", "working-days", "weeks", "months", "years"];

/// The keys of a period.
pub const PERIOD: &[Key] = &[
    must(
        "amount",
        Kind::Whole,
        "60",
        ("數量", "Amount"),
        ("多少個單位，至少 1。", "How many units, 1 or more."),
    ),
    must(
        "unit",
        Kind::One(UNITS),
        "\"days\"",
        ("單位", "Unit"),
        (
            "days 是日曆天，working-days 是政府機關辦公日，weeks、months、years 算到相當日的前一日（行政程序法第 48 條）；始日不計入。",
            "days are calendar days, working-days are days on which government offices work, weeks, months and years run to the day before the corresponding day (Administrative Procedure Act, article 48); the first day is not counted.",
        ),
    ),
    is(
        "rolling",
        Kind::Flag,
        "false",
        "true",
        ("遇假日順延", "Rolls"),
        (
            "最後一天遇休息日時是否順延到次一上班日。",
            "Whether a last day that is off moves to the next working day.",
        ),
    ),
];

/// The keys that a file which builds on another may have besides.
pub const BUILDING: &[Key] = &[
    may(
        "extends",
        Kind::Code,
        "\"join\"",
        ("以哪一份為底", "Builds on"),
        (
            "以平臺內附的一份規則檔為底：只要寫不同的地方。這裡寫的表格會逐項蓋過底稿，清單與數值則整個取代。",
            "Takes a rulebook that comes with the platform as its base, so that only the differences are written. Tables are laid over the base key by key; lists and values take the place of the base's.",
        ),
    ),
    may(
        "change",
        Kind::Table,
        "{ thresholds.reached.count = 3000 }",
        ("只改清單中的一項", "Changes within lists"),
        (
            "只改底稿清單裡某一項的某個值，用代碼指出是哪一項，例如 [change.thresholds.reached] 之下寫 count = 3000。",
            "Changes a value of one entry of a list of the base, named by its code, such as count = 3000 under [change.thresholds.reached].",
        ),
    ),
];
