"""The corpus: the same bytes from the same seed, exact truth, and parts that share nothing."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
import pytest

from filters.segment import parse_html, segment_text
from tests.data import data_folder
from tests.eval.corpus import PARTS, Sample, controls, families, mask_of, negative_kinds, negatives, samples
from tests.eval.corpus.carriers import Carrier
from tests.eval.corpus.corpus import _FAMILIES_ALONE, _Builder, _Pool
from tests.eval.corpus.gazetteer import Home, places
from tests.eval.corpus.grammar import GrammarError, Line, Writer, invent_brand, read_templates
from tests.eval.corpus.layouts import LAYOUTS
from tests.eval.corpus.markup import FLAT_MARKUPS, MARKUPS
from tests.eval.corpus.numbers import make_landline, make_mobile, make_qq, make_tel, make_wechat
from tests.eval.corpus.obfuscate import DISGUISES, apply
from tests.eval.corpus.parts import FOLDS
from tests.eval.corpus.place import ALIKE, HTML_PLACEMENTS, PLACEMENTS, Block, Options, place_flat
from tests.eval.corpus.sample import mark, unmark
from tests.eval.corpus.vocabulary import collection, common, words_of
from tests.eval.measure import squeeze

COUNT = 150


def _segmented(sample: Sample) -> tuple[str, str]:
    if sample.html is None:
        return segment_text(sample.text).text, segment_text(sample.twin).text
    return parse_html(sample.html).text, parse_html(sample.twin).text


@pytest.fixture(scope="module", params=PARTS)
def drawn(request: pytest.FixtureRequest) -> list[Sample]:
    return list(samples(request.param, COUNT, seed=1))


def test_the_same_seed_gives_the_same_samples(drawn: list[Sample]) -> None:
    part = drawn[0].part
    assert list(samples(part, COUNT, seed=1)) == drawn
    assert list(samples(part, 20, seed=2)) != drawn[:20]


def test_mask_is_exact_in_the_segmented_page(drawn: list[Sample]) -> None:
    for sample in drawn:
        text, twin = _segmented(sample)
        mask = mask_of(text, twin)
        spam = squeeze("".join(np.array(list(text))[mask])) if text else ""
        written = squeeze("".join(sample.spam))
        assert not Counter(written) - Counter(spam), sample.template
        if sample.markup != "glued" and not sample.placement.startswith("glued"):  # glue belongs to the spam
            assert sorted(spam) == sorted(written), sample.template


def test_genuine_text_is_all_there_and_unmasked(drawn: list[Sample]) -> None:
    for sample in drawn:
        text, twin = _segmented(sample)
        kept = squeeze("".join(c for c, spam in zip(text, mask_of(text, twin), strict=True) if not spam))
        for paragraph in (sample.genuine or "").split("\n"):
            assert squeeze(paragraph) in kept, (sample.template, sample.placement)


def test_words_in_bold_and_links_are_genuine_in_some_pages_and_spam_in_others(drawn: list[Sample]) -> None:
    found = [re.findall(r"<(?:b|strong|em|a href=/(?:tag|go)/[^>]*)>([^<]+)</", one.twin) for one in drawn]
    texts = [text for texts in found for text in texts if len(text) > 2]
    genuine = [text for text in texts if unmark(text, markup=True) == text]
    assert 5 <= len(genuine) <= len(texts) - 5


def test_mask_of_a_flat_text_spells_the_spam() -> None:
    for sample in samples("train", 60, seed=3, flat=True):
        masked = "".join(c for c, spam in zip(sample.text, sample.mask(), strict=True) if spam)
        assert not Counter(squeeze("".join(sample.spam))) - Counter(masked)


def test_contacts_are_those_shown(drawn: list[Sample]) -> None:
    for sample in drawn:
        if sample.obfuscations:
            continue
        shown = re.sub(r"[^0-9A-Za-z]", "", "".join(sample.spam)).lower()
        for contact in sample.contacts:
            assert contact.value.replace("_", "").lower() in shown, (sample.template, sample.spam)


def test_everything_is_reachable(drawn: list[Sample]) -> None:
    part = drawn[0].part
    seen = list(samples(part, 2_000, seed=5))
    assert {sample.placement for sample in seen} == set(PLACEMENTS)
    assert {sample.markup for sample in seen} >= set(MARKUPS) | set(FLAT_MARKUPS) | {ALIKE}
    assert {name for sample in seen for name in sample.obfuscations} == set(DISGUISES)
    assert max(len(sample.obfuscations) for sample in seen) == 3
    # Of families and kinds there are so many that their texts are not written out.
    builder = _Builder("negatives", part, 5, None)
    pool = _Pool(families(part), str, _FAMILIES_ALONE.get(part, ()))
    assert {pool.draw(builder.rng) for _ in range(100_000)} == set(families(part))
    kinds = {builder.negatives.draw(builder.rng).family for _ in range(100_000)}
    assert kinds == set(negative_kinds(part))


def test_parts_share_nothing() -> None:
    seen = {part: [*samples(part, COUNT, seed=7), *negatives(part, COUNT, seed=7)] for part in PARTS}
    for one, other in (("train", "dev"), ("train", "test"), ("dev", "test")):
        for name, values in (
            ("templates", lambda s: [s.template]),
            ("contacts", lambda s: s.contacts),
            ("layouts", lambda s: [s.site] if s.site else []),
        ):
            first, second = ({v for s in seen[part] for v in values(s)} for part in (one, other))
            assert not first & second, name


def test_parts_share_no_article_and_no_site() -> None:
    data = data_folder()
    seen = {part: list(samples(part, 600, seed=17, data=data)) for part in PARTS}
    for one, other in (("train", "dev"), ("train", "test"), ("dev", "test")):
        first, second = (
            {s.site for s in seen[part]} | {s.source for s in seen[part]} for part in (one, other)
        )
        assert not {value for value in first & second if value and not value.startswith("own:")}
    pages = [s for part in PARTS for s in seen[part] if s.source.startswith("page:")]
    assert len({s.site for s in pages}) >= 15
    for sample in pages[::6]:
        text, twin = _segmented(sample)
        spam = squeeze("".join(c for c, injected in zip(text, mask_of(text, twin), strict=True) if injected))
        assert not Counter(squeeze("".join(sample.spam))) - Counter(spam)


@pytest.mark.parametrize("folder", ["families", "negatives", "articles"])
def test_vocabulary_is_dealt_without_overlap(folder: str) -> None:
    found = collection(folder)
    for file in found.files:
        dealt = {part: found.words[file.family, part] for part in PARTS}
        only = {one.part for one in file.sets}
        if len(only) == 1:  # what no other part may draw is not divided
            assert file.own.items() <= dealt[only.pop()].items()
        else:
            check_dealt(file.own, dealt)


def test_common_words_are_dealt_without_overlap() -> None:
    check_dealt(common().own, {part: words_of(common(), part) for part in PARTS})


def check_dealt(lists: Mapping[str, Sequence[str]], dealt: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
    """Hold that the parts share each list out among them, and none of its entries."""
    for name, entries in lists.items():
        shares = [set(dealt[part][name]) for part in PARTS]
        assert all(shares), name
        assert sum(map(len, shares)) == len(set(entries)) == len(set().union(*shares)), name


def test_invented_brands_and_numbers_keep_to_their_part() -> None:
    rng = random.Random(11)
    made: dict[str, set[str]] = {}
    for part in PARTS:
        words = words_of(common(), part)
        makers = (make_tel, make_mobile, make_landline, make_wechat, make_qq)
        numbers = {make(rng, part).value for make in makers for _ in range(400)}
        made[part] = numbers | {invent_brand(rng, part, words) for _ in range(2000)}
    assert not made["train"] & made["dev"]
    assert not made["train"] & made["test"]
    assert not made["dev"] & made["test"]


def _long_lines(part: str) -> set[str]:
    drawn = samples(part, 400, seed=13, obfuscations=())
    return {line for sample in drawn for line in sample.spam if len(line) > 12}


def test_no_line_is_written_in_two_parts() -> None:
    train, dev, test = (_long_lines(part) for part in PARTS)
    assert not train & (dev | test)
    assert not dev & test


def test_every_part_has_families_of_its_own() -> None:
    assert set(families("dev")) - set(families("train")) - set(families("test"))
    assert set(families("test")) - set(families("train")) - set(families("dev"))
    assert len(set(chain.from_iterable(map(families, PARTS)))) >= 24


def test_families_can_be_left_out_or_asked_for() -> None:
    left = families("train")[0]
    assert left not in {s.family for s in samples("train", 200, seed=1, exclude_families=[left])}
    assert {s.family for s in samples("train", 20, seed=1, only_families=[left])} == {left}
    with pytest.raises(ValueError, match="no family"):
        next(samples("train", 1, seed=1, only_families=["nothing"]))


@pytest.mark.parametrize("placement", HTML_PLACEMENTS)
def test_placement_can_be_asked_for(placement: str) -> None:
    for sample in samples("dev", 8, seed=1, placement=placement, flat=False):
        assert sample.placement == placement
        assert (sample.genuine is None) == (placement == "alone")


def test_every_alternative_fills_without_leftovers() -> None:
    for folder in ("families", "negatives", "articles"):
        found = collection(folder)
        for part in PARTS:
            for template in found.sets(part):
                writer = Writer(random.Random(1), part, found.words[template.family, part])
                for section in template.sections:
                    for line in section.lines:
                        assert not re.search(r"[{}]", writer.line(line).text), template.key


def test_spam_may_be_put_into_articles_on_its_trades_alone() -> None:
    sources = {found.family for found in collection("articles").sets("test")}
    with_spam = list(samples("test", 60, seed=1, texts="articles"))
    assert {sample.source.removeprefix("own:") for sample in with_spam} == sources
    assert all(sample.spam or sample.spam_title for sample in with_spam)
    clean = list(negatives("test", 60, seed=1, texts="articles"))
    assert {sample.family for sample in clean} == sources
    assert not any(sample.spam for sample in clean)
    with pytest.raises(ValueError, match="articles"):
        next(samples("train", 1, seed=1, texts="articles"))


def test_glued_lines_go_into_several_paragraphs_in_order() -> None:
    paragraphs = tuple(f"第{number}段说了一句话。" for number in range(8))
    lines = tuple(Line(f"广告{number}号，") for number in range(6))
    carrier = Carrier("own:x", "题", paragraphs)
    spots = Counter[int]()
    for seed in range(200):
        options = Options("glued_behind", glued=(6,), spots=4)
        placed = place_flat(carrier, Block(lines, Line("题")), random.Random(seed), options)
        hit = [line for line in placed.twin.split("\n") if line != unmark(line, markup=False)]
        written = re.findall(r"广告\d号", "".join(unmark(line, markup=False) for line in hit))
        assert written == [line.text[:-1] for line in placed.spam]
        assert all("广告" in unmark(line, markup=False) for line in hit)
        spots[len(hit)] += 1
    assert set(spots) == {1, 2, 3, 4}


def test_rows_of_a_city_are_of_its_districts_in_order() -> None:
    by_city = [[county.name for county in below] for below in places().by_city.values()]
    found = 0
    for seed in range(100):
        row = Home(random.Random(seed), "、").row()
        names = row.split("、")
        found += any(names == some[: len(names)] for some in by_city)
    assert found > 5


def test_negatives_and_controls_carry_no_spam() -> None:
    for sample in chain(
        negatives("test", 60, seed=1),
        controls("dev", 60, seed=1),
        controls("train", 60, seed=1, disguised=True),
    ):
        assert sample.spam == ()
        assert sample.contacts == ()
        assert sample.twin == sample.document
        assert sample.genuine


def test_disguised_controls_are_disguised() -> None:
    assert all(sample.obfuscations for sample in controls("train", 40, seed=2, disguised=True))


@pytest.mark.parametrize("name", DISGUISES)
def test_disguise_changes_a_hotline_line(name: str) -> None:
    line = "售后维修热线电话400-1234-567，加微信abc，QQ：7654321"
    changed = [apply(line, (name,), random.Random(seed)) for seed in range(10)]
    assert any(text != line for text in changed)
    assert all("\n" not in text for text in changed)


def test_marking_is_undone() -> None:
    text = "电话 400 ①② 𝟘𝟡 📞 <b>&amp; 0\ufe0f\u20e3 a\u200bb"
    assert unmark(mark(text), markup=False) == text
    assert "&lt;b&gt;&amp;amp;" in unmark(mark(text), markup=True)


def test_layouts_belong_to_one_part_each() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS) >= 12
    assert {layout.part for layout in LAYOUTS} == set(PARTS)


def test_a_bad_template_is_named_with_its_line() -> None:
    with pytest.raises(GrammarError, match=r"odd\.txt, logical line 2"):
        read_templates("set train a\n  1: {b}[x|y\n", "odd.txt")


def test_folds_share_no_material() -> None:
    drawn = [
        list(samples("train", 40, 3, fold=fold)) + list(negatives("train", 40, 3, fold=fold))
        for fold in (0, 3)  # the second is that of test_train: to deal the words to a fold takes seconds
    ]
    for kinds in ({sample.family for sample in one} for one in drawn):
        assert len(kinds) > 10
    assert not {s.family for s in drawn[0]} & {s.family for s in drawn[1]}
    assert not {s.source for s in drawn[0]} & {s.source for s in drawn[1]}
    words = [words_of(common(), "train", fold=fold) for fold in range(FOLDS)]
    slogans = [set(found["slogan"]) for found in words]
    assert all(len(found) > 5 for found in slogans)
    assert sum(map(len, slogans)) == len(set().union(*slogans))


def test_in_training_some_blocks_and_genuine_texts_go_on_and_on() -> None:
    spam = [sample.spam for sample in samples("train", 200, 1) if len(sample.spam) >= 40]
    texts = [(sample.genuine or "").split("\n") for sample in negatives("train", 600, 1)]
    genuine = [lines for lines in texts if len(lines) >= 50]
    assert len(spam) >= 3 and len(genuine) >= 3
    assert sum(len(set(lines)) > 0.8 * len(lines) for lines in (*spam, *genuine)) > 0.8 * len(spam + genuine)
