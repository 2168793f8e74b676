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
from filters.train import Example, train
from tests.eval.corpus import Sample, controls, negatives, samples
from tests.eval.measure import load_page, truth


def examples(drawn: Iterable[Sample]) -> Iterator[Example]:
    """Samples as the trainer wants them: spam grouped by family, genuine text by source."""
    for sample in drawn:
        page = load_page(sample)
        source = sample.site if sample.source.startswith("page:") else sample.source
        group = sample.family or hashlib.blake2b(source.encode()).hexdigest()[:2]
        yield Example(page, truth(sample, page), group)


def draw(part: str, count: int, seed: int, data: Path, without: Sequence[str] = ()) -> Iterator[Sample]:
    """Five documents with spam to two that are clean, one disguised, two that look like spam and one real page."""
    unit = max(count // 10, 1)
    yield from samples(part, unit * 5, seed, data, exclude_families=without)
    yield from controls(part, unit * 2, seed, data)
    yield from controls(part, unit, seed, data, disguised=True)
    yield from negatives(part, unit * 2, seed)
    yield from (
        sample for sample in controls(part, unit * 6, seed + 1, data) if sample.source.startswith("page:")
    )


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
    drawn: list[Sample] = []
    for part, share in (("train", 2), ("dev", 1)):
        for sample in draw(part, options.count * share // 3, options.seed, Path(folder), without):
            seen.update(sample.document.encode("utf-8", "surrogatepass"))
            drawn.append(sample)
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
