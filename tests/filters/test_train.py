"""What is trained is what the filter computes, and the same examples give the same model; where PyTorch is installed."""

from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from filters.joints import may_part, read_again, see
from filters.labeller import Model, chain, load_model
from filters.network import FARTHEST
from filters.segment import Page, segment_text
from filters.sight import look
from filters.signals import CONTACTS
from filters.units import split_units
from filters.wording import read_wording
from tests.eval.train import Work

torch = pytest.importorskip("torch", reason="only `make train` installs PyTorch")
train = pytest.importorskip("filters.train")

SPAM = "云岭壁挂炉24小时维修热线400-0711-386，全国统一报修，上门快"
ARTICLE = (
    "城南的管网改造昨天完工，两千多户居民用上了足够的水。",
    "明年还要改造城北的三条支线，计划在汛期之前完成。",
)


def examples(count: int) -> list[object]:
    """Pages with a line of spam at the top, and such without."""
    found = []
    for number in range(count):
        lines = (
            [f"{SPAM}{number}", *ARTICLE] if number % 2 else [f"热线400-0711-38{number % 10}的消息", *ARTICLE]
        )
        page = segment_text("\n".join(lines))
        mask = np.zeros(len(page.text), bool)
        mask[: len(lines[0])] = number % 2
        found.append(train.Example(page, mask, np.zeros_like(mask), number % train.FOLDS))
    return found


def fit() -> Model:
    """Both passes over some examples."""
    dice = np.random.default_rng(1)
    lessons = [train.read(example, dice) for example in examples(40)]
    ngrams = train.fit_wording([lessons[:20], lessons[20:]])
    assert ngrams.shape == (train.FOLDS + 1, 1 << train.NGRAM_BITS)
    # So few examples teach little: what is suspicious is told to it.
    pages = [train.prepare(example, dice, 50 * ngrams[example.fold]) for example in examples(40)]
    there = [page for page in pages if page is not None]
    return train.fit([partial(list, there[:20]), partial(list, there[20:])], ngrams[-1])


def test_pages_with_nothing_to_judge_teach_wording_alone() -> None:
    page = segment_text("\n".join(ARTICLE))
    nothing = np.zeros(len(page.text), bool)
    example, dice = train.Example(page, nothing, nothing, 0), np.random.default_rng(0)
    assert not train.read(example, dice).spam.any()
    assert train.prepare(example, dice, np.zeros(1 << train.NGRAM_BITS, np.float32)) is None


def test_network_and_chain_are_those_of_the_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_DROPOUT", "_MEANING_DROPOUT"):
        monkeypatch.setattr(train, name, 0.0)
    dice = np.random.default_rng(0)
    features = len(train.NAMES)
    weights = train._start(features, dice)
    values = dice.normal(0, 1, (2, 30, features)).astype(np.float32)
    there = np.ones((2, 30), np.float32)
    there[1, 20:] = 0  # the second page is shorter
    share = dice.integers(1, 60, (2, 30)).astype(np.float32) * there
    meanings = dice.normal(0, 0.2, (2, 30, train.DIMENSIONS)).astype(np.float32) * there[..., None]
    alike = dice.integers(0, 4, (2, 30))
    before = dice.integers(0, train.BREAKS, (2, 30))
    counts = (30, 20)
    codes = [
        dice.choice([ord(character) for character in "水管修理"], 4 * count).astype(np.uint32)
        for count in counts
    ]
    bounds = [np.arange(count + 1) * 4 for count in counts]
    echoes = [train.find_echoes(*page) for page in zip(codes, bounds, strict=True)]
    words = np.zeros((2, 30), np.float32)
    for page, found in enumerate(echoes):
        words[page, : len(found.words)] = found.words
    place = np.concatenate([found.unit + 30 * page for page, found in enumerate(echoes)])
    number = np.concatenate((echoes[0].word, echoes[1].word + echoes[0].word.max() + 1))
    assert len(number) > 20
    given = (values * there[..., None], meanings, share, alike, there)
    shared = (
        torch.from_numpy(place.astype(np.int64)),
        torch.from_numpy(number.astype(np.int64)),
        torch.from_numpy(words),
    )
    odds, guesses = train._score(weights, *map(torch.from_numpy, given), shared)
    moves = (torch.from_numpy(before), torch.from_numpy(there))
    assert guesses.shape == odds.shape
    posteriors = torch.sigmoid(train._marginals(odds, weights["transitions"], *moves))
    layers = train._arrays(weights)
    transitions = layers.pop("transitions")
    # What the filter does to its inputs beforehand is undone here.
    layers |= {"mean": np.zeros(features, np.float32), "scale": np.ones(features, np.float32)}
    model = Model(train.NAMES, layers, transitions, np.zeros(1, np.float32), digest="")
    raw = np.sign(values) * np.expm1(np.abs(values))
    for page, count in ((0, 30), (1, 20)):
        meant, *given = (part[page, :count] for part in (meanings, share, alike))
        own = model.alone(raw[page, :count], meant)
        expected = model.score(*own, meant, *given, echoes[page], np.arange(count))
        assert np.allclose(odds[page, :count].detach().numpy(), expected, atol=1e-4)
        expected = chain(expected, transitions, before[page, :count])
        assert np.allclose(posteriors[page, :count].detach().numpy(), expected, atol=1e-4)


def test_same_examples_same_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "_ROUNDS", 2)
    monkeypatch.setattr(train, "_AGAIN", 1)
    first, second = fit(), fit()
    assert np.array_equal(first.ngrams, second.ngrams)
    assert len(first.peers) == train.NETWORKS - 1
    for one, again in zip((first, *first.peers), (second, *second.peers), strict=True):
        assert np.array_equal(one.transitions, again.transitions)
        assert one.layers.keys() == again.layers.keys()
        assert all(np.array_equal(layer, again.layers[name]) for name, layer in one.layers.items())
        assert ("reader_out" in one.layers) == (one is first)
    # The networks began elsewhere.
    assert not any(np.array_equal(first.layers["out"], peer.layers["out"]) for peer in first.peers)


def prepared(dice: np.random.Generator) -> list[object]:
    """Pages as the networks and readers are taught by."""
    nothing = np.zeros(1 << train.NGRAM_BITS, np.float32)
    pages = [train.prepare(example, dice, nothing) for example in examples(40)]
    return [page for page in pages if page is not None]


def test_the_wording_of_a_fold_is_learnt_from_the_others() -> None:
    dice = np.random.default_rng(1)
    lessons = [train.read(example, dice) for example in examples(40)]
    ngrams = train.fit_wording([lessons[:20], lessons[20:]])
    for fold in range(train.FOLDS):
        first, second = ([one for one in some if one.fold != fold] for some in (lessons[:20], lessons[20:]))
        assert np.array_equal(ngrams[fold], train.fit_wording([first, second])[-1])
    assert not np.array_equal(ngrams[-1], train.fit_wording([lessons[20:]])[-1])
    assert ngrams.any(axis=1).all()


def test_pages_are_stacked_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = prepared(np.random.default_rng(1))
    values = np.concatenate([page.values for page in pages]).astype(np.float16)
    lines = train._join(pages, values)
    bounds = train._bounds(lines)
    monkeypatch.setattr(train, "_BATCH", 40)
    batches = list(train._batches(lines.size))
    assert len(batches) > 1
    assert sorted(page for batch in batches for page in batch) == list(range(len(pages)))
    for batch in batches:
        longest = max(len(pages[page].spam) for page in batch)
        assert len(batch) == 1 or len(batch) * longest <= 40
        inputs, meanings, spam, weight, share, alike, before, there, echoes = train._stack(
            lines, bounds, batch
        )
        unit, word, words = (part.numpy() for part in echoes)
        for row, number in enumerate(batch):
            page = pages[number]
            count = len(page.spam)
            own = (page.values.astype(np.float16), page.meanings, page.spam, page.weight, page.share)
            for stacked, expected in zip((inputs, meanings, spam, weight, share), own, strict=True):
                assert np.array_equal(stacked[row, :count].numpy(), expected.astype(np.float32))
                assert not stacked[row, count:].any()
            assert np.array_equal(alike[row, :count].numpy(), page.alike)
            assert np.array_equal(before[row, :count].numpy(), page.breaks)
            assert there[row].numpy().tolist() == [1] * count + [0] * (longest - count)
            inside = unit // longest == row
            assert np.array_equal(unit[inside] % longest, page.echoes.unit)
            assert np.array_equal(
                word[inside] - word[inside].min(initial=len(word)),
                page.echoes.word - page.echoes.word.min(initial=len(word)),
            )
            assert np.array_equal(words[row, :count], page.echoes.words)
        # No word of one page is one of another.
        rows = [set(word[unit // longest == row].tolist()) for row in range(len(batch))]
        assert len(set().union(*rows)) == sum(map(len, rows))


def test_values_are_completed_by_what_has_not_seen_them(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(1)
    pages = prepared(dice)
    first, second = pages[:20], pages[20:]
    readers = [train._arrays(train._tensors(train._draw_reader_layers(dice))) for _ in train._READERS]
    measures = train._measure(partial(list, first), readers)
    assert np.isfinite(measures.mean).all() and (measures.scale > 0).all()
    monkeypatch.setattr(train, "_standardize", lambda values, *_: values)

    def complete(measures: object) -> np.ndarray:
        parts = [train._complete(partial(list, some), readers, measures).values for some in (first, second)]
        return np.concatenate(parts)

    values = complete(measures)
    left = [page for page in pages if page.fold not in set.intersection(*map(set, train._READERS))]
    fold = np.repeat([page.fold for page in left], [len(page.spam) for page in left])
    assert len(values) == len(fold)
    assert np.isfinite(values).all()
    assert values[:, train.READING].std() > 0
    # With the truth of a fold turned round, only the sense of the others is another.
    turned = [replace(page, spam=1 - page.spam) if page.fold == 0 else page for page in first]
    others = complete(train._measure(partial(list, turned), readers))
    changed = values[:, train.SENSE] != others[:, train.SENSE]
    assert not changed[fold == 0].any()
    assert changed[fold != 0].any()


def test_a_training_that_goes_on_gives_the_same_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(train, "_ROUNDS", 1)
    monkeypatch.setattr(train, "_READER_ROUNDS", 1)
    pages = prepared(np.random.default_rng(1))
    gatherings = [partial(list, pages[:20]), partial(list, pages[20:])]
    nothing = np.zeros(1 << train.NGRAM_BITS, np.float32)
    work = Work(tmp_path / "work", "a plan")
    first = train.fit(gatherings, nothing, once=work.once)
    kept = {path.stem: path for path in (tmp_path / "work").glob("*.pickle")}
    learnt = {"reader", "reader-0", "reader-1", "network-0", "network-1", "network-2"}
    assert kept.keys() == {"measures", "lines-0", "lines-1", *learnt}
    for name in ("reader-1", "network-1", "network-2"):
        kept[name].unlink()
    torch.manual_seed(99)
    second = train.fit(gatherings, nothing, once=work.once)
    for one, again in zip((first, *first.peers), (second, *second.peers), strict=True):
        assert np.array_equal(one.transitions, again.transitions)
        assert all(np.array_equal(layer, again.layers[name]) for name, layer in one.layers.items())
    # Each gathering teaches readers.
    monkeypatch.setattr(train, "_READER_ROUNDS", 2)
    both = train._fit_reader(gatherings, range(train.FOLDS))
    alone = train._fit_reader(gatherings[:1], range(train.FOLDS))
    assert not np.array_equal(both["reader_out"], alone["reader_out"])
    assert not np.array_equal(alone["reader_out"], first.layers["reader_out"])


def glued(dice: np.random.Generator) -> object:
    """A unit of made-up characters, those of spam from 600 on, with a joint or without one, and what is around it."""
    first, last = 3, 3 + int(dice.integers(6, 15))
    code = dice.integers(0, 50, last + 4).astype(np.uint16)
    kind = int(dice.integers(4))
    at = int(dice.integers(2, last - first - 1))
    spam = {0: slice(first, last), 1: slice(0, 0), 2: slice(first, first + at), 3: slice(first + at, last)}[
        kind
    ]
    code[spam] += 600
    features = np.zeros((len(code), train.FEATURES), np.float16)
    may = np.arange(last - first) > 0
    return train.Choice(
        code, np.zeros_like(code), features, first, last, may, kind if kind < 2 else kind + 2 * at
    )


def test_some_units_are_divided_where_spam_meets_genuine_text() -> None:
    page, mask = advertised("格力空调维修加氟400-0711-386全城上门")
    sight = look(page)
    example, dice = train.Example(page, mask, np.zeros_like(mask), 0), np.random.default_rng(1)
    units = split_units(sight, np.concatenate([sight.matches[name].start for name in CONTACTS]))
    edges = set((np.flatnonzero(np.diff(mask)) + 1).tolist())
    assert not edges <= set(units.start.tolist())
    found = [train._divide(example, sight, units, dice) for _ in range(400)]
    divided = [some for some in found if some is not units]
    assert 0.15 < len(divided) / len(found) < 0.3  # in a few of them nothing is to be divided
    both = [edges <= set(some.start.tolist()) for some in divided]
    assert 0.5 < np.mean(both) < 0.8  # each edge of four in five
    assert np.mean([len(some) - len(units) for some in divided]) > 2.5  # and such as come by chance
    number = page.text.index("400-0711-386")
    for some in divided:
        assert "".join(page.text[a:b] for a, b in zip(some.start, some.end, strict=True)) == "".join(
            page.text[a:b] for a, b in zip(units.start, units.end, strict=True)
        )
        assert not any(number < start < number + 12 for start in some.start)
        pieces = [page.text[a:b] for a, b in zip(some.start, some.end, strict=True)]
        assert all(any(character.isalnum() for character in piece) for piece in pieces)


def test_little_spam_and_what_is_beside_it_weigh_more() -> None:
    weight = np.full(40, 2.0, np.float32)
    share = np.zeros(40, np.float32)
    assert train._heed_asides(share, weight) is weight
    share[20] = 1.0
    assert train._heed_asides(share, weight).tolist() == [2.0] * 16 + [6.0] * 9 + [2.0] * 15
    share[:4] = 1.0
    assert train._heed_asides(share, weight)[20] == pytest.approx(2 * (16 / 5) ** 0.5)
    share[:16] = 1.0
    assert train._heed_asides(share, weight) is weight
    assert weight.tolist() == [2.0] * 40


def test_units_are_read_as_they_were_learnt() -> None:
    """``reader.read`` reads a page at a time, training many side by side."""
    dice = np.random.default_rng(1)
    nothing = np.zeros(1 << train.NGRAM_BITS, np.float32)
    pages = [train.prepare(example, dice, nothing) for example in examples(10)]
    pages = [page for page in pages if page is not None]
    assert len({len(page.script.code) for page in pages}) > 1
    weights = train._tensors(train._draw_reader_layers(dice))
    length = torch.from_numpy(
        np.concatenate([np.diff(page.script.bounds) for page in pages]).astype(np.int64)
    )
    odds, *_ = train._see_units(weights, [page.script for page in pages], length, learns=False)
    layers = train._arrays(weights)
    expected = np.concatenate([train.read_units(layers, page.script.shown()) for page in pages])
    assert np.ptp(expected) > 0.01
    assert np.allclose(odds.detach().numpy(), expected, atol=1e-4)


def test_readers_tell_of_what_they_have_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "_READER_ROUNDS", 40)
    monkeypatch.setattr(train, "_READER_AGAIN", 40)
    dice = np.random.default_rng(1)
    pages = prepared(dice)
    readers = [train._fit_reader([partial(list, pages)], folds) for folds in train._READERS]
    reading = train._readings(pages, readers)
    unread = [page.fold in train._READERS[0] and page.fold in train._READERS[1] for page in pages]
    assert any(unread) and not all(unread)
    size = [len(page.spam) for page in pages]
    assert np.array_equal(np.isnan(reading), np.repeat(unread, size))
    seen = ~np.isnan(reading)
    spam = np.concatenate([page.spam for page in pages])[seen] > 0.5
    assert reading[seen][spam].min() > reading[seen][~spam].max()


def test_the_reader_that_is_used_is_one_of_all_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "_READER_ROUNDS", 3)
    monkeypatch.setattr(train, "_ROUNDS", 1)
    pages = prepared(np.random.default_rng(1))
    nothing = np.zeros(1 << train.NGRAM_BITS, np.float32)
    gatherings = [partial(list, pages)]
    model = train.fit(gatherings, nothing, networks=1)
    expected = train._fit_reader(gatherings, range(train.FOLDS))
    assert not any(name.startswith("reader_each") for name in expected)
    read = {name: layer for name, layer in model.layers.items() if name.startswith("reader")}
    assert read.keys() == expected.keys()
    assert all(np.array_equal(read[name], layer) for name, layer in expected.items())


def test_a_unit_may_be_given_the_spam_of_another() -> None:
    dice = np.random.default_rng(3)
    choices = [choice for choice in (glued(dice) for _ in range(200)) if choice.right > 1]
    for choice, other in pairwise(choices):
        if choice.right % 2 != other.right % 2:
            continue
        mixed = train._exchange(choice, other)
        assert len(mixed.code) == len(mixed.word) == len(mixed.features)
        assert len(mixed.may_part) == mixed.last - mixed.first
        spam = mixed.code[mixed.first : mixed.last] >= 600
        at = mixed.right // 2 - 1
        assert spam[:at].all() != spam[at:].all()
        assert (~spam[:at]).all() != (~spam[at:]).all()
        foreign = other.code[other.first : other.last]
        assert np.array_equal(mixed.code[mixed.first : mixed.last][spam], foreign[foreign >= 600])
        own = choice.code[choice.code < 600]
        assert np.array_equal(mixed.code[mixed.code < 600], own)


def test_joints_are_learnt_from_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "_JOINT_EPOCHS", 3)
    monkeypatch.setattr(train, "_JOINT_BATCH", 32)
    dice = np.random.default_rng(0)
    choices = [glued(dice) for _ in range(2000)]
    layers = train.fit_joints(choices)
    again = train.fit_joints(choices)
    assert all(np.array_equal(layer, again[name]) for name, layer in layers.items())
    scores, right = train._see(train._tensors(layers), [glued(dice) for _ in range(100)], learns=False)
    assert (scores.argmax(dim=1) == right).float().mean() > 0.8


def test_units_are_seen_as_they_were_learnt() -> None:
    """``joints.see`` reads a whole page at once, training each unit by itself."""
    page, mask = advertised()
    sight = look(page)
    places = np.concatenate([sight.matches[name].start for name in CONTACTS])
    units = split_units(sight, places)
    cut = np.array([bool(mask[start:end].any()) for start, end in zip(units.start, units.end, strict=True)])
    sums = read_wording(sight, load_model().ngrams)
    reading = read_again(sight, sums, units, np.where(cut, 0.9, 0.1), cut)
    assert reading is not None
    dice = np.random.default_rng(5)
    weights = train._tensors(train._draw_joint_layers(dice))
    whole, joints = see(train._arrays(weights), reading)
    choices = list(train.choices_of(reading, mask, dice))
    assert any(choice.right > 1 for choice in choices)
    begin = 0
    for unit, (first, last) in enumerate(zip(reading.first.tolist(), reading.last.tolist(), strict=True)):
        low, high = max(first - FARTHEST, 0), last + FARTHEST
        may = may_part(reading, np.arange(first, last))
        parts = (reading.code[low:high], reading.word[low:high], reading.features[low:high])
        scores, _ = train._see(weights, [train.Choice(*parts, first - low, last - low, may, 0)], learns=False)
        found = scores[0].detach().numpy()
        assert np.allclose(found[:2], whole[unit], atol=1e-3)
        expected = joints[begin : begin + last - first].ravel()
        possible = np.isfinite(expected)
        assert np.array_equal(possible, np.repeat(may, 2))
        assert np.allclose(found[2:][possible], expected[possible], atol=1e-3)
        begin += last - first


def advertised(
    advertisement: str = "/格力空调维修加氟400-0711-386，全城上门】",
) -> tuple[Page, np.ndarray]:
    """An advertisement glued into a sentence, and where it is."""
    article = "昨天，全县农业工作会议在县城召开。会议总结了去年的收成，部署了今年的春耕。"
    before, after = "会议要求，各地要把水利建设放在首位", "落实资金，明确责任，确保汛期前完工。"
    page = segment_text("\n".join((article, before + advertisement + after, article)))
    mask = np.zeros(len(page.text), bool)
    start = page.text.index(advertisement)
    mask[start : start + len(advertisement)] = True
    return page, mask


def test_choices_hold_what_is_right_for_the_edges_of_what_is_cut() -> None:
    page, mask = advertised()
    example = train.Example(page, mask, np.zeros_like(mask), 0)
    dice = np.random.default_rng(1)
    choices = list(train.find_choices(example, load_model(), dice))
    assert any(choice.right > 1 for choice in choices)
    assert all(choice.features.shape[1] == train.FEATURES for choice in choices)
    nothing = np.zeros(len(ARTICLE[0]), bool)
    plain = train.Example(segment_text(ARTICLE[0]), nothing, nothing, 0)
    assert not list(train.find_choices(plain, load_model(), dice))
