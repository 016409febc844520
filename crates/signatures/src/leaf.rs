//! Salted leaves and the root over a batch of them.
//!
//! A leaf is SHA-256(salt ‖ drive ‖ person key). Without the salt, which only the signature's row holds, nobody can try
//! out person keys against published leaves.

use folkmoot_foundation::DriveId;
use folkmoot_foundation::crypto::sha256;

use crate::PersonKey;

/// Length of a salt in bytes.
pub(crate) const SALT: usize = 16;

/// The leaf of a signature.
pub(crate) fn leaf_of(salt: &[u8], drive: DriveId, person_key: &[u8]) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(SALT + 16 + size_of::<PersonKey>());
    bytes.extend_from_slice(salt);
    bytes.extend_from_slice(drive.0.as_bytes());
    bytes.extend_from_slice(person_key);
    sha256(&bytes)
}

/// The Merkle root over leaves in their order (RFC 6962 §2.1: a leaf is hashed behind a 0 byte, a node behind a 1 byte,
/// so that neither passes for the other).
pub fn root_of(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => sha256(&[]),
        [leaf] => sha256(&[&[0], leaf.as_slice()].concat()),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            sha256(&[&[1], root_of(left).as_slice(), root_of(right).as_slice()].concat())
        }
    }
}

/// The hashes that lead from the leaf at `index` to the root, from below (RFC 6962 §2.1.1).
pub fn path_of(leaves: &[[u8; 32]], index: usize) -> Vec<[u8; 32]> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut path, sibling) = if index < left.len() {
        (path_of(left, index), root_of(right))
    } else {
        (path_of(right, index - left.len()), root_of(left))
    };
    path.push(sibling);
    path
}

/// The root that a leaf at `index` of `size` leads to by this path; nothing if there can't be such a path.
pub fn root_by(leaf: [u8; 32], index: usize, size: usize, path: &[[u8; 32]]) -> Option<[u8; 32]> {
    if index >= size {
        return None;
    }
    let Some((sibling, below)) = path.split_last() else {
        return (size == 1).then(|| root_of(&[leaf]));
    };
    if size == 1 {
        return None;
    }
    let left = size.next_power_of_two() / 2;
    let (a, b) = if index < left {
        (root_by(leaf, index, left, below)?, *sibling)
    } else {
        (*sibling, root_by(leaf, index - left, size - left, below)?)
    };
    Some(sha256(&[&[1], a.as_slice(), b.as_slice()].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_depends_on_every_leaf_and_their_order() {
        let leaves: Vec<[u8; 32]> = (0..7).map(|n| [n; 32]).collect();
        let root = root_of(&leaves);
        for n in 0..7 {
            let mut changed = leaves.clone();
            changed[n][0] ^= 1;
            assert_ne!(root_of(&changed), root);
        }
        let mut swapped = leaves.clone();
        swapped.swap(0, 1);
        assert_ne!(root_of(&swapped), root);
        assert_ne!(root_of(&leaves[..6]), root);
    }

    #[test]
    fn the_tree_is_that_of_rfc_6962() {
        // §2.1.3: the left part of three leaves is the two first.
        let [a, b, c] = [[1; 32], [2; 32], [3; 32]];
        let leaf = |l: [u8; 32]| sha256(&[&[0], l.as_slice()].concat());
        let node = |l: [u8; 32], r: [u8; 32]| sha256(&[&[1], l.as_slice(), r.as_slice()].concat());
        assert_eq!(root_of(&[a, b, c]), node(node(leaf(a), leaf(b)), leaf(c)));
    }

    #[test]
    fn a_path_leads_from_its_leaf_to_the_root_and_no_other_does() {
        for size in 1..40_u8 {
            let leaves: Vec<[u8; 32]> = (0..size).map(|n| [n; 32]).collect();
            let (root, count) = (root_of(&leaves), leaves.len());
            for (index, leaf) in leaves.iter().enumerate() {
                let path = path_of(&leaves, index);
                assert_eq!(root_by(*leaf, index, count, &path), Some(root));
                assert_ne!(root_by([99; 32], index, count, &path), Some(root));
                assert_ne!(root_by(*leaf, index + 1, count, &path), Some(root));
                if let Some((_, shorter)) = path.split_last() {
                    assert_ne!(root_by(*leaf, index, count, shorter), Some(root));
                }
                let longer = [path.as_slice(), &[[0; 32]]].concat();
                assert_ne!(root_by(*leaf, index, count, &longer), Some(root));
            }
        }
    }
}
