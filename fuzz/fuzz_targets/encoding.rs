//! Finding out the encoding of a text.
#![no_main]

use folkmoot_foundation::files::encoding::decode;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = decode(bytes);
});
