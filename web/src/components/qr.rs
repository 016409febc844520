//! A text as a picture that phones read.

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// So many modules stay white around it, as the standard asks.
const QUIET: usize = 4;

/// The picture, black on white in light and dark alike; nothing if the text is too long for one.
pub fn qr(text: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return Markup::default() };
    let width = code.width();
    let side = width + 2 * QUIET;
    let colours = code.to_colors();
    let dark = colours.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark);
    let path: String =
        dark.map(|(i, _)| format!("M{} {}h1v1h-1z", i % width + QUIET, i / width + QUIET)).collect();
    html! {
        svg.qr viewBox=(format!("0 0 {side} {side}")) role="img" aria-label=(label) shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_are_where_readers_look_for_them() {
        let drawn = qr("otpauth://totp/a:b?secret=ABC", "label").into_string();
        // The first module of the mark at the upper left, and the white one inside it.
        assert!(drawn.contains("M4 4h1") && !drawn.contains("M5 5h1"), "{drawn}");
        assert!(drawn.contains(r#"aria-label="label""#));
        assert_eq!(qr(&"x".repeat(5000), "label").into_string(), "");
    }
}
