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
}
