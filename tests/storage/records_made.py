"""Pages for the tests of the store; every text in them is made up."""

import random
from datetime import UTC, datetime

from storage.records import BlockRecord, ContactRecord, PageRecord, Snapshot

NOON = datetime(2026, 11, 3, 12, 0, 0, tzinfo=UTC)

_SUBJECTS = [
    "镇上的图书馆", "河边的果园", "老城区的菜市场", "新修的步道",
    "村里的戏台", "山脚的茶厂", "港口的渔船", "中学的合唱团",
]  # fmt: skip
_VERBS = [
    "上周重新开放", "今年迎来丰收", "正在进行修缮", "吸引了许多游客",
    "得到居民的称赞", "准备举办展览", "增添了新的设备",
]  # fmt: skip
_ENDS = [
    "大家都说变化看得见", "负责人介绍了后续的安排", "孩子们放学后常来这里",
    "傍晚时分格外热闹", "志愿者轮流值守",
]  # fmt: skip


def article(seed: int, sentences: int = 30) -> str:
    """Return an invented article of some 25 characters a sentence, five sentences a line."""
    chosen = random.Random(seed)
    # Names that make every sentence of every article its own.
    names = ["".join(chr(chosen.randrange(0x4E00, 0x9000)) for _ in range(6)) for _ in range(sentences)]
    text = [
        f"{chosen.choice(_SUBJECTS)}{name}{chosen.choice(_VERBS)}，{chosen.choice(_ENDS)}。" for name in names
    ]
    return "\n".join("".join(text[i : i + 5]) for i in range(0, sentences, 5))


def page(
    path: str = "/a",
    body: str | None = None,
    outcome: str = "clean",
    *,
    host: str = "news.test",
    blocks: tuple[BlockRecord, ...] = (),
    fetched_at: datetime = NOON,
    title: str | None = "步道开放",
    byline: tuple[str, ...] = ("王小川",),
    published_at: datetime | None = None,
    html: bytes | None = None,
    status: int | None = 200,
    page_chars: int = 900,
    is_refiltered: bool = False,
) -> PageRecord:
    """Return a page; `html` is kept as its snapshot."""
    return PageRecord(
        url=f"http://{host}{path}?from=list",
        canonical_url=f"http://{host}{path}",
        host=host,
        depth=1,
        status=status,
        etag='"1"',
        last_modified=None,
        fetched_at=fetched_at,
        title=title,
        byline=byline,
        published_at=published_at,
        body=body,
        outcome=outcome,
        score=0.97 if blocks else 0.01,
        page_chars=page_chars,
        spam_chars=sum(len(block.text) for block in blocks),
        needs_review=False,
        blocks=blocks,
        snapshot=None if html is None else Snapshot(html, {"Content-Type": "text/html"}),
        is_refiltered=is_refiltered,
    )


def block(position: int, value: str, brand: str, kind: str = "phone") -> BlockRecord:
    """Return a spam block that shows one contact and one brand."""
    text = f"{brand}售后维修电话{value}"
    return BlockRecord(
        position=position,
        start=position * 40,
        end=position * 40 + len(text),
        text=text,
        score=0.99,
        signals={kind: [value], "brand": [brand]},
        contacts=(ContactRecord(kind, value, f"{value[:3]}-{value[3:]}"),),
    )
