"""Rebuild the model of the filter from the corpus (``make train``): the same seed and data give the same bytes."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from filters.labeller import MODEL_PATH, dump_model
from filters.train import FOLDS, Example, train
from tests.eval.corpus import Sample, controls, negatives, samples
from tests.eval.measure import article, load_page, truth


def examples(drawn: Iterable[tuple[Sample, int]]) -> Iterator[Example]:
    """Samples with their folds as the trainer wants them."""
    for sample, fold in drawn:
        page = load_page(sample)
        spam = truth(sample, page)
        yield Example(page, spam, ~spam & ~article(sample, page, spam), fold)


def draw(
    part: str, count: int, seed: int, data: Path, without: Sequence[str] = (), fold: int | None = None
) -> Iterator[Sample]:
    """Five documents with spam to two that are clean, one disguised, two that look like spam and one real page."""
    unit = max(count // 10, 1)
    yield from samples(part, unit * 5, seed, data, exclude_families=without, fold=fold)
    yield from controls(part, unit * 2, seed, data, fold=fold)
    yield from controls(part, unit, seed, data, disguised=True, fold=fold)
    yield from negatives(part, unit * 2, seed, fold=fold)
    for sample in controls(part, unit * 6, seed + 1, data, fold=fold):
        if sample.source.startswith("page:"):
            yield sample


def draw_folds(
    count: int, seed: int, data: Path, without: Sequence[str] = ()
) -> Iterator[tuple[Sample, int]]:
    """Of the parts train and dev, two to one; what is in one fold shares nothing with the others."""
    for part, share in (("train", 2), ("dev", 1)):
        for fold in range(FOLDS):
            for sample in draw(part, count * share // 3 // FOLDS, seed, data, without, fold):
                yield sample, fold


def main() -> int:
    """Train, write the model, print its digest; 2 without the data."""
    parser = argparse.ArgumentParser(prog="make train", description=__doc__)
    parser.add_argument("--count", type=int, default=9000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=MODEL_PATH)
    parser.add_argument("--without", default="", help="spam families left out, comma separated")
    options = parser.parse_args()
    folder = os.environ.get("QINGLIU_DATA")
    if not folder or not Path(folder).is_dir():
        print("make train: QINGLIU_DATA must name the folder of the training data", file=sys.stderr)
        return 2
    without = tuple(name for name in options.without.split(",") if name)
    seen = hashlib.sha256()
    drawn = list(draw_folds(options.count, options.seed, Path(folder), without))
    for sample, _ in drawn:
        seen.update(sample.document.encode("utf-8", "surrogatepass"))
    model = train(examples(drawn))
    card = {
        "corpus": f"parts train and dev, {len(drawn)} documents, seed {options.seed}",
        "corpus_sha256": seen.hexdigest(),
        "date": datetime.now(UTC).date().isoformat(),
    }
    print(dump_model(model, options.out, card))
    return 0


if __name__ == "__main__":
    sys.exit(main())
