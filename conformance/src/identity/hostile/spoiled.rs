//! Tokens with a signature that no key has made. The invariant: what is changed is covered by the signature, or is the
//! signature, whatever the token is made of.

use super::bytes;
use crate::identity::issuer::Issuer;
use crate::identity::tenants::Tenant;
use crate::profile::Scope;

/// A token that nobody can take for a good one: one flipped bit in an otherwise perfect signature.
#[must_use]
pub fn spoiled(issuer: &Issuer, tenant: &Tenant) -> String {
    let good = issuer.token(tenant, &[Scope::Read, Scope::Execute]);
    bytes::split(&good).map_or(good, |[header, payload, signature]| {
        let mut signature = bytes::unsegment(&signature);
        bytes::flip(&mut signature, 0);
        format!("{header}.{payload}.{}", bytes::segment(signature))
    })
}

/// A token of somebody else's make with one character changed: in the middle of its last part, which is the signature of most
/// kinds. The last character would not do. Of a 32-byte signature in base64 it has two bits that mean nothing, so that one such
/// change in sixteen or so leaves the token as good as it was.
#[must_use]
pub fn altered(token: &str) -> String {
    let mut letters: Vec<char> = token.chars().collect();
    let start = letters
        .iter()
        .rposition(|letter| *letter == '.')
        .map_or(0, |dot| dot + 1);
    let start = if letters.len() - start < 3 { 0 } else { start };
    let middle = start + (letters.len() - start) / 2;
    if let Some(letter) = letters.get_mut(middle) {
        *letter = if *letter == 'A' { 'B' } else { 'A' };
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::profile::Profile;

    #[test]
    fn a_changed_signature_never_means_the_same() {
        let issuer = Issuer::new(&Profile::reference().unwrap().tokens).unwrap();
        let scopes = [Scope::Read, Scope::Execute];
        for _ in 0..2_000 {
            let good = issuer.token(&Tenant::fresh("acme"), &scopes);
            let meant = |token: &str| {
                bytes::split(token)
                    .map(|[head, payload, signature]| (head, payload, bytes::unsegment(&signature)))
            };
            let bad = altered(&good);
            assert_ne!(meant(&bad), meant(&good));
            assert_eq!(bad.len(), good.len());
        }
    }

    #[rstest]
    #[case::opaque("sk_live_4f9a", "sk_livA_4f9a")]
    #[case::letter_that_is_there("AAAA", "AABA")]
    #[case::short("ab", "aA")]
    #[case::letters_of_two_bytes("äöü", "äAü")]
    #[case::short_last_part("abcd.ef.g", "abcdAef.g")]
    fn one_character_differs(#[case] token: &str, #[case] expected: &str) {
        assert_eq!(altered(token), expected);
    }
}
