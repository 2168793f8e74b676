"""What is trained is what the filter computes, and the same examples give the same model; where PyTorch is installed."""

import numpy as np
import pytest

from filters.labeller import Model, chain, load_model
from filters.segment import segment_text

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
    ngrams = train.fit_wording([train.read(example, dice) for example in examples(40)])
    assert ngrams.shape == (train.FOLDS + 1, 1 << train.NGRAM_BITS)
    # So few examples teach little: what is suspicious is told to it.
    pages = [train.prepare(example, dice, 50 * ngrams[example.fold]) for example in examples(40)]
    return train.fit([page for page in pages if page is not None], ngrams[-1])


def test_pages_with_nothing_to_judge_teach_nothing() -> None:
    page = segment_text("\n".join(ARTICLE))
    nothing = np.zeros(len(page.text), bool)
    example, dice = train.Example(page, nothing, nothing, 0), np.random.default_rng(0)
    assert train.read(example, dice) is None
    assert train.prepare(example, dice, np.ones(1 << train.NGRAM_BITS, np.float32)) is None


def test_network_and_chain_are_those_of_the_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "_DROPOUT", 0.0)
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
        given = (part[page, :count] for part in (meanings, share, alike))
        expected = model.score(*model.alone(raw[page, :count]), *given, echoes[page], np.arange(count))
        assert np.allclose(odds[page, :count].detach().numpy(), expected, atol=1e-4)
        expected = chain(expected, transitions, before[page, :count])
        assert np.allclose(posteriors[page, :count].detach().numpy(), expected, atol=1e-4)


def test_same_examples_same_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "EPOCHS", 2)
    first, second = fit(), fit()
    assert np.array_equal(first.transitions, second.transitions)
    assert np.array_equal(first.ngrams, second.ngrams)
    for name, layer in first.layers.items():
        assert np.array_equal(layer, second.layers[name])


def test_joints_are_learnt_from_choices() -> None:
    dice = np.random.default_rng(0)

    def choice(right: int) -> object:
        features = dice.normal(0, 0.1, (4, train.FEATURES)).astype(np.float32)
        features[right, 5] += 1
        return train.Choice(features, right)

    choices = [choice(number % 4) for number in range(2000)]
    layers = train.fit_joints(choices)
    again = train.fit_joints(choices)
    assert all(np.array_equal(layer, again[name]) for name, layer in layers.items())
    for one in (choice(number % 4) for number in range(40)):
        inputs = (one.features - layers["joint_mean"]) * layers["joint_scale"]
        hidden = np.maximum(inputs @ layers["joint"] + layers["joint_bias"], 0)
        assert int((hidden @ layers["joint_out"])[:, 0].argmax()) == one.right


def test_choices_hold_what_is_right_for_the_edges_of_what_is_cut() -> None:
    article = "昨天，全县农业工作会议在县城召开。会议总结了去年的收成，部署了今年的春耕。"
    before, after = "会议要求，各地要把水利建设放在首位", "落实资金，明确责任，确保汛期前完工。"
    glued = "/格力空调维修加氟400-0711-386，全城上门】"
    page = segment_text("\n".join((article, before + glued + after, article)))
    mask = np.zeros(len(page.text), bool)
    start = page.text.index(glued)
    mask[start : start + len(glued)] = True
    example = train.Example(page, mask, np.zeros_like(mask), 0)
    choices = list(train.find_choices(example, load_model()))
    assert any(choice.right > 0 for choice in choices)
    assert all(choice.features.shape[1] == train.FEATURES for choice in choices)
    nothing = train.Example(
        segment_text(article), np.zeros(len(article), bool), np.zeros(len(article), bool), 0
    )
    assert not list(train.find_choices(nothing, load_model()))
