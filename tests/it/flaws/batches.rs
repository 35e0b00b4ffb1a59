//! Which flaws share a store: as many as possible, and never two that touch each other.
//!
//! There are two rounds, and whoever was together in the first is apart in the
//! second. So a rule that fails because of its neighbour's flaw is found out: in
//! the other round the neighbour is there without it.

use cartwalk::demo::Flaw;

/// Flaws in one store at most.
const LARGEST: usize = 16;

/// Flaws of one store.
pub type Batch = Vec<&'static Flaw>;

/// The stores to look at. A flaw that stays apart has one of its own and needs no second round.
pub fn batches(flaws: &[&'static Flaw]) -> Vec<Batch> {
    let (apart, shared): (Batch, Batch) = flaws.iter().partition(|flaw| flaw.apart);
    let first = place(&shared, &[]);
    let second = place(&shared, &first);
    let alone = apart.into_iter().map(|flaw| vec![flaw]);
    alone.chain(first.clone()).chain(second).collect()
}

/// Each flaw into the first store where it fits.
fn place(flaws: &[&'static Flaw], met: &[Batch]) -> Vec<Batch> {
    let mut placed: Vec<Batch> = Vec::new();
    for &flaw in flaws {
        let fits = |batch: &Batch| {
            batch.len() < LARGEST
                && batch
                    .iter()
                    .all(|other| !touch(flaw, other) && !were_together(met, flaw, other))
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

fn were_together(batches: &[Batch], a: &Flaw, b: &Flaw) -> bool {
    let holds = |batch: &Batch, flaw: &Flaw| batch.iter().any(|other| other.id == flaw.id);
    batches
        .iter()
        .any(|batch| holds(batch, a) && holds(batch, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cartwalk::demo::flaws;

    #[test]
    fn every_flaw_has_a_store_and_no_two_share_both_of_theirs() {
        let all: Batch = flaws().iter().collect();
        let batches = batches(&all);
        for a in &all {
            let homes = || {
                batches
                    .iter()
                    .filter(|batch| batch.iter().any(|other| other.id == a.id))
            };
            assert_eq!(homes().count(), if a.apart { 1 } else { 2 }, "{}", a.id);
            for batch in homes() {
                assert!(!a.apart || batch.len() == 1, "{} is not apart", a.id);
                for b in batch.iter().filter(|b| b.id != a.id) {
                    assert!(!touch(a, b), "{} and {} touch", a.id, b.id);
                    let shared = homes().filter(|home| home.iter().any(|c| c.id == b.id));
                    assert_eq!(shared.count(), 1, "{} and {}", a.id, b.id);
                }
            }
        }
    }
}
