"""Samples without end: spam blocks in clean carriers, clean controls and hard negatives, all from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Generic, TypeVar

from . import obfuscate
from .carriers import Carrier, RealPage, laws, news, newspaper, pages, reviews
from .grammar import Line, Slot, TemplateSet, Writer
from .parts import fold_of
from .place import HTML_ONLY, Block, Options, Placed, layouts_of, place_flat, place_in_layout, place_in_page
from .sample import Sample
from .vocabulary import collection, common, words_of

_Item = TypeVar("_Item")
_Alone = Sequence[tuple[tuple[str, ...], float]]  # how names begin, and how often one of these is drawn
_LONGEST_CARRIER = 40  # paragraphs
_TITLE, _HEAD, _TAIL = (Slot("spam_title"),), (Slot("frame_head"),), (Slot("frame_tail"),)
_NOTHING = Block((), Line(""))
_MANNERS = {
    "train": Options(glued=(1, 1, 1, 2, 3, 6, 12), spots=4),
    "dev": Options(glued=(1, 1, 2, 4, 8), spots=3),
    "test": Options(),
}
# how often a genuine text has a byline, a source or the like around it
_FRAMED = {"train": 0.25, "dev": 0.25, "test": 0.0}
# Families of the commonest spam, by how their names begin: hotlines of a brand's service with slogans and rows of places; and
# spam that gives an address instead of a number, or none. So many documents are drawn from these alone, lest what is learnt of
# the hundreds of others drown them.
_HOTLINES = (
    "appliance",
    "as_bracket_rows",
    "as_place_rows",
    "as_wards",
    "boiler",
    "city_headings",
    "places",
    "slogans",
    "smart",
    "trades_by_city",
    "w2_region_books",
    "w6a_frost_districts",
    "w8d_register",
    "w8d_streets",
    "w11f_ward_ledger",
    "w13a_block_roll",
    "w15a_",
    "w15b_",
    "w18b_",
    "w19b_",
    "x25a_",
)
_ADDRESSES = ("w16a_", "w16b_")
# and advertisements of a line or two by themselves, of all trades, which are the commonest aside
_PLAIN = ("w17a_", "w17b_", "w18a_", "w19a_", "w19c_")
# and files that hold a dozen families each, by hands that had seen none of the others
_MIXED = ("x20", "x21", "x23", "x24", "x25b_", "x26a_")
_FAMILIES_ALONE: dict[str, _Alone] = {
    "train": ((_HOTLINES, 0.15), (_ADDRESSES, 0.05), (_PLAIN, 0.1), (_MIXED, 0.25))
}
# how often a kind of carrier is taken, where it is at hand
_SHARES = {"page": 0.2, "news": 0.3, "law": 0.08, "own": 0.24, "review": 0.1, "paper": 0.08}
# In training more of our own texts, most of these ordinary articles: where all short texts are such as look like spam, a line
# with a number in one is mostly genuine, whatever it offers. And articles on trades: advertisements are hardest to tell there.
_TRAIN_SHARES = _SHARES | {"own": 0.6}
_ORDINARY = ("n25", "n26", "n27", "n28", "n30", "n31b_", "n34a_", "n35a_")
_ON_TRADES = ("n20_", "n21", "n29b_", "n31a_", "n32b_", "n33b_")
_AS_FOUND = ("x22",)  # written out, not drawn
_CARRIERS_ALONE: dict[str, _Alone] = {"train": ((_ORDINARY, 0.45), (_ON_TRADES, 0.2), (_AS_FOUND, 0.1))}
# Of what looks like spam as a whole, so much is of the kinds that are the hardest to tell.
_NEGATIVES_ALONE: dict[str, _Alone] = {
    "train": (
        ((*_ON_TRADES, "n24_", "n26c_", "n28b_", "n29a_", "n29c_", "n32a_", "n33a_", "n34b_", "n36"), 0.25),
        (_AS_FOUND, 0.1),
    )
}
# how often of a block there are only a line or three: an aside
_FEW_LINES = {"train": 0.4}
# how often a block, or a genuine text of our own, goes on and on, and for how many lines
_POURED = {"train": 0.04}
_POURED_LINES = (30, 50, 80, 120, 200)


class _Pool(Generic[_Item]):
    """Things to draw from, and of some of them, by how their names begin, how often one of these alone is drawn."""

    def __init__(
        self,
        items: Sequence[_Item],
        name: Callable[[_Item], str],
        alone: _Alone,
    ) -> None:
        self.pools, self.shares = [items], [1.0]
        for beginnings, share in alone:
            some = [item for item in items if name(item).startswith(beginnings)]
            if some:
                self.pools.append(some)
                self.shares.append(share)
                self.shares[0] -= share

    def draw(self, rng: random.Random) -> _Item:
        """One of the things."""
        pool = rng.choices(self.pools, self.shares)[0] if len(self.pools) > 1 else self.pools[0]
        return rng.choice(pool)


class _Builder:
    """Draws the samples of one part."""

    def __init__(
        self,
        kind: str,
        part: str,
        seed: int,
        data: Path | None,
        fold: int | None = None,
        texts: str | None = None,
    ) -> None:
        self.part = part
        self.fold = fold
        self.texts = texts or "negatives"
        self.seed = f"{kind}:{part}:{seed}" if fold is None else f"{kind}:{part}:{seed}:{fold}"
        self.rng = random.Random()
        self.words = words_of(common(), part, fold=fold)
        self.negative_sets = self.own(collection(self.texts).sets(part), lambda found: found.family)
        if not self.negative_sets:
            raise ValueError(f"no text of {self.texts} is in {part!r}")
        self.carriers, self.negatives = (
            _Pool(self.negative_sets, lambda found: found.family, alone.get(part, ()))
            for alone in (_CARRIERS_ALONE, _NEGATIVES_ALONE)
        )
        self.pages: tuple[RealPage, ...] = ()
        self.flat: dict[str, tuple[Carrier, ...]] = {}
        if texts:
            return
        if data:
            self.pages = self.own(pages(data, part), lambda page: page.site)
            self.flat |= {"news": news(data, part), "law": laws(data, part)}
        if part == "train":
            self.flat |= {"review": reviews(), "paper": newspaper()}
        own = {kind: self.own(found, lambda text: text.source) for kind, found in self.flat.items()}
        self.flat = {kind: found for kind, found in own.items() if found}

    def each(self, count: int) -> Iterator[None]:
        """Once for each document: a stream of chance of its own, so that none depends on how another is made."""
        for at in range(count):
            self.rng.seed(f"{self.seed}:{at}")
            yield

    def own(self, found: Sequence[_Item], key: Callable[[_Item], str]) -> tuple[_Item, ...]:
        """What belongs to the fold, if there is one."""
        return tuple(item for item in found if self.fold is None or fold_of(key(item)) == self.fold)

    def block(
        self, template: TemplateSet, disguises: tuple[str, ...] | None
    ) -> tuple[Block, tuple[str, ...]]:
        """The spam of one sample, disguised."""
        rng = self.rng
        writer = Writer(rng, self.part, collection("families", self.fold).words[template.family, self.part])
        poured = self.poured()
        lines = writer.write(template, poured)
        if rng.random() < 0.12 and not poured:
            lines += writer.write(template) if rng.random() < 0.5 else lines
        if not poured and self.part in _FEW_LINES and rng.random() < _FEW_LINES[self.part]:
            lines = self.few(lines)
        title = writer.line(_TITLE)
        names = obfuscate.choose(rng) if disguises is None else disguises
        if names and rng.random() < 0.3 and disguises is None:  # only the lines that give a number away
            touched = [sum(map(str.isdigit, line.text)) >= 7 for line in lines]
        else:
            touched = [not line.chrome for line in lines]
        # one choice of alphabet and sign for the whole block, as one hand would write it
        state = rng.getrandbits(32)
        disguised = [
            replace(line, text=obfuscate.apply(line.text, names, random.Random(state)).strip())
            if touch
            else line
            for line, touch in zip(lines, touched, strict=True)
        ]
        return Block(tuple(disguised), title), names

    def poured(self) -> int:
        """How many lines a part of the text is to have, if it goes on and on; mostly 0."""
        if self.part in _POURED and self.rng.random() < _POURED[self.part]:
            return self.rng.choice(_POURED_LINES)
        return 0

    def few(self, lines: list[Line]) -> list[Line]:
        """One to three of the lines, of which the first gives a number if any does."""
        telling = [at for at, line in enumerate(lines) if line.contacts]
        first = self.rng.choice(telling or range(len(lines))) if lines else 0
        return lines[first : first + self.rng.choice((1, 1, 1, 2, 3))]

    def carrier(self, *, flat: bool | None) -> Carrier | RealPage:
        """Something genuine; ``flat`` rules real pages out or (False) leaves them in."""
        kinds = ["own", *self.flat]
        if self.pages and not flat:
            kinds.append("page")
        shares = _TRAIN_SHARES if self.part == "train" else _SHARES
        kind = self.rng.choices(kinds, [shares[kind] for kind in kinds])[0]
        if kind == "page":
            return self.rng.choice(self.pages)
        if kind == "own":
            return self.framed(self.negative(self.carriers.draw(self.rng)))
        found = self.rng.choice(self.flat[kind])
        lines = found.paragraphs[:_LONGEST_CARRIER]
        if len(lines) > 3 and self.rng.random() < 0.3:
            start = self.rng.randrange(len(lines) - 2)
            lines = lines[start : start + self.rng.randint(2, len(lines))]
        return self.framed(Carrier(found.source, found.title or lines[0][:20], lines))

    def framed(self, carrier: Carrier) -> Carrier:
        """Now and then with what stands between a headline and its text, and under the text."""
        if not _FRAMED[self.part] or self.rng.random() >= _FRAMED[self.part]:
            return carrier
        writer = Writer(self.rng, self.part, self.words, genuine=True)
        head = [writer.line(_HEAD).text for _ in range(self.rng.choice((1, 1, 1, 2, 2, 3)))]
        tail = [writer.line(_TAIL).text for _ in range(self.rng.choice((0, 0, 1, 1, 2)))]
        if self.rng.random() < 0.2:
            head.insert(0, carrier.title)
        return replace(carrier, paragraphs=tuple(filter(None, (*head, *carrier.paragraphs, *tail))))

    def negative(self, template: TemplateSet) -> Carrier:
        """A genuine text of our own; its first line is the title."""
        writer = Writer(
            self.rng,
            self.part,
            collection(self.texts, self.fold).words[template.family, self.part],
            genuine=True,
        )
        lines = [line.text for line in writer.write(template, self.poured())]
        return Carrier("own:" + template.family, lines[0], tuple(lines[1:] or lines))

    def placed(
        self, carrier: Carrier | RealPage, block: Block, options: Options, *, flat: bool | None
    ) -> Placed:
        """The carrier with the block in it."""
        if isinstance(carrier, RealPage):
            return place_in_page(carrier, block, self.rng, options)
        flat = False if options.placement in HTML_ONLY else flat
        if flat or (flat is None and self.rng.random() < 0.45):
            return place_flat(carrier, block, self.rng, options)
        layout = self.rng.choice(layouts_of(self.part))
        return place_in_layout(carrier, block, self.rng, options, (layout, self.words))

    def sample(
        self,
        placed: Placed,
        carrier: Carrier | RealPage,
        *,
        family: str,
        template: str,
        names: tuple[str, ...],
    ) -> Sample:
        """The finished record."""
        return Sample(
            part=self.part,
            family=family,
            template=template,
            placement=placed.placement,
            markup=placed.markup,
            obfuscations=names,
            contacts=tuple(sorted({contact for line in placed.spam for contact in line.contacts})),
            source=carrier.source,
            site=placed.site,
            html=placed.document if placed.html else None,
            text="" if placed.html else placed.document,
            twin=placed.twin,
            genuine=placed.genuine,
            title=carrier.title,
            spam=tuple(line.text for line in placed.spam),
            spam_title=placed.spam_title,
        )


def samples(
    part: str,
    count: int,
    seed: int,
    data: Path | None = None,
    *,
    only_families: Sequence[str] = (),
    exclude_families: Sequence[str] = (),
    placement: str | None = None,
    markup: str | None = None,
    obfuscations: tuple[str, ...] | None = None,
    flat: bool | None = None,
    fold: int | None = None,
    texts: str | None = None,
) -> Iterator[Sample]:
    """Documents with spam in them.

    ``data`` is the folder of clean material (``None``: own texts and those of installed packages only).
    What is ``None`` is drawn anew for each sample. ``obfuscations`` are names of ``obfuscate.DISGUISES``.
    ``fold`` keeps to families, words, articles and sites that the other folds do not use. ``texts``: a folder of own texts
    (``articles``) which alone it is put into.
    Raises ValueError for an unknown part or when no family or text is left.
    """
    builder = _Builder("samples", part, seed, data, fold, texts)
    by_family: dict[str, list[TemplateSet]] = {}
    for template in builder.own(collection("families").sets(part), lambda found: found.family):
        wanted = not only_families or template.family in only_families
        if wanted and template.family not in exclude_families:
            by_family.setdefault(template.family, []).append(template)
    if not by_family:
        raise ValueError(f"no family of spam is left in {part!r}")
    options = replace(_MANNERS[part], placement=placement, markup=markup)
    families = _Pool(tuple(by_family), str, _FAMILIES_ALONE.get(part, ()))
    for _ in builder.each(count):
        template = builder.rng.choice(by_family[families.draw(builder.rng)])
        block, disguises = builder.block(template, obfuscations)
        carrier = builder.carrier(flat=flat)
        placed = builder.placed(carrier, block, options, flat=flat)
        yield builder.sample(placed, carrier, family=template.family, template=template.key, names=disguises)


def negatives(
    part: str,
    count: int,
    seed: int,
    *,
    flat: bool | None = None,
    fold: int | None = None,
    texts: str | None = None,
) -> Iterator[Sample]:
    """Genuine texts of our own that look like spam; ``family`` is their kind, ``texts`` another folder than ``negatives``."""
    builder = _Builder("negatives", part, seed, None, fold, texts)
    for _ in builder.each(count):
        template = builder.negatives.draw(builder.rng)
        carrier = builder.negative(template)
        placed = builder.placed(carrier, _NOTHING, Options(), flat=flat)
        yield builder.sample(placed, carrier, family=template.family, template=template.key, names=())


def controls(
    part: str,
    count: int,
    seed: int,
    data: Path | None = None,
    *,
    disguised: bool = False,
    flat: bool | None = None,
    fold: int | None = None,
) -> Iterator[Sample]:
    """Clean documents; ``disguised`` puts the disguises of spam on a part of their paragraphs."""
    builder = _Builder("controls", part, seed, data, fold)
    for _ in builder.each(count):
        carrier = builder.carrier(flat=True if disguised else flat)
        names: tuple[str, ...] = ()
        if disguised and isinstance(carrier, Carrier):
            while not names:
                names = obfuscate.choose(builder.rng)
            carrier = _disguise(carrier, names, builder.rng)
        placed = builder.placed(carrier, _NOTHING, Options(), flat=flat)
        yield builder.sample(placed, carrier, family="", template="", names=names)


def _disguise(carrier: Carrier, names: tuple[str, ...], rng: random.Random) -> Carrier:
    share, state = rng.choice((0.3, 1.0)), rng.getrandbits(32)
    lines = tuple(
        obfuscate.apply(line, names, random.Random(state)).strip() if rng.random() < share else line
        for line in carrier.paragraphs
    )
    return Carrier(carrier.source, escape(carrier.title), lines)
