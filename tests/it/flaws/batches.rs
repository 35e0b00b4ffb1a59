//! Which flaws share a store: as many as possible, and never two that touch each other.
//!
//! There are two rounds, and whoever was together in the first is apart in the
//! second. So a rule that fails because of its neighbour's flaw is found out: in
//! the other round the neighbour is there without it, or it without the neighbour.

use cartwalk::demo::Flaw;

/// Flaws in one store at most.
const LARGEST: usize = 24;
/// Rounds in which each flaw has a store.
const ROUNDS: usize = 2;

/// Flaws of one store.
pub type Batch = Vec<&'static Flaw>;

/// The stores to look at. A flaw that stays apart has one of its own and needs no second round.
pub fn batches(flaws: &[&'static Flaw]) -> Vec<Batch> {
    let (apart, shared): (Batch, Batch) = flaws.iter().partition(|flaw| flaw.apart);
    let mut rounds: Vec<Vec<Batch>> = Vec::new();
    for _ in 0..ROUNDS {
        // Who stood together is dealt out to different stores next.
        let dealt = rounds
            .last()
            .map_or_else(|| shared.clone(), |last| deal(last));
        rounds.push(place(&dealt, &rounds));
    }
    let alone = apart.into_iter().map(|flaw| vec![flaw]);
    alone.chain(rounds.into_iter().flatten()).collect()
}

/// The stores to look at once: as few as do.
pub fn once(flaws: &[&'static Flaw]) -> Vec<Batch> {
    let (apart, shared): (Batch, Batch) = flaws.iter().partition(|flaw| flaw.apart);
    let alone = apart.into_iter().map(|flaw| vec![flaw]);
    alone.chain(place(&shared, &[])).collect()
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
    fn every_flaw_has_its_stores_and_no_two_share_all_of_theirs() {
        let all: Batch = flaws().iter().collect();
        let batches = batches(&all);
        for a in &all {
            let homes = || {
                batches
                    .iter()
                    .filter(|batch| batch.iter().any(|other| other.id == a.id))
            };
            assert_eq!(
                homes().count(),
                if a.apart { 1 } else { ROUNDS },
                "{}",
                a.id
            );
            for batch in homes() {
                assert!(!a.apart || batch.len() == 1, "{} is not apart", a.id);
                for b in batch.iter().filter(|b| b.id != a.id) {
                    assert!(!touch(a, b), "{} and {} touch", a.id, b.id);
                    let shared = homes().filter(|home| home.iter().any(|c| c.id == b.id));
                    assert!(shared.count() < ROUNDS, "{} and {}", a.id, b.id);
                }
            }
        }
    }
}
