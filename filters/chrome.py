"""What page templates write into a page around an article: labels, counters, notices, and the card of a WeChat account."""

from __future__ import annotations

import re

from filters.segment import Page

_CARD = b"js_profile_qrcode"


def account_card(page: Page) -> tuple[int, int]:
    """Return the range of blocks of the hidden card above each article of WeChat, which tells the account's id and purpose."""
    elements, blocks = page.elements, page.blocks
    if not blocks.hidden.any():
        return 0, 0
    at = -1
    for _ in range(_MOST_MENTIONS):
        at = elements.markup.find(_CARD, at + 1)
        if at < 0:
            break
        card = int(elements.markup_start.searchsorted(at, side="right")) - 1
        if card < 0 or _CARD not in elements.start_tag(card):
            continue
        first, last = blocks.start.searchsorted((elements.start[card], elements.end[card])).tolist()
        return (first, last) if last - first <= _LONGEST_CARD and blocks.hidden[first:last].all() else (0, 0)
    return 0, 0


_LONGEST_CARD = 8  # blocks
_MOST_MENTIONS = 20  # of its id, as by styles and scripts above it


# ---- lines

_DATE = r"(?:19|20)\d\d\s{0,2}[-/.年]\s{0,2}[01]?\d\s{0,2}[-/.月]\s{0,2}[0-3]?\d"
_IN_NO_SENTENCE = r"(?!.{0,100}。$)"
_END_OF_NAME = r"(?:$|[\s_|｜—-])"  # what parts the name of a page from that of its site

_UNLESS_ALLOWED = (
    r"(?:(?:未[经經].{0,12}(?:授[权權]|[许許]可|允[许許]|同意)|非經.{0,12}(?:授權|許可|允許))"
    r".{0,6}[不禁勿严嚴谢謝].{0,8}|禁止未[经經].{0,6}(?:授[权權]|[许許]可|允[许許]))"
)
_TO_COPY = rf"(?:[转轉][载載]|[复複]制|複製|使用|转摘|(?:摘编|刊登|刊载|镜像|采集){_IN_NO_SENTENCE})"
# An article may well tell of licences.
_CC = r"CC[ -]BY(?:-[A-Z]{2}){0,2} \d(?:\.\d)?"
_LICENSED = rf"^{_CC}\s?授[權权]$|(?:本[文站网網]|[Ll]icensed under).{{0,20}}{_CC}"
RIGHTS = re.compile(
    rf"(?<![“‘「『\"《])版权所有|^[“\"]版权所有[”\"]?[\s©][^，。！？]{{2,20}}$|[著版]作?權所有|{_UNLESS_ALLOWED}{_TO_COPY}"
    r"|Copyright|©|[Aa]ll [Rr]ights [Rr]eserved|無断転載|무단\s?전재|邮发代号|Powered by"
    r"|(?:ICP[备证]|公[安网]{1,2}安?备|网站标识码|备案(?:序?号|信息)|许可证(?:编?号)?\s?[:：]"
    rf"|{_LICENSED}|(?<![，；])(?:技术支持|主办单位|举报(?:电话|邮箱|热线))\s?[:：]){_IN_NO_SENTENCE}"
)
_SHORT_NAME = r"[^\s|/·•>»。，-]{1,8}"
# Names of sections or sites with signs between them.
MENU = re.compile(rf"^{_SHORT_NAME}(?:\s{{0,3}}(?:[|/·•»]|>>?|\s-\s)\s{{0,3}}{_SHORT_NAME}){{4}}")
# What an office answers to letters is no post.
REPLY = re.compile(
    r"(?<![府局处處院委办辦])(?:回[复復]|回覆(?!\s?[:：]\s?\D))|\bRe[:：]|\bsays:$|说道|帖子|举报|檢舉|只看|楼主|\d\s?[楼樓#]|沙发|发表于|發表於|赞同|点赞|[赞讚]\s?\d|踩"
    r"|[Rr]eply|[Rr]eport|[Qq]uote"
)
QUESTION = re.compile(r"[?？]$|^(?:\d{1,2}\s?[、.．]|[Qq问]\d{0,2}\s?[:：、.])")  # with an answer below it
# Above the answers to a question.
ANSWERS = re.compile(r"^(?:全部|其[他它]|更多|精选|共?\s?[\d,]{1,7}\s?[个条])\s{0,2}回答")
# Above what an office answers to a letter.
ANSWER = re.compile(
    r"^[【\[]?(?:官方|部门|单位|办理)?(?:答复|回复|办理|处理)(?:内容|情况|意见|单位|部门|时间|结果|机构)"
)
_DATE_AND_TIME = rf"{_DATE}日?(?:\s\d?\d:\d\d(?::\d\d)?)?"
# Of the row of a list.
ROW_DATE = re.compile(
    rf"^[\s·•\[【(（]{{0,3}}{_DATE_AND_TIME}[\s\]】)）]{{0,3}}"
    rf"|[\s\[【(（]{{0,3}}{_DATE_AND_TIME}[\s\]】)）]{{0,3}}$"
)

_VIEWS = "點閱[數率次人]{1,2}|瀏覽[數次人量]{1,2}"
_TIME_LABEL = (
    "(?:发布|更新|发表|信息|录入|添加|上传|公告|发文|成文|编辑|创建|提交)(?:时间|日期)|时间|日期"
    "|(?:發[布佈表]|更新|公[告布]|上[版傳]|張貼|刊登|修改)(?:時間|日期)"
)
_LABEL = (
    rf"(?:{_TIME_LABEL}|(?:最[后近]|上次)(?:更新|修改|编辑)|(?:编辑|发布|发表|更新|修改)于"
    rf"|浏览次数?|浏览量|{_VIEWS}|阅读次数?|阅读量|阅读数|(?:阅读|转载|喜欢)(?=\s?[(（:：]\s?\d)"
    r"|点击数?|点击量|点击次数|访问量"
    r"|字号|字体|字体大小|打印|关闭|关闭窗口|打印本页|分享到?|分享至|收藏|点赞|已赞过|已踩过|收起|评论|举报"
    r"|阅读全文|查看全文|[展打]开全[文部]|展开阅读全文|点击查看全文|返回首页|返回列表|返回顶部|上一篇|下一篇|上一页|下一页"
    r"|相关阅读|相关新闻|相关推荐|推荐阅读|热门推荐|延伸阅读|猜你喜欢|更多精彩|版权声明|免责声明"
    r"|您当前的?位置|当前位置|首页|扫一扫|来源|责任编辑|标签|关键词|收藏本文"
    r"|回到(?:首页|顶部)|打印此页|阅读原文|继续阅读|余下全文|加载全文|(?:我要)?纠错"
    r"|听(?:新闻|全文)|语音播报|播报文章|朗读|点击播放|正在播报"
    r"|已?订阅(?:专栏)?|编辑本段|\+?\s?关注|已关注|举报/反馈"
    r"|访问(?:次数|量)|扫码阅读(?:手机版)?|手机(?:查看|阅读)|在手机上看|参与互动|友情链接"
    r"|我来说两句|登录后(?:可以?|参与)?评论|暂无评论|打赏(?:作者)?|赞赏支持|喜欢作者"
    r"|作者最新文章|上一条|下一条|没有了|我要评论|网友评论|发表评论|全部评论"
    r"|(?:[文本]章|本文)?目[录錄]|广告|廣告|推广|ADVERTISEMENT|Advertisement|(?:视频)?(?:正在)?加载中?|正在播放"
    r"|發布時間|更新時間|字級|列印|請?繼續往下閱讀|相關新聞(?:請見)?|延伸閱讀|更多新聞|推薦閱讀|熱門新聞|展開全文)"
)
_LABEL_AND_VALUE = (
    rf"[\[【(（]?{_LABEL}\s{{0,3}}[:：>»]{{0,2}}\s{{0,3}}(?:[\d,(（]{{1,9}}次?|{_DATE}[\s\d:]{{0,12}})?"
    r"[\s|/·.…\]】)）]{0,3}"
)
_TYPE_SIZES = (
    r"[\[【]?(?:字(?:号|体(?:大小)?)\s?[:：]?\s?)?"
    r"(?:[\[【(（]?\s?(?:超大|特大|大|中|小|标准|默认)[\s\]】)）|/]{0,3}){2,5}"
    r"(?:打印|分享|收藏|关闭|[\s\]】|/]){0,6}"
)
_PAGE_NUMBERS = (
    r"(?:共\s?\d{1,3}\s?页|首页|上一页|\[?1\]?\s)[\s\d\[\]|:：.…首上下末尾后余前全文阅读一页共第]{2,50}"
)
# What buttons say, of articles in English mostly; one may also tell of such words, or of points in a match.
_ON_BUTTONS = (
    r"(?:\+\d{1,2}"
    r"|(?:(?:Share|Listen|Follow|Subscribe|Print|Email|Save|Tweet|Like|Reply|Copy link|Sign (?:in|up))\s?){1,4})$"
)
ON_BUTTONS = re.compile(_ON_BUTTONS)
# Labels with their values; counters of pictures, links to the pages of an article.
CHROME_WHOLE = re.compile(
    rf"^[-—=\s]{{0,5}}(?:{_LABEL_AND_VALUE}){{1,6}}[-—=]{{0,5}}$"
    rf"|^{_TYPE_SIZES}$|^A\+\s?A-$|^T\s?[大+]\s?T?\s?[小-]$"
    r"|^[赞讚]\s?[(（]\s?\d{1,6}\s?[)）]$|^\d{1,6}\s?[个個][赞讚]$"
    r"|^首页(?:\s{0,3}[>＞»›]{1,2}\s{0,3}[^>＞»›。，]{1,12}){1,5}$"
    r"|^(?:本文|文章)导航$"
    r"|^第\s?1\s?页\s?[:：].{1,100}第\s?2\s?页\s?[:：].{1,200}$"
    r"|^\d{1,6}\s?[个条]\s?(?:回答|评论|回复)$"
    r"|^【?手机用户请?(?:访问|浏览)\s?[A-Za-z0-9./:-]{4,40}[^，。]{0,12}$|^目[录錄]\s?1[\s.、][^。]{1,200}\s2[\s.、][^。]{1,400}$"
    # What a forum or a blog counts of who posted.
    r"|^(?:精华|发帖数?|威望|[铜金]币|贡献值?|在线时间|注册(?:时间|日期)|最[后近]登[录陆](?:时间)?|博客(?:等级|积分|访问量?)|关注人气)"
    r"\s?[:：]\s?[\d,.-]{1,12}\s?(?:[枚个点篇]|小时)?$"
    r"|^(?:阅读|浏览|点赞|收藏|评论|转发|播放)\s?[\d.,]{1,9}\s?[kKwW万]?\+?次?$"
    rf"|^{_ON_BUTTONS}|^\d{{1,3}}(?::\d\d)?\s?/\s?\d{{1,3}}(?::\d\d)?$|^{_PAGE_NUMBERS}$"
)
# A statute names the days on which it was passed and changed, a diary the weather; a sentence goes on behind 起.
_IN_NO_TEXT = (
    r"(?!\d|.{0,150}(?:通过|批准|公布|修订|修正|令第|施行)|日?起|日\s(?:[\u4e00-\u9fff]{0,20}[院部委局会所府厅办])?\s?发布$"
    r"|日.{0,6}[\s，](?:晴|阴|多云|.?[雨雪])$)"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_ENGLISH_DATE = rf"(?:{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}})"
_WHO = "(?:作者|编辑|责编|审核|楼主)"
_WHENCE = "(?:来源|来自|稿源|文章来源|信息来源|发布者|发布人|发布机构|发布单位|發[布佈]單位|資料來源)"
# What government pages tell of a document above it.
_OF_DOCUMENT = (
    "索引号?|文号|发文字号|(?:发文|发布|公开|制发|成文)(?:机关|机构|单位|部门)|(?:主题|信息|体裁|服务|组配)分类"
    "|公文种类|公开(?:方式|范围|时限|形式)|主题词|有效性|时效性|生效(?:日期|时间)|效力状态"
)
_OF_PAGE = (
    f"{_TIME_LABEL}|{_OF_DOCUMENT}|点击数?|字数|来源|浏览量?|阅读量?|评论|人气|分类|栏目|回复"
    f"|發[布佈]單位|資料來源|{_VIEWS}"
)
# What a page says of the doctor, the vase or the film that it is about, a line each.
QUALITY = re.compile(
    rf"^(?!{_OF_PAGE}|{_WHO}|标签|关键词|字[号体]|打印|分享|记者|所属|所在(?!地)|责任(?:编|校)|值班|稿件|文章|访问|版[次面]"
    r"|上传|更新|撰稿|签发|视力)[\u4e00-\u9fa5]{2,6}\s?[:：]\s?[^\s:：]"
)
# Behind a time: where who met, or a sentence more, as minutes have it.
_WHERE = r"(?:地点|参加|出席|主持)(?:人员?)?\s?[:：]"
_OF_MEETING = rf".{{4,40}}?(?:{_WHERE}|。.)"
_AGO = r"(?:\d{1,2}\s?(?:分钟|小时|天|周|个?月)前|[今昨前]天\s?\d?\d:\d\d)$"
AGO = re.compile(_AGO)
_COUNT = r"[\d.]{1,6}\s?[万kKwW]?\+?次?(?:浏览|阅读|点击|评论|收藏|点赞|转发)"
META_START = re.compile(
    rf"[（(\[【]?(?:{_DATE}{_IN_NO_TEXT}(?=[^。！？，；]{{0,100}}$)|{_WHENCE}\s{{0,2}}[:：])"
    r"|本文(?:来自|转自|转载自|首发于?|原载)[^。！？]{2,20}[:：]"
    rf"|[（(\[【]?(?:{_TIME_LABEL}|索引号?)\s{{0,2}}[:：](?!{_OF_MEETING})"
    rf"|{_WHO}\s?[:：][^。！？，；：:]{{1,20}}{_DATE}(?:[\s\d:]{{0,9}}|日?\s{_COUNT}[^。！？，；：:]{{0,20}})$"
    r"|(?:发布于|IP\s?(?:属地|归属地))\s?[:：]|来自[\u4e00-\u9fa5]{2,7}$"
    rf"|{_AGO}"
    r"|(?:本文|全文)?(?:共|约)\s?[0-9]{2,5}\s?字.{0,8}(?:阅读|分钟)"
    rf"|{_ENGLISH_DATE}$|(?:By [A-Z]|Published|Posted|Updated)[^.!?]{{0,60}}$"
    r"|您?(?:现在|当前)?的?位置\s?[:：]|\d{1,6}\s?(?:人参与|条评论)"
)
# Who posted it or wrote it, and the day. Headings in chronicles, and captions, may be built so.
SIGNED = re.compile(
    rf"[^。！？，；：]{{2,16}}\s?(?:[·|｜/]|发[布表]于)\s?{_DATE}日?$"
    rf"|(?:图\s?[/／]\s?文\s?[/／|｜丨\s]|文(?:\s?[/／]\s?图\s|\s?[/／|｜丨]))\s?[^。！？，；：:]{{2,16}}\s{_DATE}日?[\s\d:]{{0,9}}$"
)
# When something that a notice is about begins or ends.
_OF_NOTICE = "(?:召开|举[办行]|活动|会议|开[始标]|截[止至]|报名|考试|投标|培训|访谈)"
META_TIME = re.compile(
    rf"(?!.{{0,12}}{_OF_NOTICE}.{{0,4}}(?:时间|日期|[:：])|.{{0,40}}{_WHERE})"
    rf"(?:https?://[!-~]{{4,200}}\s)?[^。！？，；]{{0,40}}{_DATE}日?\s{{0,3}}\d?\d:\d\d[^。！？，；]{{0,60}}$"
)
META_LABELS = re.compile(
    r"(?=[^。！？]{0,150}$)[^：:]{0,30}(?:"
    rf"(?:{_WHO}|{_OF_PAGE})\s?[:：].{{0,60}}?(?:{_OF_PAGE})|(?:{_OF_PAGE})\s?[:：].{{0,60}}?{_WHO}"
    r")\s?[:：]"
)

_BEGINS_META = frozenset("0123456789来本全共约")


def is_metadata(line: str) -> bool:
    """Tell whether a line says when, by whom or from where a page is."""
    # Half of all lines have none of these, which is quick to see.
    colons = line.count(":") + line.count("：")
    dated = "20" in line or "19" in line
    if not (colons or dated or line.isascii() or line[:1] in _BEGINS_META):
        return False
    return (
        META_START.match(line) is not None
        or (dated and SIGNED.match(line) is not None)
        or (colons > 1 and META_LABELS.match(line) is not None)
        or (dated and colons > 0 and META_TIME.match(line) is not None)
    )


# The date of a page, as its template writes it, and how often it was read.
TEMPLATE_LINE = re.compile(
    rf"^(?!时间|日期)(?:{_TIME_LABEL})\s?[:：]"
    r"|^[^。！？]{0,40}(?:阅读|閱讀|浏览|瀏覽|点击|點擊|访问)(?:次数|次數|量|数)?\s?[:：]\s?\d{1,9}\s?次?$"
)
NAMES_SOMEONE = re.compile(r"记者|作者|编辑|责编|通讯员|[文图摄]\s?[/／:：]")
# What is old may be wrong by now.
_STALE = (
    r"(?:这|本)[是文].{0,10}(?:创建|发[布表]|更新|修改)于?\s?\d{1,5}\s?[天年个].{0,12}(?:信息|内容)"
    r".{0,12}(?:过时|失效|改变|变化)"
)
HEAD = re.compile(
    rf"^{_STALE}"
    r"|^[（(\[【]?\s?(?:原标题|原题)\s?[:：]|^(?:作者|角色|Author|Role), [^。，]{2,30}$|^Article [Ii]nformation$"
    r"|^(?:发信人|标\s题|发信站)\s?[:：]"  # of a bulletin board
    r"|^請同意.{0,6}隱私權|^[↑↓▲▼☝\s]{0,4}点击(?:[上下]方|蓝字).{0,12}(?:关注|订阅)|^收录于(?:合集|话题)"
)
# Above an article: its address, the way to it through the site, the names of its pages.
PLACE = re.compile(
    r"^第\s?\d{1,2}\s?页\s?[:：][^。]{1,40}$"
    r"|^(?:(?:本文|原文)?(?:地址|网址|链接)\s?[:：]\s?)?https?://[^\s\u4e00-\u9fff]+$"
    r"|^[^>＞»›。，：]{1,14}(?:[>＞»›]{1,2}[^>＞»›。，：]{1,14}){2,5}$"
)
PAGE = re.compile(r"第\s?(\d{1,2})\s?页\s?[:：]")  # of an article or of what that tells of
# Who posted it, and a day without a year.
POSTED = re.compile(r"^[^。！？，；：]{2,16}\s?[·|｜]\s?\d{1,2}月\d{1,2}日$")
SUMMARY = re.compile(
    r"^[【\[]?(?:AI|智能|内容|文章|核心|本文)?"
    r"(?:摘要|总结|导读|提要|简介|提示|速览|概要(?:描述)?)(?:[】\]]|\s?(?:[:：]|$))"
)
# Titles of pages that list others.
SECTION = re.compile(
    rf"^[^\s_|｜—-]{{0,20}}(?:专题|频道|专栏|栏目|首页|列表|专区|主页|官网|合集|标签){_END_OF_NAME}"
    rf"|最新(?:资讯|文章|报道){_END_OF_NAME}|搜索结果"
)
SPECIAL = re.compile(r"^专题\s?[:：]")  # in titles of such pages, and of articles
SEARCH = re.compile(r"搜索|检索|[Ss]earch")  # in titles of pages that say what a search found
FOUND = re.compile(
    r"^.{0,12}(?:找到|搜到|检索到|搜索到|查询到).{0,60}\d\s?[条篇个项].{0,20}$"
    r"|^搜索[“‘\"「].{1,40}[”’\"」].{0,30}\d\s?[条篇个项].{0,20}$"
)
_BEST_SEEN_WITH = (
    r"(?:为了?(?:获得|保证|达到|得到|您).{0,24}(?:推荐|建议|请)您?|推荐您?|建议您?)(?:使用|采用).{0,24}浏览器"
)
# Of platforms and agencies; may be longer than a short article.
STATEMENT = re.compile(
    rf"^(?:[（(\[【*“]\s?)?(?:(?:版权|免责|特别|广告|平台)声明|{_BEST_SEEN_WITH}"
    r"|本[网網]站.{0,8}使用\s?[Cc]ookie.{0,80}(?:[继繼][续續]|同意|接受)"
    r"|凡(?:是)?(?:本[网站报])?注明.{0,3}来源|以上(?:文章)?内容(?:（|\(|由|仅|均|为|系)"
    r"|[本该]文[为系由][^。]{2,30}(?:上传|发布)[^。]{0,6}，仅代表"
    r"|本[网站报]注明.{0,3}来源|Notice: The content)"
)
# 三是媒体合作：… is a point of a list that the article makes.
_IN_NO_LIST = r"(?![（(]?第?[一二三四五六七八九十\d])"
_HASHTAG = r"#(?=\S{0,8}[\u4e00-\u9fff])[^\s#。，]{1,20}#?"
TAIL = re.compile(
    r"^(?![（(](?:本文|文章)?来源\s?[:：][^（()）]{1,80}[）)])"  # in brackets the article itself says so
    r"[（(\[【*“>]?\s?(?:原标题\s?[:：]|本文来源|文章来源|来源\s?[:：]|郑重声明|声明\s?[:：]"
    r"|[上下]一[篇条](?:$|[\s:：])|分享到|扫一扫|微信扫|扫描二维码|.{2,10}官方(?:微信|微博|抖音|公众号|客户端)"
    r"|长按(?=.{0,12}(?:码|图|识别|关注|复制))|(?:本文)?关键词|(?:文章|TAG|Tag)?标签\s?[:：]"
    rf"|(?:{_HASHTAG}\s?){{1,12}}$|Tags\s?[:：]|阅读全文|查看更多"
    r"|返回(?!.{0,80}。$)|更多.{0,30}(?:请?关注|请?下载|尽在)|相关资讯请关注"
    r"|(?:欢迎|请|用手机)?(?:扫描|识别)(?:[上下]方)?二维码.{0,4}(?:关注|加入|分享)"
    rf"|(?:请|欢迎|敬请)?关注我们(?:$|[，,！!。]){_IN_NO_SENTENCE}"
    r"|(?:请|欢迎|敬请)?关注.{0,20}(?:公众号|官方微[信博])"
    r"|(?:更多[^人]{0,30}都在|.{0,30}(?:尽在|都在这|都在.{0,6}(?:看|读))).{0,20}(?:APP|App|app|客户端)$"
    rf"|[↓▼▲☟\s]{{0,6}}点击(?:右上角|[上下]方|左下角|文末|[“「\"]?阅读原文|这里.{{0,3}}查看{_IN_NO_SENTENCE})"
    r"|※\s?(?:(?:[發发]信站|文章[網网]址)\s?[:：]|(?:[來来]源|修改|转载|转寄)\s?[:：]\s?·|[編编][輯辑]\s?[:：].{1,30}\()"
    r"|[-—\s]{0,4}(?:T[Hh][Ee]\s)?(?:END|end|End)[-—\s]{0,4}$|图片来源\s?[:：]\s?(?:互联)?网络?"
    r"|喜欢此内容的人|[^。！？]{0,6}点个[“「\"]?(?:赞|在看)|点[“「\"]?(?:赞|在看)"
    r"|请记住本书首发|请收藏本[站书]\s?[:：]"
    r"|[你您]收到(?:这|本|此)封?邮件.{0,6}因为[你您].{0,12}(?:订阅|注册|会员)|天才一秒记住|.{0,20}手机(?:版|用户)?阅读网址|阅读\s?\d|分享让更多"
    r"|点击进入(?:专题|专栏|频道)\s?[:：]"
    rf"|{_STALE}"
    r"|.{0,4}(?:本文|信息|页面|文章|内容|回答)(?:是否对[您你].{0,2}有.{0,2}帮助|对[您你].{0,2}有.{0,2}帮助吗).{0,12}$"
    r"|如需转载|转载请|(?:如果?.{0,2}有|欢迎提供)(?:新闻)?线索|(?:我?[想要]|如需)[爆报]料[？?，,！!]?\s?(?:请|欢迎)|用微信扫|已有\s?\d{1,6}\s?人|您?还可以输入|您需要登[录陆]后"
    r"|本文(?:来自|转自|来源于?)(?:互联)?网络?|(?:信息来源|稿源)\s?[:：]|(?:投资|股市|市场|入市)有风险"
    r"|本文[为由].{2,20}原创|本(?:文|作品)(?:版权|著作权)归.{2,12}所有|本(?:网站?|站|公众号)转载"
    r"|本文(?:来自|转自|首发|经).{0,40}(?:授权|转载|发布|下载)"
    r"|(?:温馨|友情)提[示醒]\s?[:：].{0,12}(?:微信|公众号|扫码|点击)"
    r"|(?:本文|以下)为?.{0,6}付费|.{0,20}(?:开通|购买|成为).{0,8}(?:会员|订阅).{0,6}阅读"
    r"|风险提示\s?[:：]|.{0,20}不构成投资建议|.{0,12}仅代表(?:作者|嘉宾|本人)"
    r"|如有侵权|如对本(?:稿件?|文|站|网站).{0,8}(?:异议|投诉)"
    rf"|{_IN_NO_LIST}.{{0,8}}(?:广告|商务|媒体)合作(?:\s?[:：]|[，,]?请){_IN_NO_SENTENCE}"
    r"|(?:投诉|举报)(?:$|[\s:：|])|责任编辑\s?[:：]\s?$|打开.{0,8}(?:APP|客户端)"
    r"|下载.{0,8}(?:APP|客户端)|发布于\s?[:：]|(?:读者|新闻|报料|爆料|投诉|投稿)(?:热线|电话|邮箱)[\s:：]"
    r"|特别提[醒示].{0,6}如|(?:打印|本文|原文|文章)(?:地址|网址|链接)\s?[:：])"
)
EDITOR = re.compile(
    r"^[（(\[【]?\s?(?:(?:责任|值班|网络|执行)?编辑|[责网]编|审核|校对|[初复终一二三]审"
    r"|(?:本文|文章)?来源|(?P<author>作者))\s?[:：/|]"
)
# Before a link in the midst of an article.
SEE_ALSO = re.compile(
    r"^[【\[（(>▶●\s]{0,3}(?:"
    r"(?:相[关關]|延伸|推[荐薦]|拓展|更多|深度|往期)(?:[阅閱][读讀]|文章|新[闻聞]|[报報][道導]|链接|推荐|精彩|回顾)"
    r"|點擊閱讀|点击(?:阅读|查看)"
    r"|READ (?:MORE|ALSO)|Read (?:more|also|next)|RELATED|Related|See also|MORE|Also read"
    r")\b.{0,10}[:：>|]?",
)
GLUED_LINK = re.compile(
    r"(?<=[。！？”」…）)\s])(?:返回[^，。]{2,8}[，,]?\s?查看更多|(?:点击)?(?:查看|阅读|展开)(?:更多|全文|原文|详情)"
    r"|[\[【(（](?:详细|详情|更多)[\]】)）])\s?(?:>{1,2}|»)?$"
    r"|^# | #$|[¶\u200b]$"  # from a heading to itself
    r"|(?:\s?[↩⏎]\ufe0e?){1,9}$"  # from a footnote to where it belongs
    r"|\s?\[(?:编辑|編輯|編集|edit|ソースを編集)\]$"
)
# Links behind the heading of a section, in encyclopaedias; or to the heading itself.
EDIT_LINKS = re.compile(r"播报|编辑(?:本段|段落)?|編輯|回目录|#")
RELATED = re.compile(
    r"^[【\[]?(?:相关(?:阅读|新闻|链接|文章|推荐|报道|资讯|专题|内容)|(?:延伸|推荐|拓展)阅读"
    r"|(?:热门|精彩|编辑|今日|栏目|往期|为[您你])推荐|(?:热门|最新)文章$|更多(?:新闻|精彩|相关|推荐)"
    r"|(?:猜|您可能|你可能)(?:还|会|也)?(?:喜欢|感兴趣)|(?:网友|热门|最新|全部|参与|文章|发表|精彩)评论"
    r"|更多.{0,12}(?:报道|報導)$|热点(?:新闻|推荐|排行)|大家[都还]在看|图[集片]推荐"
    r"|Related (?:Articles|Stories|Posts|News|Roundup|to this (?:story|article)$)"
    r"|(?:Top Rated )?Comments$|Read more$|More from)"
)
RELATED_TO = re.compile(r"^【[^【】]{2,40}】相关文章\s?[:：]?$")  # above links
# Headings of comments.
COMMENTS = re.compile(
    r"^(?:\d{1,5} (?:responses?|comments?|replies|thoughts?)\b"
    r"|(?:网友|热门|最新|全部|精[彩选]|读者|用户|所有)(?:评论|留言|跟帖|回复)"
    r"|(?:评论|留言|跟帖|回复|讨论)区?\s?[(（]\s?\d{1,6}|共\s?\d{1,6}\s?条(?:评论|留言|跟帖|回复)"
    r"|《.{1,60}》.{0,4}\d\s?[个条](?:评论|想法|留言)|コメント\s?\d{1,6}件?$|댓글\s?\d{1,6})"
)
# The same where nothing but comments follows; a section of an article may be called so.
COMMENTS_ALONE = re.compile(r"(?:评论|留言)区?\s?[:：]?")
_GONE = (
    r"(?:页面|頁面|网页|網頁|文章|内容)(?:不存在|[未找]{1,2}不?到|没有找到|已(?:经)?(?:被)?删除|走丢|出错)"
    r"|找不到(?:页面|頁面|网页)"
    r"|(?:访问|查看|请求|浏览)的.{1,8}(?:不存在|已(?:经)?(?:被)?(?:删除|移除|下线)|已?失效|找不到|未找到)"
    r"|^404\b|\b404$|Not Found|not found"
)
_OUT_OF_ORDER = (
    rf"(?:^|[-_|]\s?)(?:系统提示|提示信息){_END_OF_NAME}"
    rf"|^(?:运行时|数据库)错误|^错误(?:提示|信息){_END_OF_NAME}|应用程序中的服务器错误|Runtime Error"
    r"|OLE DB Provider|ODBC .{0,20}Driver"
    rf"|^(?:网站|系统|站点|本站)?(?:正在)?(?:升级|例行|停机)?(?:和|与)?维护(?:中|提示)?{_END_OF_NAME}"
    rf"|网站(?:正在)?(?:升级)?维护中|(?:网站|站点)(?:已|暂时)?关闭|域名(?:正在)?(?:出售|转让){_END_OF_NAME}"
)
NOT_FOUND = re.compile(
    rf"{_GONE}|系统(?:繁忙|错误|异常)|服务器(?:错误|繁忙)|(?:安全|人机|身份|访问)(?:验证|核[实验])|(?:拖动|滑动|按住).{0, 6}滑块"
    rf"|^(?:统一)?身份认证(?:平台|系统|中心|登[录陆])?{_END_OF_NAME}|^(?:页面)?(?:正在|自动)跳转|^(?:您)?即将离开"
    rf"|{_OUT_OF_ORDER}|访问(?:过于频繁|受限|被拒绝?|异常)"
    r"|请求过于频繁|(?:完成|输入).{0,6}验证|(?:开启|启用)\s?JavaScript"
    rf"|^(?:用户|会员|[账帐]号|统一身份)?(?:登[录陆]|注册)(?:页面?|界面)?{_END_OF_NAME}"
    r"|Access Denied|Forbidden|Bad Gateway|Service Unavailable|Just a moment"
)
