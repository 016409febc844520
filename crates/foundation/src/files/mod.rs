//! Files as people hand them in: text in the encodings of the field, archives, tables. What a hostile file could make of
//! itself is bounded before a library reads it.

pub mod archive;
pub mod encoding;
pub mod kind;
pub mod table;
