"""Tell which patterns each line may match, by characters that every match must have.

Most lines match no pattern. To look up all characters of a page at once costs less than to search a single line.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Indices, Places

# Each pattern needs one of its characters, wherever in the line.
RIGHTS, MENU, METADATA, REPLY, WHO, SOURCE, DATE = (1 << bit for bit in range(7))
_ANYWHERE = {
    RIGHTS: "权權許未C©v転무P备码许术办举邮",
    MENU: "|/·•»>-",
    METADATA: "：:0123456789BPU与评来",
    REPLY: "复復覆Ryp道帖举檢只楼樓#沙表於赞讚踩Qq",
    WHO: "A由者發采採员习稿整述编編撰笔校摄攝文道導기信楼)）□■◆◇●▲",
    SOURCE: "源自处S",
    DATE: "019０９年國",
}
# These need one of theirs as the first of the line.
LABEL, HEADING, STATEMENT = 1, 2, 4
_DIGITS, _WHITE = ("".join(filter(test, map(chr, range(0xFFFF)))) for test in (str.isdecimal, str.isspace))
_FIRST = {
    LABEL: f"-—=[{_WHITE}{_DIGITS}"
    "【（(A+T字纠听语播朗点订已关举扫手在参友我登作阅余没大中小超特标默赞讚回发更信录添版熱免上公成编创提时日浏阅点"
    "访字打关分收评举查展返下相推热延猜您当首扫来责标我网全目廣广视加正發列印請繼共修第文本转最继點瀏暂喜張刊精威铜金贡在注博SLFPECR",
    STATEMENT: "该为推建（([【*“版免特广平凡以本N",
    HEADING: f"【[《{_DIGITS}往相延推拓热精编今栏为更猜您你图大网最全参文发表读用所评留跟回讨共コ댓RTCM",
}


def _table(cues: dict[int, str]) -> NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    for cue, characters in cues.items():
        table[[ord(character) for character in characters]] |= cue
    table[-1] = 0xFF  # stands for all beyond, that are not told apart
    return table


_ANYWHERE_TABLE, _FIRST_TABLE = _table(_ANYWHERE), _table(_FIRST)


def read_cues(codes: Places, start: Indices) -> NDArray[np.uint8]:
    """Return the cues of each line; a line reaches to the start of the next."""
    return np.bitwise_or.reduceat(_ANYWHERE_TABLE.take(codes, mode="clip"), start)


def read_first_cues(codes: Places, start: Indices) -> NDArray[np.uint8]:
    """Return the cues of the first character of each line."""
    return _FIRST_TABLE.take(codes[start], mode="clip")
