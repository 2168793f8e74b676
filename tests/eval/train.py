"""Train a model of the filter on the corpus (``make train``): the same seed and data give the same bytes."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from filters.labeller import MODEL_PATH, Model, dump_model, load_model, read_card
from filters.segment import segment_text
from filters.train import (
    FOLDS,
    Choice,
    Example,
    Lesson,
    Prepared,
    find_choices,
    fit,
    fit_joints,
    fit_wording,
    go_on,
    prepare,
    read,
)
from tests.eval.corpus import Sample, controls, negatives, samples
from tests.eval.corpus.place import GLUED
from tests.eval.measure import article, evaluation_data, load_page, truth

_PER_SEED = 2000  # documents with spam that are drawn from one seed: what a process does at a time
_JOINTS = 40_000  # documents with spam that joints are learnt from


@dataclass(frozen=True, slots=True)
class Task:
    """Documents to draw: ``spam`` with spam in them, and the clean ones that go with these."""

    part: str
    spam: int
    seed: int
    fold: int
    data: Path | None
    without: Sequence[str] = ()  # families of spam

    def draw(self) -> Iterator[Sample]:
        """To fifty documents with spam forty that look like it, six that are disguised and ten that are clean.

        And fifty clean texts, most of which show nothing suspicious and are passed over. In a third of the fifty the spam is
        glued to sentences, which is hardest to tell.
        """
        each = self.spam // 9
        for placement, count in ((None, self.spam - 3 * each), *((glued, each) for glued in GLUED)):
            yield from samples(
                self.part,
                count,
                self.seed,
                self.data,
                exclude_families=self.without,
                fold=self.fold,
                placement=placement,
            )
        yield from negatives(self.part, self.spam * 8 // 10, self.seed, fold=self.fold)
        yield from controls(self.part, self.spam // 5, self.seed, self.data, fold=self.fold)
        yield from controls(self.part, self.spam // 8, self.seed, self.data, disguised=True, fold=self.fold)
        yield from controls(self.part, self.spam, self.seed + 1, self.data, flat=True, fold=self.fold)

    def read(self) -> tuple[list[Lesson], bytes]:
        """What wording is learnt from, and the digest of the documents."""
        dice = np.random.default_rng(self.seed)
        seen = hashlib.sha256()
        lessons = []
        for sample in self.draw():
            seen.update(sample.document.encode("utf-8", "surrogatepass"))
            lessons += [read(example, dice) for example in examples(sample, self.fold)]
        return lessons, seen.digest()

    def prepare(self, wording: Path) -> list[Prepared]:
        """What the rest is learnt from; ``wording``: a file of what ``fit_wording`` gives."""
        dice = np.random.default_rng(self.seed)
        ngrams = np.load(wording, mmap_mode="r")[self.fold]
        found = (
            prepare(example, dice, ngrams)
            for sample in self.draw()
            for example in examples(sample, self.fold)
        )
        return [page for page in found if page is not None]

    def meet(self, model: Model) -> list[Choice]:
        """What joints are learnt from: mostly spam that was glued to sentences."""
        dice = np.random.default_rng(self.seed)
        return [
            choice
            for placement in (*GLUED, None)
            for sample in samples(
                self.part, self.spam // 4, self.seed, self.data, fold=self.fold, placement=placement
            )
            for example in examples(sample, self.fold)
            for choice in find_choices(example, model, dice)
        ]


def examples(sample: Sample, fold: int) -> Iterator[Example]:
    """The page with its truth; where its title is taken over also both titles by themselves, as the filter looks at them."""
    page = load_page(sample)
    spam = truth(sample, page)
    yield Example(page, spam, ~spam & ~article(sample, page, spam), fold)
    if sample.spam_title:
        for title, is_spam in ((sample.spam_title, True), (sample.title, False)):
            line = segment_text(title or "")
            mask = np.full(len(line.text), is_spam)
            yield Example(line, mask, np.zeros_like(mask), fold)


def tasks(
    parts: Sequence[str], count: int, seed: int, data: Path, without: Sequence[str] = ()
) -> Iterator[Task]:
    """Some ``count`` documents with spam; what is in one fold shares nothing with the others."""
    share = {"train": 3, "dev": 1}
    whole = sum(share[part] for part in parts) * FOLDS
    for part in parts:
        for fold in range(FOLDS):
            left = count * share[part] // whole
            for number in range(-(-left // _PER_SEED)):
                spam = min(_PER_SEED, left - number * _PER_SEED)
                yield Task(part, spam, seed * 1000 + number, fold, data, tuple(without))


def read_all(pool: ProcessPoolExecutor, todo: Sequence[Task]) -> tuple[np.ndarray, str]:
    """The wording by folds, and the digest of the documents."""
    found = list(pool.map(Task.read, todo))
    ngrams = fit_wording(list(chain.from_iterable(lessons for lessons, _ in found)))
    return ngrams, hashlib.sha256(b"".join(digest for _, digest in found)).hexdigest()


def gather(todo: Sequence[Task]) -> tuple[list[Prepared], np.ndarray, str]:
    """Go through all documents twice: what ``fit`` needs, the wording by folds, and the digest of the documents."""
    # One pool for both passes: its processes are begun before PyTorch is loaded here.
    with ProcessPoolExecutor(2) as pool, TemporaryDirectory() as folder:
        ngrams, digest = read_all(pool, todo)
        wording = Path(folder) / "wording.npy"
        np.save(wording, ngrams)
        return list(chain.from_iterable(pool.map(Task.prepare, todo, repeat(wording)))), ngrams, digest


def with_joints(model: Model, ngrams: np.ndarray, todo: Sequence[Task]) -> Model:
    """The model with the layers that find joints; ``ngrams``: the wording by folds, so that none has read what it says here.

    The networks have, as they are too dear to train by folds: the chances of units are a little surer than in use.
    """
    unseen = [
        replace(model, ngrams=one, peers=tuple(replace(peer, ngrams=one) for peer in model.peers))
        for one in ngrams
    ]
    with ProcessPoolExecutor(2) as pool:
        found = list(chain.from_iterable(pool.map(Task.meet, todo, [unseen[task.fold] for task in todo])))
    print(f"{len(found)} units, {sum(choice.right > 1 for choice in found)} with a joint", flush=True)
    return replace(model, layers={**model.layers, **fit_joints(found)})


def main() -> int:
    """Train, write the model, print its digest."""
    parser = argparse.ArgumentParser(prog="make train", description=__doc__)
    parser.add_argument("--count", type=int, default=60_000, help="documents with spam")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", default="train,dev", help="of the corpus, comma separated")
    parser.add_argument("--out", type=Path, default=MODEL_PATH)
    parser.add_argument("--without", default="", help="spam families left out, comma separated")
    parser.add_argument(
        "--joints", action="store_true", help="teach the model that is there where spam was glued on"
    )
    parser.add_argument(
        "--on", action="store_true", help="let the model that is there go on with the corpus as it is now"
    )
    options = parser.parse_args()
    data = evaluation_data()
    without = tuple(name for name in options.without.split(",") if name)
    parts = options.parts.split(",")
    glued = list(tasks(parts, _JOINTS, options.seed + 1, data, without))
    if options.joints:
        model, card = load_model(options.out), read_card(options.out)
        with ProcessPoolExecutor(2) as pool:
            ngrams, _ = read_all(pool, list(tasks(parts, options.count, options.seed, data, without)))
        card["joints"] = (
            f"wording of {options.count}, joints of {_JOINTS} documents with spam, seed {options.seed}"
        )
        print(dump_model(with_joints(model, ngrams, glued), options.out, card))
        return 0
    pages, ngrams, digest = gather(list(tasks(parts, options.count, options.seed, data, without)))
    print(f"{len(pages)} documents, {sum(len(page.spam) for page in pages)} units", flush=True)
    if options.on:
        model, card = load_model(options.out), read_card(options.out)
        card[f"on {1 + sum(name.startswith('on ') for name in card)}"] = (
            f"parts {options.parts}, {len(pages)} documents, seed {options.seed}, corpus_sha256 {digest}"
        )
        print(dump_model(go_on(model, pages, ngrams[-1]), options.out, card))
        return 0
    card = {
        "corpus": f"parts {options.parts}, {len(pages)} documents, seed {options.seed}",
        "corpus_sha256": digest,
        "date": datetime.now(UTC).date().isoformat(),
    }
    print(dump_model(with_joints(fit(pages, ngrams[-1]), ngrams, glued), options.out, card))
    return 0


if __name__ == "__main__":
    sys.exit(main())
