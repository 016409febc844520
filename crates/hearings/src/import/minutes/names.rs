//! Where a paragraph begins with somebody's name.

use crate::import::times::{self, Time};

/// The longest name of Chinese signs.
const LONGEST: usize = 20;
/// The longest name of Latin letters.
const LONGEST_LATIN: usize = 50;
/// What stands before a colon in minutes and is nobody's name.
const LABELS: &[&str] = &[
    "時間",
    "地點",
    "日期",
    "主題",
    "議題",
    "案由",
    "事由",
    "說明",
    "決議",
    "決定",
    "結論",
    "建議",
    "擬辦",
    "辦法",
    "出席",
    "列席",
    "出席者",
    "列席者",
    "出席人員",
    "列席人員",
    "出席單位",
    "列席單位",
    "與會人員",
    "出列席人員",
    "出（列）席",
    "出(列)席",
    "請假",
    "缺席",
    "紀錄",
    "記錄",
    "備註",
    "註",
    "附註",
    "附件",
    "附錄",
    "電話",
    "傳真",
    "主旨",
    "依據",
    "會議名稱",
    "會議時間",
    "會議地點",
    "會議主題",
    "開會時間",
    "開會地點",
    "開會事由",
    "報告事項",
    "討論事項",
    "臨時動議",
    "散會",
    "散會時間",
    "例如",
    "如下",
    "問",
    "答",
    "回應",
    "回覆",
    "意見",
    "發言",
    "發言摘要",
    "意見摘要",
    "網址",
    "連結",
    "簡報",
    "直播",
    "錄影",
    "注意",
    "重點",
    "目的",
    "背景",
    "現況",
    "問題",
    "第一",
    "第二",
    "第三",
    "time",
    "date",
    "place",
    "venue",
    "subject",
    "present",
    "attendees",
    "absent",
    "agenda",
    "minutes",
    "note",
    "notes",
    "http",
    "https",
    "re",
    "cc",
    "resolution",
    "conclusion",
    "summary",
];
/// How names of people who preside, answer or represent end.
const TITLES: &[&str] = &[
    "主席",
    "主持人",
    "召集人",
    "委員",
    "教授",
    "先生",
    "女士",
    "小姐",
    "代表",
    "里長",
    "村長",
    "鄰長",
    "處長",
    "局長",
    "科長",
    "組長",
    "司長",
    "署長",
    "部長",
    "次長",
    "秘書",
    "秘書長",
    "主任",
    "專員",
    "理事長",
    "理事",
    "執行長",
    "會長",
    "律師",
    "法官",
    "檢察官",
    "議員",
    "老師",
    "校長",
    "院長",
    "館長",
    "經理",
    "總經理",
    "民眾",
    "居民",
    "同仁",
    "政委",
    "參事",
    "技正",
    "顧問",
    "司儀",
    "chair",
    "chairman",
    "chairperson",
    "moderator",
];

/// A name that people may have spoken under.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Candidate {
    /// The name.
    pub name: String,
    /// How many times it stands where a speaker's name would.
    pub count: usize,
    /// Whether it is taken for a speaker's unless a person says otherwise.
    pub likely: bool,
}

/// A paragraph that begins with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named<'a> {
    pub name: String,
    /// What follows.
    pub rest: &'a str,
    /// The time that stands beside the name.
    pub time: Option<Time>,
}

/// The name before the colon that a paragraph begins with, and what follows; a time may stand before or behind the name.
pub(crate) fn colon(text: &str) -> Option<Named<'_>> {
    let (before, text) = times::at_beginning(text).map_or((None, text), |(time, rest)| (Some(time), rest));
    let colons = text.char_indices().take(LONGEST_LATIN + 30).filter(|(_, c)| matches!(c, '：' | ':'));
    for (at, colon) in colons {
        let rest = text.get(at + colon.len_utf8()..).unwrap_or_default();
        // `12:30` and `https://` are no names before a colon.
        if colon == ':' && (rest.starts_with("//") || rest.starts_with(|c: char| c.is_ascii_digit())) {
            continue;
        }
        let head = text.get(..at)?;
        let (time, head) = times::take(head).map_or((None, head.to_owned()), |(t, head)| (Some(t), head));
        return Some(Named { name: name(&head)?, rest: rest.trim_start(), time: before.or(time) });
    }
    None
}

/// A line that is nothing but a name and a time, as programs that listen write it.
pub(crate) fn timed(text: &str) -> Option<Named<'_>> {
    let short = text.chars().count() <= LONGEST_LATIN + 30 && !text.contains('\n');
    let (time, head) = times::take(text).filter(|_| short)?;
    // 「會議在 12:30」 tells a time of day; with hours, minutes and seconds it is a recording's.
    let exact = text.matches(':').count() > 1 || head.chars().all(|c| u32::from(c) < 0x2E80);
    if !exact {
        return None;
    }
    Some(Named { name: name(&head)?, rest: "", time: Some(time) })
}

/// A text as somebody's name, if it may be one: without a number or a mark of a list before it.
pub(crate) fn name(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['：', ':']).trim();
    let text = without_number(text).trim_start_matches(['-', '•', '●', '○', '◎', '※', '▲', '＊', '*', ' ']);
    let length = text.chars().count();
    let latin = text.chars().all(|c| u32::from(c) < 0x2E80);
    if length == 0 || length > if latin { LONGEST_LATIN } else { LONGEST } {
        return None;
    }
    let sentence = [
        '，', '。', '、', '；', '！', '？', '「', '」', '『', '』', ';', '!', '?', '"', '…', '=', '/', '|',
        '<', '>',
    ];
    if text.contains(sentence) || (!latin && text.contains(',')) || text.contains([':', '：']) {
        return None;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = text.split_whitespace().count();
    if letters == 0 || (latin && words > 6) || is_label(text) {
        return None;
    }
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn is_label(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    LABELS.contains(&bare.as_str())
}

/// Whether a name says by itself that somebody speaks under it.
pub(crate) fn is_title(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut parts = lower.split(['（', '(', '）', ')']).map(str::trim).filter(|part| !part.is_empty());
    parts.any(|part| TITLES.iter().any(|title| part.ends_with(title)))
}

/// Without `一、`, `1.`, `(2)` and their like.
fn without_number(text: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || "０１２３４５６７８９一二三四五六七八九十".contains(c);
    let open = text.trim_start_matches(['（', '(']);
    let rest = open.trim_start_matches(is_number);
    if rest.len() == open.len() || open.len() - rest.len() > 12 {
        return text;
    }
    let bracket = open.len() < text.len();
    let marked =
        rest.strip_prefix(if bracket { &['）', ')'][..] } else { &['、', '.', '．', ')', '）'][..] });
    marked.map_or(text, str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_other_words_before_a_colon() {
        for (text, found) in [
            ("王小明：我反對。", Some("王小明")),
            ("一、王委員小明：我反對。", Some("王委員小明")),
            ("(三) 李里長：", Some("李里長")),
            ("3. Dr. Mary O'Neill: no", Some("Dr. Mary O'Neill")),
            ("交通部（王科長）：說明如下", Some("交通部（王科長）")),
            ("時間：下午二點", None),
            ("出 席：王小明", None),
            ("我認為有兩點，第一：太貴", None),
            ("https://example.tw", None),
            ("下午 2:30 開始", None),
            ("沒有冒號", None),
            ("：", None),
            ("一百二十三個字以上的長句子不會是任何一個人的名字：對吧", None),
        ] {
            assert_eq!(colon(text).map(|n| n.name).as_deref(), found, "{text}");
        }
        assert_eq!(colon("王小明：  我反對：真的").map(|n| n.rest), Some("我反對：真的"));
        for text in ["[00:12:30] 王小明：好", "王小明（00:12:30）：好", "王小明 00:12:30：好"]
        {
            let time = Some((750_000, None));
            assert_eq!(colon(text), Some(Named { name: "王小明".to_owned(), rest: "好", time }), "{text}");
        }
        assert_eq!(
            timed("Speaker 1  0:05").map(|n| (n.name, n.time)),
            Some(("Speaker 1".to_owned(), Some((5_000, None))))
        );
        assert_eq!(timed("會議在 12:30"), None);
        assert!(
            is_title("陳里長（中山里）")
                && is_title("王小明（里長）")
                && is_title("主席")
                && !is_title("王小明")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_paragraph_is_looked_at(text in "\\PC{0,80}") {
            let _ = colon(&text);
            let _ = name(&text);
            let _ = timed(&text);
        }
    }
}
