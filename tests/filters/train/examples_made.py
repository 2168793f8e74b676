"""Examples to train on: pages with a line of spam and such without, and an advertisement that is glued into a sentence."""

import numpy as np

from filters.segment import Page, segment_text
from filters.train.examples import FOLDS, Example
from filters.train.prepared import Prepared, prepare
from filters.wording import NGRAM_BITS

NO_TORCH = "only `make train` installs PyTorch"
SPAM = "云岭壁挂炉24小时维修热线400-0711-386，全国统一报修，上门快"
ARTICLE = (
    "城南的管网改造昨天完工，两千多户居民用上了足够的水。",
    "明年还要改造城北的三条支线，计划在汛期之前完成。",
)


def examples(count: int) -> list[Example]:
    """Pages with a line of spam at the top, and such without."""
    found = []
    for number in range(count):
        lines = (
            [f"{SPAM}{number}", *ARTICLE] if number % 2 else [f"热线400-0711-38{number % 10}的消息", *ARTICLE]
        )
        page = segment_text("\n".join(lines))
        mask = np.zeros(len(page.text), bool)
        mask[: len(lines[0])] = number % 2
        found.append(Example(page, mask, np.zeros_like(mask), number % FOLDS))
    return found


def prepared(dice: np.random.Generator) -> list[Prepared]:
    """Pages as the networks and readers are taught by."""
    nothing = np.zeros(1 << NGRAM_BITS, np.float32)
    pages = [prepare(example, dice, nothing) for example in examples(40)]
    return [page for page in pages if page is not None]


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
