"""Read off a page whose article is found where it says that it took that from: 来源."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filters import cues
from filters.dates import WHEN
from filters.scene import MEDIUM, Scene, marked_texts, sides_with_spam, spaced_block

_LABEL = (
    r"(?:(?:文章|信息|消息|新闻|内容|稿件|本文)?[来來]源(?:于|自)?|稿源|转载?自|轉載?自"
    r"|来自(?=\s?[:：])|出处(?=\s?[:：])|Source)\s{0,3}[:：|｜/／]\s{0,3}"
)
SOURCE = re.compile(
    rf"(?:(?<=\d)\s[来來]源于\s|(?:^|[\s|｜(（\[【/\d]){_LABEL})"
    r"([A-Z][A-Za-z'.]{1,15}(?: [A-Z][A-Za-z'.]{1,15}){1,3}(?=$| [^A-Za-z])|[^\s|｜:：()（）\[\]【】<>，。；]{2,30})?"
)
# What follows a name without a blank.
_SOURCE_END = re.compile(
    r"(?:参与互动|我要评论|打印|分享|作者|记者|编辑|责编|责任编辑|字号|(?:浏览|阅读|点击)[次数量]{0,2}|访问量"
    r"|发布时间|时间|日期|(?<=..)原创)$"
)
_NOT_SOURCE = re.compile(
    r"^(?:作者|记者|编辑|责任编辑|责编|时间|发布时间|日期|浏览|阅读|点击|字号|网络|互联网|未知|原创|本站|转载|https?"
    r"|(?:手机|安卓|iPhone|Android)(?:客户端|版|端|[Aa][Pp]{2})?$)"
    r"|^·|^[我你您他她]们$|(?:同学|网友|读者)们$|\d\d|〔|[:：。，]"
)
LONGEST_SOURCE = 30  # characters
_SOURCE_META = ("source", "article:source", "contentsource", "mediaid")


def find_source(scene: Scene) -> str | None:
    """Return the name behind 来源 around the article; else that in metadata or markup; else the medium beside the date."""
    texts, body = scene.texts, scene.body
    near = [*scene.before[:-16:-1], *scene.above_text(), *body[:2], *body[:-4:-1], *scene.behind]
    if scene.spam.any():
        sides = {block: sides_with_spam(scene, block) for block in near}
        near = [block for block in near if sides[block] < 2]
        near.sort(key=lambda block: (block > body[-1], sides[block]))  # below the article others may be named
    for block in near:
        text = texts[block]
        if not scene.cues[block] & cues.SOURCE or len(text) > 160:
            continue
        if not any(map(text.__contains__, "源自处")) and "ource" not in text:
            continue
        found = SOURCE.search(text := spaced_block(scene.page, block))
        if not found:
            continue
        name = found[1]
        following = block + 1
        if not name and found.end() == len(text) and following < len(texts):  # label and value apart
            name = None if scene.spam[following] or scene.chosen[following] else texts[following]
        if name and name[0] in "《“\"'":
            name = re.split(r"[》”\"']", name[1:])[0]
        if name and len(name) <= LONGEST_SOURCE and not _NOT_SOURCE.search(name):
            return _SOURCE_END.sub("", name) or None
    metas = (content for name, content in scene.page.head.meta if name in _SOURCE_META)
    told = (
        _SOURCE_LABEL.sub("", text.strip())
        for text in (*metas, *marked_texts(scene, (b"source", b"laiyuan", b"media"), _SOURCE_HINT))
    )
    named = next((text for text in told if 2 <= len(text) <= 20 and not _NOT_SOURCE.search(text)), None)
    return named or next(_beside_dates(scene), None)


def _beside_dates(scene: Scene) -> Iterator[str]:
    """Yield the media in lines before the article that hold only a date, a medium and perhaps a name."""
    for block in scene.before[:-9:-1]:
        if not scene.cues[block] & cues.DATE or len(scene.texts[block]) > _LONGEST_DATELINE:
            continue
        if found := WHEN.search(text := spaced_block(scene.page, block)):
            parts = _EDITION.sub(
                "", f"{text[: found.start()]} {text[found.end() :]}".translate(_BARS)
            ).split()
            if len(parts) <= 2:
                yield from (part for part in parts if MEDIUM.fullmatch(part) and not _NO_MEDIUM.search(part))


_EDITION = re.compile(r"第\s?[A-Z]?\d{1,3}\s?版(?:[:：]\S{1,8})?|(?:本?[报報]?[记記]者|通讯员).*")
_LONGEST_DATELINE = 50  # characters
_BARS = str.maketrans(dict.fromkeys("·|｜／", " "))
_NO_MEDIUM = re.compile(
    r"(?:举|海|预|汇|通|数字)报$|(?:客服|咨询|服务|专家|当前|人数?)在线$|^(?:返回|收藏|生成|[听聽看读讀]|发[布表]于|發[布佈表]於|我要|欢迎|访问|登录|个人|会员|用户|新闻中心$)"
)
_SOURCE_LABEL = re.compile(r"^(?:(?:来源|來源|稿源)\s?[:：/／]|来自)\s?")
_SOURCE_HINT = re.compile(
    rb"""(?:class|id|itemprop)=["']?[^"'<>]{0,80}(?<![a-z])"""
    rb"""(?:(?:source|laiyuan)(?:[-_]?name)?|media[-_]?name)(?![a-z-])""",
    re.IGNORECASE,
)
