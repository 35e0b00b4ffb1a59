//! Telling change from chance, with nothing but the runs of both sides.
//!
//! The Mann-Whitney test is exact: it counts every way in which the measured
//! values could have been dealt to the two sides, ties included (mid-ranks,
//! conditional on the values seen). Mann and Whitney, 1947,
//! <https://doi.org/10.1214/aoms/1177730491>; Holm, 1979.

/// Fewest runs a side from which a change of a timing may be claimed: three
/// against three stop at p = 0.05.
pub const LEAST_RUNS: usize = 4;

/// Probability below which a difference is no chance.
pub const ALPHA: f64 = 0.05;

/// The median; `None` without values.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        length if length % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// Probability that chance alone deals the greater values to `greater` at least
/// as clearly as was seen: the one-sided exact Mann-Whitney test. 1 without values.
pub fn greater_by_chance(smaller: &[f64], greater: &[f64]) -> f64 {
    if smaller.is_empty() || greater.is_empty() {
        return 1.0;
    }
    let ranks = doubled_ranks(smaller, greater);
    let (own, picked) = (&ranks[smaller.len()..], greater.len());
    let seen: usize = own.iter().sum();
    let most: usize = ranks.iter().sum();
    // ways[k][s]: in how many ways k of the ranks sum to s.
    let mut ways = vec![vec![0.0_f64; most + 1]; picked + 1];
    ways[0][0] = 1.0;
    for (done, rank) in ranks.iter().enumerate() {
        for k in (1..=picked.min(done + 1)).rev() {
            let (fewer, exactly) = ways.split_at_mut(k);
            let (fewer, exactly) = (&fewer[k - 1], &mut exactly[0]);
            for sum in *rank..=most {
                exactly[sum] += fewer[sum - rank];
            }
        }
    }
    let all: f64 = ways[picked].iter().sum();
    let as_clear: f64 = ways[picked][seen..].iter().sum();
    as_clear / all
}

/// Twice the mid-ranks, so that they are whole numbers; first those of `one`, then of `other`.
fn doubled_ranks(one: &[f64], other: &[f64]) -> Vec<usize> {
    let all: Vec<f64> = one.iter().chain(other).copied().collect();
    all.iter()
        .map(|value| {
            let below = all.iter().filter(|v| *v < value).count();
            let equal = all.iter().filter(|v| *v == value).count();
            2 * below + equal + 1
        })
        .collect()
}

/// The least probability that the test can give for so many runs.
pub fn least_probability(smaller: usize, greater: usize) -> f64 {
    let mut ways = 1.0;
    for k in 1..=greater {
        ways *= (smaller + k) as f64 / k as f64;
    }
    1.0 / ways
}

/// Holm's step-down correction: what each probability counts for among all of them.
pub fn holm(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]));
    let mut corrected = vec![1.0; probabilities.len()];
    let mut least = 0.0_f64;
    for (rank, index) in order.iter().enumerate() {
        let left = (probabilities.len() - rank) as f64;
        least = least.max((probabilities[*index] * left).min(1.0));
        corrected[*index] = least;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9, "{left} is not {right}");
    }

    /// One side of `n` values against `m` values of which the statistic U is `u`:
    /// the greater side stands above all others but for `u` pairs.
    fn with_u(n: usize, m: usize, u: usize) -> f64 {
        let smaller: Vec<f64> = (0..n).map(|i| i as f64).collect();
        let mut greater: Vec<f64> = (0..m).map(|i| (n + i) as f64).collect();
        let mut left = u;
        for (index, value) in greater.iter_mut().enumerate() {
            // Moving one value below `down` of the other side's costs `down` pairs.
            let down = left.min(n);
            *value = (n - down) as f64 - 0.5 - index as f64 / 100.0;
            left -= down;
            if left == 0 {
                break;
            }
        }
        if u == 0 {
            greater = (0..m).map(|i| (n + i) as f64).collect();
        }
        greater_by_chance(&smaller, &greater)
    }

    #[test]
    fn complete_separation_has_the_least_probability_there_is() {
        near(with_u(3, 3, 0), 1.0 / 20.0);
        near(with_u(4, 4, 0), 1.0 / 70.0);
        near(with_u(5, 5, 0), 1.0 / 252.0);
        near(least_probability(5, 5), 1.0 / 252.0);
        near(least_probability(3, 4), 1.0 / 35.0);
    }

    /// Critical values of U at one-sided 0.05 as tabled by Mann and Whitney (1947)
    /// and Auble (1953): the value itself is below 0.05 and the next is above.
    #[test]
    fn the_published_critical_values_are_met() {
        for (n, m, critical) in [
            (4, 4, 1),
            (5, 5, 4),
            (6, 6, 7),
            (7, 7, 11),
            (8, 8, 15),
            (5, 8, 8),
        ] {
            let (at, above) = (with_u(n, m, critical), with_u(n, m, critical + 1));
            assert!(
                at <= 0.05 && above > 0.05,
                "{n} {m} {critical}: {at} {above}"
            );
        }
        near(with_u(5, 5, 4), 12.0 / 252.0);
    }

    /// Against a count of all 70 ways by hand of a program in another language.
    #[test]
    fn ties_are_counted_and_not_broken() {
        near(
            greater_by_chance(&[1.0, 2.0, 2.0, 3.0], &[2.0, 3.0, 3.0, 4.0]),
            TIES,
        );
        near(greater_by_chance(&[5.0; 4], &[5.0; 4]), 1.0);
    }

    const TIES: f64 = 0.142_857_142_857_142_86;

    #[test]
    fn both_directions_together_are_more_than_certain_by_the_case_seen() {
        let (a, b) = ([1.0, 4.0, 6.0], [2.0, 3.0, 9.0, 10.0]);
        let both = greater_by_chance(&a, &b) + greater_by_chance(&b, &a);
        assert!(both > 1.0 && both < 1.3, "{both}");
    }

    #[test]
    fn holm_corrects_step_by_step_and_never_turns_the_order() {
        let corrected = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (got, expected) in corrected.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            near(*got, expected);
        }
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(median(&[3.0, 1.0, 2.0, 10.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }
}
