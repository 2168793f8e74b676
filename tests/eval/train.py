"""Train a model of the filter on the corpus (``make train``): the same seed and data give the same weights.

What takes hours may be interrupted: what is done is kept in a folder, and the same command goes on from there.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from filters.labeller import MODEL_PATH, Model, dump_model
from filters.segment import segment_text
from filters.train.examples import FOLDS, Example
from filters.train.joints import Choice, find_choices, fit_joints
from filters.train.model import fit
from filters.train.prepared import Gathering, Prepared, prepare
from filters.train.processes import by_itself
from filters.train.wording import Lesson, fit_wording, read
from tests.eval.corpus import Sample, controls, negatives, samples
from tests.eval.corpus.place import GLUED
from tests.eval.measure import article, evaluation_data, load_page, truth

_FEWEST = 180  # documents with spam in a gathering
_WORDED = 3  # gatherings that wording is learnt from
_PER_SEED = 2000  # documents with spam that are drawn from one seed: what a process does at a time
_LARGE = 1 << 20  # bytes of an array that gets a file of its own
FILTERS = MODEL_PATH.parents[1]


@dataclass(frozen=True, slots=True)
class Task:
    """Documents to draw: ``spam`` with spam in them, and the clean ones that go with these."""

    part: str
    spam: int
    seed: int
    fold: int
    data: Path | None

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


def tasks(parts: Sequence[str], count: int, seed: int, data: Path) -> Iterator[Task]:
    """Some ``count`` documents with spam; what is in one fold shares nothing with the others."""
    share = {"train": 3, "dev": 1}
    whole = sum(share[part] for part in parts) * FOLDS
    for part in parts:
        for fold in range(FOLDS):
            left = count * share[part] // whole
            for number in range(-(-left // _PER_SEED)):
                spam = min(_PER_SEED, left - number * _PER_SEED)
                yield Task(part, spam, seed * 1000 + number, fold, data)


def read_all(gatherings: Sequence[Sequence[Task]]) -> tuple[np.ndarray, str]:
    """The wording by folds, and the digest of the documents."""
    seen = hashlib.sha256()

    def gathered(pool: ProcessPoolExecutor) -> Iterator[list[Lesson]]:
        for todo in gatherings:
            found = list(pool.map(Task.read, todo))
            for _, digest in found:
                seen.update(digest)
            lessons = list(itertools.chain.from_iterable(each for each, _ in found))
            del found  # there is no room for two gatherings
            yield lessons
            del lessons

    with ProcessPoolExecutor(2) as pool:
        return fit_wording(gathered(pool)), seen.hexdigest()


def prepare_all(todo: Sequence[Task], ngrams: np.ndarray) -> list[Prepared]:
    """What ``fit`` is to be given of a gathering; ``ngrams``: the wording by folds."""
    with TemporaryDirectory() as folder, ProcessPoolExecutor(2) as pool:
        wording = Path(folder) / "wording.npy"
        np.save(wording, ngrams)
        return list(itertools.chain.from_iterable(pool.map(Task.prepare, todo, itertools.repeat(wording))))


class Work:
    """The folder in which a training keeps what is done."""

    def __init__(self, folder: Path, plan: str) -> None:
        """``plan``: what the training depends on; one that was begun with another cannot go on."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._plan = folder, folder / "plan"
        if not any(folder.iterdir()):
            self._plan.write_text(plan, encoding="utf-8")
        if not self._plan.exists():
            sys.exit(f"{folder}: not begun by a training, but not empty; choose another folder by --work")
        if self._plan.read_text(encoding="utf-8") != plan:
            sys.exit(
                f"{folder}: begun with other options or sources; remove it to begin anew, or choose --work"
            )

    def clear(self) -> None:
        """Remove what was kept."""
        for pattern in ("*.part", "*.pickle", "*.array"):
            for path in self._folder.glob(pattern):
                path.unlink()
        self._plan.unlink()
        self._folder.rmdir()

    def once(self, name: str, make: Callable[[], Any], /) -> Any:
        """What ``make`` gives, or gave when the thing of this name was done."""
        return _load(self._done(name, make))

    def gathering(self, name: str, make: Callable[[], list[Prepared]]) -> Gathering:
        """The same for what is too much to be kept in memory."""
        return partial(_load, by_itself(partial(self._done, name, make)))

    def _done(self, name: str, make: Callable[[], Any]) -> Path:
        path = self._folder / f"{name}.pickle"
        if not path.exists():
            found = make()
            part = path.with_suffix(".part")
            numbers = itertools.count()

            def stays(array: pickle.PickleBuffer) -> bool:
                """Whether an array is to stand in the pickle; a large one gets a file instead."""
                if array.raw().nbytes < _LARGE:
                    return True
                _array(path, next(numbers)).write_bytes(array.raw())
                return False

            with part.open("wb") as file:
                pickle.dump(found, file, protocol=pickle.HIGHEST_PROTOCOL, buffer_callback=stays)
            part.rename(path)
            print(f"{datetime.now(UTC):%H:%M:%S} {name}", flush=True)
        return path


def _load(path: Path) -> Any:
    """What was kept. There is no room in memory for all large arrays, so they are read piece by piece when they are used."""
    with path.open("rb") as file:
        return pickle.load(
            file, buffers=(np.memmap(_array(path, number), mode="c") for number in itertools.count())
        )


def _array(path: Path, number: int) -> Path:
    return path.with_suffix(f".{number}.array")


def sources(data: Path) -> str:
    """The digest of what documents are drawn from and by, and of what models are learnt with."""
    here = Path(__file__).parent
    found = [here / "train.py", here / "measure.py", *here.glob("corpus/**/*")]
    found += [*FILTERS.rglob("*.py"), *FILTERS.glob("data/*.txt")]
    seen = hashlib.sha256(f"torch {version('torch')}, numpy {version('numpy')}".encode())
    for path in sorted(found):
        if path.is_file() and "__pycache__" not in path.parts:
            seen.update(hashlib.sha256(path.read_bytes()).digest())
    for path in sorted(data.rglob("*")):  # too much to be read each time
        seen.update(f"{path.relative_to(data)} {path.stat().st_size}".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def find_joints(
    pool: ProcessPoolExecutor, model: Model, ngrams: np.ndarray, todo: Sequence[Task]
) -> list[Choice]:
    """What joints are to be learnt from; ``ngrams``: the wording by folds, so that none has read what it says here.

    The networks have, as they are too dear to train by folds: the chances of units are a little surer than in use.
    """
    unseen = [
        replace(model, ngrams=one, peers=tuple(replace(peer, ngrams=one) for peer in model.peers))
        for one in ngrams
    ]
    return list(
        itertools.chain.from_iterable(pool.map(Task.meet, todo, [unseen[task.fold] for task in todo]))
    )


def main() -> int:
    """Train, write the model, print its digest."""
    parser = argparse.ArgumentParser(prog="make train", description=__doc__)
    parser.add_argument("--count", type=int, default=32_000, help="documents with spam in a gathering")
    parser.add_argument("--gatherings", type=int, default=9)
    parser.add_argument("--glued", type=int, default=16_000, help="documents that joints are learnt from")
    parser.add_argument("--seed", type=int, default=1, help="of the first gathering")
    parser.add_argument("--parts", default="train,dev", help="of the corpus, comma separated")
    parser.add_argument("--out", type=Path, default=MODEL_PATH)
    parser.add_argument("--work", type=Path, default=Path("build/train"), help="where what is done is kept")
    options = parser.parse_args()
    if options.count < _FEWEST or options.gatherings < 1:
        parser.error(f"at least one gathering of {_FEWEST} documents is needed")
    data = evaluation_data()
    parts = options.parts.split(",")
    drawn = (
        f"parts {options.parts}, {options.gatherings} x {options.count} documents with spam and {options.glued} for "
        f"joints, seed {options.seed}"
    )
    work = Work(options.work, f"{drawn}\nsources {sources(data)}\n")
    seeds = range(options.seed, options.seed + options.gatherings)
    todo = [list(tasks(parts, options.count, seed, data)) for seed in seeds]
    ngrams, digest = work.once("wording", partial(by_itself, partial(read_all, todo[:_WORDED])))
    gatherings = [
        work.gathering(f"gathering-{seed}", partial(prepare_all, each, ngrams))
        for seed, each in zip(seeds, todo, strict=True)
    ]
    model = work.once("model", lambda: fit(gatherings, ngrams[FOLDS], once=work.once))
    glued = list(tasks(parts, options.glued, seeds.stop, data))
    with ProcessPoolExecutor(2) as pool:
        choices = work.once("choices", lambda: find_joints(pool, model, ngrams, glued))
    model = replace(model, layers={**model.layers, **fit_joints(choices)})
    card = {"corpus": drawn, "corpus_sha256": digest, "date": datetime.now(UTC).date().isoformat()}
    print(dump_model(model, options.out, card))
    work.clear()
    return 0


if __name__ == "__main__":
    sys.exit(main())
