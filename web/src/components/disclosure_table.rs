//! The numbers of a picture as a table that opens on demand.

use maud::{Markup, html};

/// A table behind a summary; the first column names the row, the others are numbers.
pub fn disclosure_table<const N: usize>(summary: &str, heads: &[&str; N], rows: &[[String; N]]) -> Markup {
    html! {
        details {
            summary { (summary) }
            div.table-scroll tabindex="0" role="region" aria-label=(summary) {
                table {
                    thead { tr { @for (i, head) in heads.iter().enumerate() { th scope="col" class=[(i > 0).then_some("number")] { (head) } } } }
                    tbody {
                        @for row in rows {
                            tr {
                                @for (i, cell) in row.iter().enumerate() {
                                    @if i == 0 { th scope="row" { (cell) } } @else { td.number { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
