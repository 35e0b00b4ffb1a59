//! Which flaws share a store: as many as possible, and never two that touch each other.
//!
//! There are two rounds, one in each language, and whoever was together in the first is apart in the
//! second. So a rule that fails because of its neighbour's flaw is found out: in the other round the
//! neighbour is there without it, or it without the neighbour.

use cartwalk::demo::Flaw;

/// Flaws in one store at most. The second round needs as many stores as the largest of the first has
/// flaws, so with some 150 flaws both rounds are shortest where there are about as many stores as flaws in one.
const LARGEST: usize = 13;
/// Rounds in which each flaw has a store.
const ROUNDS: usize = 2;

/// Flaws of one store.
pub type Batch = Vec<&'static Flaw>;

/// The stores of each round, of flaws that share one.
fn rounds(flaws: &[&'static Flaw]) -> Vec<Vec<Batch>> {
    let shared: Batch = flaws.iter().copied().filter(|flaw| !flaw.apart).collect();
    let mut rounds: Vec<Vec<Batch>> = Vec::new();
    for _ in 0..ROUNDS {
        // Who stood together is dealt out to different stores next.
        let dealt = rounds
            .last()
            .map_or_else(|| shared.clone(), |last| deal(last));
        rounds.push(place(&dealt, &rounds));
    }
    rounds
}

/// The stores of one round, the first being 0; a flaw that stays apart has one of its own in each.
pub fn round(flaws: &[&'static Flaw], at: usize) -> Vec<Batch> {
    let apart = flaws.iter().copied().filter(|flaw| flaw.apart);
    let alone = apart.map(|flaw| vec![flaw]);
    alone
        .chain(rounds(flaws).into_iter().nth(at).unwrap_or_default())
        .collect()
}

/// The stores to look at once: as few as do.
pub fn once(flaws: &[&'static Flaw]) -> Vec<Batch> {
    round(flaws, 0)
}

/// The first of each batch, then the second of each, and so on.
fn deal(batches: &[Batch]) -> Batch {
    let longest = batches.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest)
        .flat_map(|at| {
            batches
                .iter()
                .filter_map(move |batch| batch.get(at).copied())
        })
        .collect()
}

/// Each flaw into the first store where it fits.
fn place(flaws: &[&'static Flaw], before: &[Vec<Batch>]) -> Vec<Batch> {
    let mut placed: Vec<Batch> = Vec::new();
    for &flaw in flaws {
        let fits = |batch: &Batch| {
            batch.len() < LARGEST
                && batch
                    .iter()
                    .all(|other| !touch(flaw, other) && may_meet(before, flaw, other))
        };
        match placed.iter_mut().find(|batch| fits(batch)) {
            Some(batch) => batch.push(flaw),
            None => placed.push(vec![flaw]),
        }
    }
    placed
}

/// Whether one could hide the other, or trips its rule too.
fn touch(a: &Flaw, b: &Flaw) -> bool {
    let names = |a: &Flaw, b: &Flaw| {
        a.not_with.contains(&b.id) || a.companions.iter().any(|(rule, _)| *rule == b.id)
    };
    names(a, b) || names(b, a)
}

/// Whether two may be together once more: not in the last round, when they were in each before.
fn may_meet(before: &[Vec<Batch>], a: &Flaw, b: &Flaw) -> bool {
    let holds = |batch: &Batch, flaw: &Flaw| batch.iter().any(|other| other.id == flaw.id);
    let together = |round: &&Vec<Batch>| round.iter().any(|x| holds(x, a) && holds(x, b));
    before.len() + 1 < ROUNDS || before.iter().filter(together).count() < before.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cartwalk::demo::flaws;

    #[test]
    fn every_flaw_has_a_store_in_each_round_and_no_two_share_all_of_theirs() {
        let all: Batch = flaws().iter().collect();
        let rounds: Vec<Vec<Batch>> = (0..ROUNDS).map(|at| round(&all, at)).collect();
        for a in &all {
            for round in &rounds {
                let mut homes = round
                    .iter()
                    .filter(|batch| batch.iter().any(|other| other.id == a.id));
                let home = homes.next().unwrap();
                assert!(homes.next().is_none(), "{}", a.id);
                assert!(!a.apart || home.len() == 1, "{} is not apart", a.id);
                for b in home.iter().filter(|b| b.id != a.id) {
                    assert!(!touch(a, b), "{} and {} touch", a.id, b.id);
                    let shared = rounds.iter().filter(|round| {
                        let holds = |batch: &Batch, id| batch.iter().any(|x| x.id == id);
                        round.iter().any(|x| holds(x, a.id) && holds(x, b.id))
                    });
                    assert!(shared.count() < ROUNDS, "{} and {}", a.id, b.id);
                }
            }
        }
    }
}
