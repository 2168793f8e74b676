"""Page layouts of invented sites, dealt to the parts, to put flat carrier texts into."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Layout:
    """A page with places for its content: @TITLE@ @H1@ @BODY@ @NAV@ @SIDE@ @DATE@ @SRC@ @FOOT@ @BEFORE@ @AFTER@."""

    name: str
    part: str
    paragraph: str  # how a genuine paragraph is written; "%" is its text
    page: str


_P = "<p>%</p>\n"
_INDENT = "<p>\u3000\u3000%</p>\n"

LAYOUTS: Final = (
    Layout(
        "portal", "train", _P,
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>@TITLE@_@SITE@</title>'
        '<meta name="keywords" content="@TITLE@"><meta property="og:title" content="@TITLE@">'
        '<link rel="stylesheet" href="/css/main.css"><script>var a=1;</script></head><body>'
        '<div class="header"><div class="nav">@NAV@</div></div><div class="crumb">首页 &gt; 资讯 &gt; 正文</div>'
        '@BEFORE@<div class="main"><h1>@H1@</h1><div class="info"><span>@DATE@</span> <span>来源：@SRC@</span></div>'
        '<div class="article-content" id="content">@BODY@</div><div class="share">分享到：微信 微博 QQ空间</div></div>@AFTER@'
        '<div class="sidebar"><h3>热点推荐</h3><ul>@SIDE@</ul></div><div class="footer">@FOOT@</div></body></html>',
    ),
    Layout(
        "dede", "train", _INDENT,
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><title>@TITLE@ - @SITE@</title>'
        '<meta name="description" content="@TITLE@"></head><body><table width="980" align="center"><tr><td colspan="2">@NAV@</td></tr>'
        '<tr><td valign="top">@BEFORE@<div class="viewbox"><div class="title"><h2>@H1@</h2></div>'
        '<div class="info"><small>时间:</small>@DATE@<small>来源:</small>@SRC@<small>点击:</small>@HITS@次</div>'
        '<div class="content"><table width="100%"><tr><td>@BODY@</td></tr></table></div></div>@AFTER@'
        '<div class="context">上一篇：没有了<br>下一篇：没有了</div></td><td class="pright"><dl>@SIDE@</dl></td></tr></table>@FOOT@</body></html>',
    ),
    Layout(
        "mobile", "train", "<p><span>%</span></p>",
        '<!doctype html><html><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width"><title>@TITLE@</title></head>'
        '<body><header>@NAV@</header>@BEFORE@<article><h1 class="t">@H1@</h1><p class="meta">@SRC@ @DATE@</p><section class="art_box">@BODY@</section>'
        '</article>@AFTER@<div class="open-app">打开APP阅读全文</div><section class="more">@SIDE@</section><footer>@FOOT@</footer></body></html>',
    ),
    Layout(
        "gov", "train", '<p style="text-indent: 2em;">%</p>\n',
        '<html><head><meta charset="utf-8"><title>@TITLE@</title><meta name="ArticleTitle" content="@TITLE@"><meta name="PubDate" content="@DATE@"></head>'
        '<body><div class="top">@NAV@</div><div class="w1200">当前位置：首页 &gt; 新闻动态</div>@BEFORE@<div class="xxgk"><div class="bt">@H1@</div>'
        '<div class="ly">发布时间：@DATE@ 信息来源：@SRC@ 浏览次数：@HITS@ 字体：[大 中 小]</div><div id="UCAP-CONTENT"><div class="TRS_Editor">@BODY@</div></div>'
        '<div class="dy">【打印本页】【关闭窗口】</div></div>@AFTER@<ul class="rel">@SIDE@</ul><div class="foot">@FOOT@</div></body></html>',
    ),
    Layout(
        "weixin", "train", "<section><p>%</p></section>",
        '<html><head><meta charset="utf-8"><meta property="og:title" content="@TITLE@"><title>@TITLE@</title></head><body id="activity-detail">@BEFORE@'
        '<div class="rich_media_inner"><h1 class="rich_media_title" id="activity-name">@H1@</h1><div id="meta_content"><span>@SRC@</span> <em>@DATE@</em></div>'
        '<div class="rich_media_content" id="js_content" style="visibility: hidden;">@BODY@</div></div>@AFTER@<div class="rich_media_tool">阅读 @HITS@ 赞 在看</div>'
        "<div>@SIDE@</div><div>@NAV@</div>@FOOT@</body></html>",
    ),
    Layout(
        "brpage", "train", "\u3000\u3000%<br><br>\n",
        '<html><head><title>@TITLE@-@SITE@</title><meta charset="utf-8"></head><body bgcolor="#ffffff"><center>@NAV@</center><hr>@BEFORE@'
        '<div align="center"><font size="5"><b>@H1@</b></font></div><div align="center">@DATE@ 【字号 大 中 小】 来源:@SRC@</div><div id="zoom">@BODY@</div>@AFTER@'
        "<hr><div>相关文章</div><div>@SIDE@</div><center>@FOOT@</center></body></html>",
    ),
    Layout(
        "blog", "train", _P,
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>@TITLE@ | @SITE@</title></head><body class="single"><div id="page"><nav>@NAV@</nav>'
        '@BEFORE@<main><article class="post"><header><h1 class="entry-title">@H1@</h1><time datetime="@DATE@">@DATE@</time> 作者：@SRC@</header>'
        '<div class="entry-content">@BODY@</div><div class="tags">标签：生活 记录</div></article>@AFTER@<div id="comments"><h3>发表评论</h3>您的邮箱不会被公开。</div></main>'
        "<aside><h2>近期文章</h2><ul>@SIDE@</ul></aside><footer>@FOOT@</footer></div></body></html>",
    ),
    Layout(
        "bbs", "train", "%<br>\n",
        '<html><head><meta charset="utf-8"><title>@TITLE@ - @SITE@ - Powered by Board</title></head><body><div id="hd">@NAV@</div>@BEFORE@'
        '<div id="postlist"><div class="authi">@SRC@ 发表于 @DATE@ | 只看该作者</div><h1>@H1@</h1><table><tr><td class="t_f" id="postmessage_1">@BODY@</td></tr></table>'
        '<div class="po">回复 举报 使用道具</div></div>@AFTER@<ul>@SIDE@</ul><div id="ft">@FOOT@</div></body></html>',
    ),
    Layout(
        "paper", "train", "<p>%</p>",
        '<html><head><meta charset="utf-8"><title>@TITLE@</title></head><body><div class="layout">@NAV@</div>@BEFORE@<div class="right_c"><div class="rt_title">'
        '<h3></h3><h1>@H1@</h1><h4>@SRC@ @DATE@ 第0@N1@版</h4></div><div id="ozoom"><founder-content>@BODY@</founder-content></div></div>@AFTER@'
        '<div class="nextpage">上一篇 下一篇 放大 缩小 默认</div><ol>@SIDE@</ol><div>@FOOT@</div></body></html>',
    ),
    Layout(
        "ucms", "dev", _INDENT,
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>@TITLE@__@SITE@</title><meta name="keywords" content="@TITLE@,新闻"></head><body><div class="hd_wrap">'
        '@NAV@</div><div class="position">您所在的位置：网站首页 → 综合 → 内容</div>@BEFORE@<div class="left650"><div class="wz_title">@H1@</div><div class="wz_from">'
        '<b>@DATE@</b> <a href="/">@SRC@</a> 我要评论(<i>0</i>)</div><div class="text_con"><div class="wz_txt">@BODY@</div></div></div>@AFTER@'
        '<div class="rightbox"><div class="tit">24小时热榜</div><ul>@SIDE@</ul></div><div class="copyright">@FOOT@</div></body></html>',
    ),
    Layout(
        "spans", "dev", '<div class="para"><span style="color:#222">%</span></div>\n',
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>@TITLE@</title></head><body><div class="app"><div class="bar">@NAV@</div>@BEFORE@<div class="detail">'
        '<div class="headline">@H1@</div><div class="sub">@SRC@ · @DATE@ · @HITS@阅读</div><div class="rich">@BODY@</div></div>@AFTER@'
        '<div class="feed">@SIDE@</div><div class="bottom">@FOOT@</div></div></body></html>',
    ),
    Layout(
        "school", "dev", '<p class="MsoNormal"><span style="font-family:宋体">%</span></p>\n',
        '<html><head><meta charset="utf-8"><title>@TITLE@-@SITE@</title></head><body><div class="wrap"><ul class="menu">@NAV@</ul>@BEFORE@<form name="_newscontent_fromname">'
        '<div class="ar_title"><h3>@H1@</h3><h6>作者：@SRC@ 时间：@DATE@ 点击数：@HITS@</h6></div><div class="v_news_content">@BODY@</div></form>@AFTER@'
        '<div class="pb_sys_common">上一条：通知 下一条：公告</div><div>@SIDE@</div><div class="bq">@FOOT@</div></div></body></html>',
    ),
    Layout(
        "tablesoup", "test", "%<br />&nbsp;&nbsp;&nbsp;&nbsp;",
        '<HTML><HEAD><META charset="utf-8"><TITLE>@TITLE@</TITLE></HEAD><BODY><TABLE border=0 width=760><TR><TD>@NAV@</TD></TR><TR><TD>@BEFORE@<TABLE><TR><TD align=center><FONT '
        'size=4>@H1@</FONT></TD></TR><TR><TD align=center>@SRC@　@DATE@　阅读：@HITS@</TD></TR><TR><TD class=f14>&nbsp;&nbsp;&nbsp;&nbsp;@BODY@</TD></TR></TABLE>@AFTER@</TD></TR>'
        "<TR><TD>@SIDE@</TD></TR><TR><TD>@FOOT@</TD></TR></TABLE></BODY></HTML>",
    ),
    Layout(
        "html5", "test", "<p>%</p>\n",
        '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"/><title>@TITLE@｜@SITE@</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"@TITLE@"}'
        '</script></head><body><header role="banner">@NAV@</header><div class="container">@BEFORE@<main role="main"><article itemscope><h1 itemprop="headline">@H1@</h1>'
        '<div class="byline">文／@SRC@　<time>@DATE@</time></div><div itemprop="articleBody" class="prose">@BODY@</div></article></main>@AFTER@<aside>@SIDE@</aside></div>'
        "<footer>@FOOT@</footer></body></html>",
    ),
    Layout(
        "local", "test", '<div style="margin:8px 0">%</div>',
        '<html><head><meta charset="utf-8"><title>@SITE@ @TITLE@</title></head><body><div id="toolbar">@NAV@</div>@BEFORE@<div id="mainl"><div class="h">@H1@</div><ul class="fl">'
        '<li>日期：@DATE@</li><li>来自：@SRC@</li><li>人气：@HITS@</li></ul><div class="nr" id="nr1">@BODY@</div><div class="ding">顶一下 踩一下</div></div>@AFTER@'
        '<div id="mainr"><p>猜你喜欢</p>@SIDE@</div><div id="end">@FOOT@</div></body></html>',
    ),
    Layout(
        "wrapped", "test", "<section><section><p><span>%</span></p></section></section>",
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>@TITLE@</title><meta name="author" content="@SRC@"></head><body><div><div><div>@NAV@</div></div><div>@BEFORE@<div><div>'
        '<h2>@H1@</h2><div><em>@DATE@</em><em>@SRC@</em></div></div><div><div><div>@BODY@</div></div></div></div>@AFTER@</div><div><div>@SIDE@</div></div><div>@FOOT@</div></div></body></html>',
    ),
)  # fmt: skip


def fill_layout(
    layout: Layout,
    rng: random.Random,
    words: Mapping[str, tuple[str, ...]],
    *,
    title: str,
    heading: str,
    body: str,
    before: str = "",
    after: str = "",
) -> str:
    """The page; all arguments are markup."""
    site = rng.choice(words["site_name"])
    tag = rng.choice(("li", "div", "p"))
    links = rng.sample(words["related"], min(rng.randint(3, 9), len(words["related"])))
    navigation = rng.sample(words["nav"], min(rng.randint(5, 14), len(words["nav"])))
    date = f"{rng.randint(2014, 2026)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d} {rng.randrange(24):02d}:{rng.randrange(60):02d}"
    page = layout.page
    for mark, value in (
        (
            "@SIDE@",
            "".join(f'<{tag}><a href="/a/{rng.randrange(10**6)}.html">{link}</a></{tag}>' for link in links),
        ),
        (
            "@NAV@",
            rng.choice((" ", "|", "")).join(
                f'<a href="/{i}/">{item}</a>' for i, item in enumerate(navigation)
            ),
        ),
        ("@FOOT@", rng.choice(words["footer"])),
        ("@DATE@", date),
        ("@SRC@", rng.choice(words["outlet"])),
        ("@HITS@", str(rng.randrange(20, 90000))),
        ("@N1@", str(rng.randint(1, 8))),
        ("@SITE@", site),
        ("@TITLE@", title),
        ("@H1@", heading),
        ("@BEFORE@", before),
        ("@AFTER@", after),
        ("@BODY@", body),
    ):
        page = page.replace(mark, value)
    return page
