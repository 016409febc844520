//! The importer of one format.
#![no_main]

use folkmoot_hearings::import::{Format, parse};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = parse(Format::Docx, bytes);
});
