//! The encoding of a text: found out, never guessed silently.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, UTF_16BE, UTF_16LE};

/// An encoding that texts are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with the lower byte first.
    Utf16Le,
    /// UTF-16 with the higher byte first.
    Utf16Be,
    /// Big5, as Windows and the HKSCS extend it.
    Big5,
}

impl Encoding {
    /// Its name, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Big5 => "Big5",
        }
    }
}

/// A text that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// What it was written in.
    pub encoding: Encoding,
}

/// A text in no encoding that is read, or with a mistake in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: not readable as UTF-8, UTF-16 or Big5")]
pub struct NotReadable {
    /// The line, from 1, on which the first mistake stands.
    pub line: u32,
    /// The encoding the text looks like, if it looks like one that is not read here.
    pub looks_like: Option<&'static str>,
}

/// Below so many characters beyond ASCII the detector's word is no evidence, and the characters themselves must do.
const FEW: usize = 60;

/// The text of a file, in the encoding that its bytes show: a byte order mark is believed; what is whole UTF-8 is UTF-8; the
/// zeros of UTF-16 tell which half comes first; and Big5 it is only if every byte fits, the characters are those of daily
/// use, and the detector of browsers agrees (which knows little of a text of a few words, and is not asked there).
///
/// # Errors
/// [`NotReadable`], with the line.
pub fn decode(bytes: &[u8]) -> Result<Decoded, NotReadable> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest);
    }
    for (mark, encoding) in [(b"\xFF\xFE", Encoding::Utf16Le), (b"\xFE\xFF", Encoding::Utf16Be)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return utf16(rest, encoding);
        }
    }
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    // In UTF-16 every second byte of line ends, digits and separators is zero; stray zeros in UTF-8 are something else.
    let one_sided = even.min(odd) * 10 <= even.max(odd);
    if even + odd > 0 && one_sided && (!is_utf8 || (even + odd) * 4 >= bytes.len()) {
        return utf16(bytes, if odd > even { Encoding::Utf16Le } else { Encoding::Utf16Be });
    }
    if is_utf8 {
        return utf8(bytes);
    }
    if even + odd > 0 || is_broken_utf8(bytes) {
        return Err(NotReadable { line: first_not_utf8(bytes), looks_like: None });
    }
    big5(bytes)
}

fn utf8(bytes: &[u8]) -> Result<Decoded, NotReadable> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: text.to_owned(), encoding: Encoding::Utf8 }),
        Err(at) => Err(NotReadable { line: line_of(bytes, at.valid_up_to()), looks_like: None }),
    }
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Result<Decoded, NotReadable> {
    let of = if encoding == Encoding::Utf16Le { UTF_16LE } else { UTF_16BE };
    let (text, broken) = of.decode_without_bom_handling(bytes);
    if broken || !bytes.len().is_multiple_of(2) {
        let at = text.find('\u{FFFD}').unwrap_or(text.len());
        return Err(NotReadable { line: line_of(text.as_bytes(), at), looks_like: None });
    }
    Ok(Decoded { text: text.into_owned(), encoding })
}

/// Whether it is UTF-8 for the most part, with a mistake or cut off, rather than something else.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| u32::from(*c) > 0x7FF).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 4 * bad
}

fn first_not_utf8(bytes: &[u8]) -> u32 {
    let valid = std::str::from_utf8(bytes).map_or_else(|at| at.valid_up_to(), str::len);
    line_of(bytes, valid)
}

fn big5(bytes: &[u8]) -> Result<Decoded, NotReadable> {
    let (text, broken) = BIG5.decode_without_bom_handling(bytes);
    if broken && let Some(line) = broken_big5(bytes) {
        return Err(NotReadable { line, looks_like: None });
    }
    let likely = likely(bytes);
    let beyond_ascii = text.chars().filter(|c| !c.is_ascii()).count();
    if broken || !is_daily(bytes) || (likely != BIG5 && beyond_ascii > FEW) {
        let looks_like = (likely != BIG5 && beyond_ascii > FEW).then(|| likely.name());
        return Err(NotReadable { line: first_not_utf8(bytes), looks_like });
    }
    Ok(Decoded { text: text.into_owned(), encoding: Encoding::Big5 })
}

/// What the detector of browsers takes it for.
fn likely(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The first broken line of what is Big5 but for a line in ten. A single broken byte is enough for the detector to take the
/// whole for something else, so it is asked about the lines that are whole.
fn broken_big5(bytes: &[u8]) -> Option<u32> {
    // No second byte of Big5 is a line end, so that lines can be looked at one by one.
    let lines = || bytes.split_inclusive(|b| *b == b'\n');
    let whole = |line: &&[u8]| !BIG5.decode_without_bom_handling(line).1;
    let rest: Vec<u8> = lines().filter(whole).flatten().copied().collect();
    let mostly = rest.len() * 10 >= bytes.len() * 9 || lines().filter(|line| !whole(line)).count() == 1;
    let beyond_ascii = rest.iter().any(|b| !b.is_ascii());
    if !mostly || !beyond_ascii || !is_daily(&rest) || likely(&rest) != BIG5 {
        return None;
    }
    let before = lines().take_while(whole).count();
    Some(u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1))
}

/// Whether nine in ten of the characters are punctuation or among the 5,401 of daily use, which stand before 0xC67F in Big5
/// and of which a text in another encoding holds few when it is read as Big5.
fn is_daily(bytes: &[u8]) -> bool {
    let (mut daily, mut all) = (0usize, 0usize);
    let mut at = 0;
    while let Some(lead) = bytes.get(at) {
        if lead.is_ascii() {
            at += 1;
            continue;
        }
        all += 1;
        daily += usize::from((0xA1..=0xC6).contains(lead));
        at += 2;
    }
    daily * 10 >= all * 9
}

/// The line, from 1, on which the byte at `offset` stands.
fn line_of(bytes: &[u8], offset: usize) -> u32 {
    let before = bytes.get(..offset).unwrap_or(bytes);
    u32::try_from(before.iter().filter(|b| **b == b'\n').count()).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# 市場攤位公聽會\n\n### 主席：\n各位好，今天要討論的是攤位的租金與營業時間。\n\n### 李攤商：\n我們反對漲價，因為生意已經很難做了；去年的租金比前年多了三成，客人卻少了一半。\n";

    fn utf16(mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.then_some(0xFEFF).into_iter().chain(TEXT.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_found_out() {
        for (bytes, encoding) in [
            (TEXT.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), Encoding::Utf8),
            (utf16(true, u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(true, u16::to_be_bytes), Encoding::Utf16Be),
            (utf16(false, u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(false, u16::to_be_bytes), Encoding::Utf16Be),
            (BIG5.encode(TEXT).0.into_owned(), Encoding::Big5),
        ] {
            assert_eq!(decode(&bytes), Ok(Decoded { text: TEXT.to_owned(), encoding }), "{encoding:?}");
        }
        let short = BIG5.encode("單號,姓名\n1,王小明\n").0.into_owned();
        assert_eq!(decode(&short).map(|d| d.encoding), Ok(Encoding::Big5));
        assert_eq!(decode(b"").map(|d| d.encoding), Ok(Encoding::Utf8));
        // A stray zero does not make a text UTF-16.
        assert_eq!(decode("甲\0乙".as_bytes()).map(|d| d.encoding), Ok(Encoding::Utf8));
    }

    #[test]
    fn what_is_none_of_them_is_refused_with_its_line() {
        let refused = |bytes: &[u8]| decode(bytes).map_err(|e| (e.line, e.looks_like));
        for (encoding, text) in [
            (
                encoding_rs::GBK,
                "第一行\n### 主席：\n各位好，今天要讨论的是摊位的租金与营业时间，我们反对涨价，因为生意已经很难做了；去年的租金比前年多了三成，客人却少了一半。请市政府说明理由，并且听取摊商的意见，再做决定。谢谢。",
            ),
            (
                encoding_rs::SHIFT_JIS,
                "議事録\n皆さん、こんにちは。今日は市場の家賃と営業時間について話し合います。私たちは値上げに反対です。商売はもう難しいからです。去年の家賃は一昨年より三割高く、お客さんは半分になりました。",
            ),
        ] {
            let bytes = encoding.encode(text).0;
            assert_eq!(refused(&bytes), Err((1, Some(encoding.name()))));
        }
        assert_eq!(
            refused("abc\nd\u{e9}j\u{e0} vu".chars().map(|c| c as u8).collect::<Vec<_>>().as_slice()),
            Err((2, None))
        );
        // One broken byte in UTF-8 is a mistake there and not Big5.
        let mut broken = TEXT.as_bytes().to_vec();
        let at = TEXT.find("各位").unwrap();
        broken[at] = b'x';
        assert_eq!(refused(&broken), Err((4, None)));
        // One in Big5 is a mistake in Big5.
        let mut broken = BIG5.encode(TEXT).0.into_owned();
        let last = broken.len() - 2;
        broken[last] = 0xFF;
        assert_eq!(refused(&broken), Err((7, None)));
        let half = [utf16(true, u16::to_le_bytes), vec![b'a']].concat();
        assert_eq!(refused(&half), Err((8, None)));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = decode(&bytes);
        }
    }
}
