//! Whether two kinds of requests can be told apart by their times. Measuring belongs to the steps. The invariant: only a
//! large effect counts, since a busy machine makes small ones.

/// How often a value of the one sample is larger than one of the other, from 0 to 1; ties count half (Mann and Whitney's U
/// over the product of the sizes). 0.5 says that neither tends to be larger.
#[must_use]
pub fn superiority(one: &[u64], other: &[u64]) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.5;
    }
    let mut wins = 0.0;
    for left in one {
        for right in other {
            wins += match left.cmp(right) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    let pairs = one.len() as f64 * other.len() as f64;
    wins / pairs
}

/// From here on the samples are apart: nine of ten pairs point the same way.
const APART: f64 = 0.4;

/// Whether these samples are apart.
#[must_use]
pub fn apart(one: &[u64], other: &[u64]) -> bool {
    (superiority(one, other) - 0.5).abs() > APART
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_large_effect_counts() {
        let base: Vec<u64> = (100..200).collect();
        let slower: Vec<u64> = base.iter().map(|time| time + 10).collect();
        let slow: Vec<u64> = base.iter().map(|time| time + 90).collect();
        assert!(!apart(&base, &base) && !apart(&base, &slower));
        assert!(apart(&base, &slow) && apart(&slow, &base));
        assert!(!apart(&[], &base));
    }
}
