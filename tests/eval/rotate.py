"""Print how the filter does on families of spam that it was not trained on, in turn for all of them (``make rotate``).

The families of the parts that are trained on fall into folds that share no template, word or article. For each fold a model is
fitted to the others, and judged on documents of this one. The wording that it judges by has not seen them; that of the pages it
was fitted to was learnt with them (each fold's from all others, once for all), which tells the network nothing of their text.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from functools import partial
from statistics import mean

from filters.clean import clean_page
from filters.train.examples import FOLDS
from filters.train.model import fit
from tests.eval.corpus import samples
from tests.eval.measure import Score, evaluation_data, ratio, score
from tests.eval.report import exact, figure, kept, removed
from tests.eval.train import prepare_all, read_all, tasks


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="make rotate", description=__doc__)
    parser.add_argument("--count", type=int, default=40_000, help="documents with spam to train on")
    parser.add_argument("--draws", type=int, default=1500, help="documents with spam to judge of each fold")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    data = evaluation_data()
    todo = list(tasks(("train", "dev"), options.count, options.seed, data))
    ngrams, _ = read_all([todo])
    pages = prepare_all(todo, ngrams)
    scores: list[Score] = []
    for fold in range(FOLDS):
        others = [page for page in pages if page.fold != fold]
        model = fit([partial(list, others)], ngrams[fold], networks=1)
        clean = partial(clean_page, model=model)
        # Another seed than that of the documents trained on; articles are shared with no other fold anyway.
        drawn = (
            sample
            for part, share in (("train", 0.75), ("dev", 0.25))
            for sample in samples(part, round(options.draws * share), options.seed + 1, data, fold=fold)
        )
        found = [one for one in (score(sample, clean) for sample in drawn) if one.spam]
        print(figure(f"fold {fold}, {len({one.sample.family for one in found})} families", found, removed))
        scores += found
        sys.stdout.flush()
    families: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        families[one.sample.family].append(one)
    shares = sorted((ratio(map(removed, group)), name, len(group)) for name, group in families.items())
    for share, name, count in shares:
        print(f"  {name:<24} {share:8.2%}  of {count}")
    print(f"removed, mean of {len(shares)} families: {mean(share for share, _, _ in shares):.2%}")
    print(f"families under 85 %: {sum(share < 0.85 for share, _, _ in shares)}")
    for name, pair in (("removed", removed), ("genuine characters kept", kept), ("exactly right", exact)):
        print(figure(name, scores, pair))
    return 0


if __name__ == "__main__":
    sys.exit(main())
