//! The two languages. Every text on a page is a key in `locales/<language>/*.ftl`.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader as _, static_loader};
use unic_langid::{LanguageIdentifier, langid};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "zh-TW",
        // The marks that isolate directions have no use in two left-to-right languages and spoil copied text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ZH_TW: LanguageIdentifier = langid!("zh-TW");
static EN: LanguageIdentifier = langid!("en");

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    /// Traditional Chinese as used in Taiwan; the default.
    #[default]
    ZhTw,
    /// English.
    En,
}

impl Lang {
    /// The code for `lang` attributes, cookies and the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::ZhTw => "zh-TW",
            Self::En => "en",
        }
    }

    /// The language of a code such as `en`, `en-GB`, `zh` or `zh-TW`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhTw),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The other language.
    pub fn other(self) -> Self {
        match self {
            Self::ZhTw => Self::En,
            Self::En => Self::ZhTw,
        }
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::ZhTw => &ZH_TW,
            Self::En => &EN,
        }
    }

    /// The text of a key.
    pub fn t(self, key: &str) -> String {
        LOCALES.lookup(self.identifier(), key)
    }

    /// The text of a key without values, or nothing if there is none: for keys made from codes that may be unknown.
    pub fn find(self, key: &str) -> Option<String> {
        LOCALES.try_lookup(self.identifier(), key)
    }

    /// The text of a key with values put in. Numbers given as [`Arg::Number`] choose the plural.
    pub fn with<const N: usize>(self, key: &str, args: [(&'static str, Arg); N]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            args.into_iter().map(|(name, value)| (Cow::Borrowed(name), value.into())).collect();
        LOCALES.lookup_with_args(self.identifier(), key, &args)
    }

    /// As [`Lang::with`], or nothing if there is no such key: for keys made from codes that may be unknown.
    pub fn find_with<const N: usize>(self, key: &str, args: [(&'static str, Arg); N]) -> Option<String> {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            args.into_iter().map(|(name, value)| (Cow::Borrowed(name), value.into())).collect();
        LOCALES.try_lookup_with_args(self.identifier(), key, &args)
    }

    /// As [`Lang::with`], with values whose names are known only at run time.
    pub fn with_map<'a>(self, key: &str, args: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        self.find_map(key, args).unwrap_or_else(|| self.t(key))
    }

    /// As [`Lang::with_map`], or nothing if there is no such key.
    pub fn find_map<'a>(
        self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Option<String> {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
            .into_iter()
            .map(|(name, value)| (Cow::Owned(name.to_owned()), FluentValue::from(value)))
            .collect();
        LOCALES.try_lookup_with_args(self.identifier(), key, &args)
    }

    /// Picks the text of this language out of a pair.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::En if !en.is_empty() => en,
            _ => zh,
        }
    }
}

/// A value put into a text.
#[derive(Debug, Clone)]
pub enum Arg {
    /// A text.
    Text(String),
    /// A number, which chooses plurals; written with thousands separators in the text itself via `NUMBER` or plainly.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<Arg> for FluentValue<'_> {
    fn from(arg: Arg) -> Self {
        match arg {
            Arg::Text(text) => FluentValue::from(text),
            Arg::Number(number) => FluentValue::from(number),
        }
    }
}
