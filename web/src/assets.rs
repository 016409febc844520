//! Styles and scripts, compiled in and served under names that change with their content.

use std::sync::LazyLock;

use folkmoot_foundation::crypto::sha256;

/// A file that pages refer to.
#[derive(Debug)]
pub struct Asset {
    /// Its name in `assets/`.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
    /// Its address, with a hash of its content.
    pub url: String,
}

macro_rules! assets {
    ($($name:literal $media:literal),* $(,)?) => {
        static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| vec![
            $(Asset {
                name: $name,
                media_type: $media,
                bytes: include_bytes!(concat!("../assets/", $name)),
                url: versioned($name, include_bytes!(concat!("../assets/", $name))),
            }),*
        ]);
    };
}

assets! {
    "site.css" "text/css; charset=utf-8",
    "icon.svg" "image/svg+xml",
    "page.js" "text/javascript; charset=utf-8",
    "count.js" "text/javascript; charset=utf-8",
    "draft.js" "text/javascript; charset=utf-8",
    "similar.js" "text/javascript; charset=utf-8",
    "texts.js" "text/javascript; charset=utf-8",
    "voices.js" "text/javascript; charset=utf-8",
    "hall.js" "text/javascript; charset=utf-8",
    "steno.js" "text/javascript; charset=utf-8",
}

fn versioned(name: &str, bytes: &[u8]) -> String {
    let hash: String = sha256(bytes).iter().take(6).map(|b| format!("{b:02x}")).collect();
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("/assets/{stem}.{hash}.{ending}"),
        None => format!("/assets/{name}.{hash}"),
    }
}

/// The address of an asset by its name.
///
/// An unknown name gives an address that answers 404, which the browser tests notice.
pub fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|a| a.name == name).map_or("/assets/missing", |a| a.url.as_str())
}

/// The asset at an address.
pub fn at(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|a| a.url == path)
}
