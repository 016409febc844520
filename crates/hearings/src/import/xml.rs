//! Bounds of XML, whatever is written in it.

use roxmltree::Node;

use super::problem::{ImportError, ImportErrors, Problem};

/// How deep elements may stand in each other.
pub(super) const MAX_DEPTH: usize = 100;
/// How many nodes a document may have: 100,000 statements of 20 paragraphs.
pub(super) const MAX_NODES: u32 = 2_000_000;

/// One problem that is the only one.
pub(super) fn one(line: u32, problem: Problem) -> ImportErrors {
    ImportErrors(vec![ImportError { line, problem }])
}

/// What a parser's error means.
pub(super) fn refusal(text: &str, error: &roxmltree::Error) -> ImportErrors {
    use roxmltree::Error as E;
    match error {
        E::DtdDetected => {
            let offset = text.find("<!DOCTYPE").unwrap_or(0);
            one(super::line_of(text.as_bytes(), offset), Problem::Dtd)
        }
        E::NodesLimitReached => one(0, Problem::TooManyNodes),
        other => one(other.pos().row, Problem::Xml { detail: other.to_string() }),
    }
}

/// Refuses a document in which elements stand too deep, so that readers may call themselves.
pub(super) fn check_depth(root: Node<'_, '_>, text: &str) -> Result<(), ImportErrors> {
    match too_deep(root) {
        Some(node) => {
            let line = super::line_of(text.as_bytes(), node.range().start);
            Err(one(line, Problem::TooDeep { max: MAX_DEPTH }))
        }
        None => Ok(()),
    }
}

/// The first element that stands too deep.
fn too_deep<'a, 'i>(root: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    // Walked without recursion, since the depth is what is being checked.
    let mut depth = 0;
    let mut node = root;
    loop {
        if depth > MAX_DEPTH {
            return Some(node);
        }
        if let Some(child) = node.first_element_child() {
            depth += 1;
            node = child;
            continue;
        }
        while node.next_sibling_element().is_none() {
            node = node.parent_element()?;
            depth = depth.checked_sub(1)?;
        }
        node = node.next_sibling_element()?;
    }
}

/// Where each line of a file begins.
#[derive(Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect())
    }

    /// The line, from 1, on which an element begins.
    pub(super) fn at(&self, node: Node<'_, '_>) -> u32 {
        let before = self.0.partition_point(|end| *end < node.range().start);
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }
}
