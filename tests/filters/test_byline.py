"""Who wrote an article."""

from __future__ import annotations

import pytest

from filters.segment import parse_html, segment_text
from tests.filters.articles_made import PARAGRAPHS, P, extracted, run, site, wide


@pytest.mark.parametrize(
    "above",
    [
        '<a href="/people/index.html">人物</a>',
        '<a href="/member/center.html">会员中心</a>',
        '欢迎您，<span class="username">游客</span>',
    ],
)
def test_who_reads_and_what_else_there_is_wrote_nothing(above: str) -> None:
    plain = P.replace("（记者 林小舟 通讯员 何其芳菲）", "")
    article = run(
        parse_html(site(plain).replace('<div class="info">', f'<div>{above}</div><div class="info">'))
    )
    assert article is not None
    assert article.byline == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("□ 本报记者 林小舟", ("林小舟",)),
        ("本报记者 林 舟 何晓", ("林舟", "何晓")),
        ("文/图 记者林小舟 摄", ("林小舟",)),
        ("作者：林小舟、欧阳江", ("林小舟", "欧阳江")),
        ("（责任编辑：林小舟 何晓）", ("林小舟", "何晓")),
        ("来源：林海日报", ()),
        ("记者从镇里了解到，桥已通行。", ()),
        ("记者从河湾市教育局 获悉", ()),
        ("作者：河湾社会科学院 研究员", ()),
        ("责编：林舟、记者何远", ("何远",)),
        ("责编：林舟、实习记者何远", ("林舟",)),
        ("责编：夜行船2", ("夜行船2",)),
        ("■ 柴扉", ("柴扉",)),
        ("文 | 屠小米", ("屠小米",)),
        ("林小舟/文", ("林小舟",)),
        ("供稿：林小舟", ("林小舟",)),
        ("供稿：宣传部", ()),
        ("供稿：高二6班 图：校友会", ()),
        ("供稿：安居班", ()),
        ("作者：农技员 林小舟", ("林小舟",)),
        ("（麻醉科 林小舟）", ("林小舟",)),
        ("编辑：林小舟 责任编辑：何晓", ("林小舟", "何晓")),
        ("河湾社记者 尚一鸣、格桑央宗", ("尚一鸣", "格桑央宗")),
        ("本报记者 林小舟 实习生 何晓", ("林小舟", "何晓")),
        ("河湾报记者 云霁 河湾报编辑 柳白", ("云霁",)),
        ("記者簡若瑜／苗栗報導", ("簡若瑜",)),
        ("記者歐陽安／台北報導", ("歐陽安",)),
        ("（东岸社記者鍾若瑜、賴小舟台北3日電）老桥昨日完成加固，今天起恢复通行。", ("鍾若瑜", "賴小舟")),
        ("记者赖小舟 洪安", ("赖小舟", "洪安")),
        ("作者, 林小舟", ("林小舟",)),
        ("Author, 林小舟", ("林小舟",)),
        ("由 老渡口 提交于 2024-05-20 08:30", ("老渡口",)),
        ("老桥的照片由镇政府发布于官网首页。", ()),
        ("修桥的提案由九位居民提交，上周通过。", ()),
        ("修桥的提案由九位居民提交 上周通过", ()),
        ("提案由九位居民提交于2024年", ()),
        ("提案由九位居民提交于2024-05-11。", ()),
        ("责任编辑：管理员", ()),
        ("生活中心／簡若瑜報導", ("簡若瑜",)),
        ("生活中心／綜合報導", ()),
        ("本报记者林小舟、何晓报道", ("林小舟", "何晓")),
        ("本报讯（记者林舟报道）", ("林舟",)),
        ("地方中心／潘毅報導", ("潘毅",)),
        ("報導：林小舟　攝影：何曉", ("林小舟",)),
        ("本报综合报道", ()),
        ("供稿：宣传部 撰稿：林小舟 审核：何晓", ("林小舟",)),
        ("口述：何晓 整理：林小舟", ("何晓", "林小舟")),
        ("【记者】林小舟 何晓", ("林小舟", "何晓")),
        ("发布时间：2024-05-20 来源：草原融媒 记者：巴图孟和 敖登", ("巴图孟和", "敖登")),
        ("【编辑】林小舟", ("林小舟",)),
        ("作者：河湾市人民法院 林小舟", ("林小舟",)),
        ("（河湾社記者簡若瑜花蓮縣3日電）老橋昨日完成加固，今天起恢復通行。", ("簡若瑜",)),
        ("林小舟 文/图", ("林小舟",)),
        ("2024-05-20 摄影/文 林小舟", ("林小舟",)),
        ("主笔：林小舟", ("林小舟",)),
        ("（作者：林小舟、何晓，单位：东岸研究院）", ("林小舟", "何晓")),
        ("作者：林小舟，题图来自：河湾图库", ("林小舟",)),
        ("作者简介：林小舟，渡口镇人，写过三本关于桥的书，现在住在东岸。", ()),
        ("作者簡介", ()),
        ("作者 oldferry (守渡口的人)", ("oldferry",)),
        ("老渡口 發表在 群島部落 留言(2) 人氣( 1,203 )", ("老渡口",)),
        ("張貼者： 阿渡 於 上午10:21", ("阿渡",)),
        ("김도윤 기자 dykim@bridge.example", ("김도윤",)),
        ("[부산=강변통신]박서연 기자 = 오래된 다리가 12일 다시 열렸다.", ("박서연",)),
        ("현장을 찾은 외신 기자들은 다리를 건넜다.", ()),
        ("김도윤 기자", ("김도윤",)),
        ("[강변=통신] 박민지 기자 = 오래된 다리가 12일 다시 열렸다.", ("박민지",)),
        *(
            (f"{words} 기자", ())
            for words in (
                "사회부",
                "정치부",
                "한국일보",
                "연합뉴스",
                "시민",
                "전직",
                "신문",
                "온라인뉴스팀",
                "신문사",
            )
        ),
        ("신년 기자 간담회", ()),
        ("긴급 기자 회견", ()),
        ("일한 기자 (당시 35세)", ()),
        ("본보 기자 = 다리", ()),
        ("撰文．林小舟", ("林小舟",)),
        *(
            (words, ())
            for words in (
                "本报评论员文章（之一）",
                "评论员 文章（一）",
                "实习生管理（试行）",
                "文字解释（一）",
                "文字 方案（一）",
                "记者方阵（一）",
                "记者 时评（一）",
                "语文．高考",
                "论文．方法",
                "人文・高山",
                "文 化广场",
                "文 明创建",
                "文 房四宝",
                "發佈者：教務處",
                "發佈者：學務處",
                "張貼者：資訊組",
                "發佈者：河灣市政府",
                "發佈者：系統管理員",
                "發佈者：Admin",
                "發帖者：樓主",
            )
        ),
        ("记者 林小舟（实习）", ("林小舟",)),
        ("發佈者：王小舟", ("王小舟",)),
        ("文 林小舟", ("林小舟",)),
        ("文 林小舟 從橋上走過，看見對岸的燈。", ()),
        ("撰文者：林小舟", ("林小舟",)),
        ("文／林小舟（作家）", ("林小舟",)),
        ("文字 林小舟；攝影 何曉；設計 陳渡", ("林小舟", "何曉", "陳渡")),
        ("【記者林小舟台北報導】", ("林小舟",)),
        ("（記者林小舟綜合報導）", ("林小舟",)),
        ("編譯林小舟／綜合報導", ("林小舟",)),
        ("財經頻道／綜合報導", ()),
        ("責任編輯：林小舟", ("林小舟",)),
        ("攝影／林小舟", ("林小舟",)),
        ("By Mara Quinn", ("Mara Quinn",)),
        ("By MARA QUINN, Staff Writer", ("MARA QUINN",)),
        ("By Sarah Lin and Tom Wu", ("Sarah Lin", "Tom Wu")),
        ("By SARAH LIN, TOM WU AND ANN ROE", ("SARAH LIN", "TOM WU", "ANN ROE")),
        ("By Sarah Lin, Senior Reporter | May 20, 2024", ("Sarah Lin",)),
        *(
            (f"By {words}", ())
            for words in (
                "The Editorial Board",
                "Our Staff Reporter",
                "Reuters Staff",
                "Associated Press",
                "Invitation Only",
                "Popular Demand",
                "Author Name",
                "Design Alone",
                "Continuing You Agree",
                "Bus, Train Or Car",
            )
        ),
        ("BY THE NUMBERS", ()),
        ("By Monday the bridge was open again.", ()),
        ("posted @ 2024-05-20 08:30 半亩方塘 阅读(302) 评论(0) 收藏 举报", ("半亩方塘",)),
        ("河湾报讯（记者裘安）渡口镇的老桥昨日完成加固，今天起恢复通行。", ("裘安",)),
        *(
            (f"本报记者 {name}", (name,))
            for name in ("李金榜", "张登榜", "何世班", "陈玉版", "王成员", "康复明", "王文字")
        ),
        ("作者：康复科 林小舟", ("林小舟",)),
        ("作者：程序员", ()),
        ("作者：讲解员 林小舟", ("林小舟",)),
        ("作者：周末版", ()),
        ("河湾新事\n林小舟", ()),  # plain text has no title that they would stand below
    ],
)
def test_bylines(line: str, names: tuple[str, ...]) -> None:
    rest = [text for text in PARAGRAPHS if "记者" not in text]
    article = run(segment_text("\n".join([line, *rest])))
    assert article is not None
    assert article.byline == names


@pytest.mark.parametrize(
    ("mark", "names"),
    [
        ('<span class="nick-name">老渡口</span>', ("老渡口",)),
        ('<span class="display-name">老渡口</span>', ("老渡口",)),
        ('<i class="fa fa-user"></i> <a href="/archives/author/ferry">老渡口先生</a>', ("老渡口先生",)),
        ('<i class="icon-user-o"></i>老渡口<i class="icon-clock"></i>2024-05-20', ("老渡口",)),
        ('<i class="iconfont reco-account"><span>老渡口</span></i><i class="reco-eye">7</i>', ("老渡口",)),
        ('<i class="fa fa-user-times"></i>老渡口', ()),
        *(
            (f'<i class="icon-user"></i><a href="/x">{said}</a>', ())
            for said in ("登录", "会员中心", "我要投稿", "个人主页", "312人看过", "关于我们")
        ),
        ('<div class="authi"><a>老渡口</a></div><div class="authi">发表于 2024-5-20</div>', ("老渡口",)),
        ('<div class="authorinfo"><em>老渡口</em><span>05-20</span></div>', ("老渡口",)),
        ('<a class="x1" href="//bridge.example/u/7">老渡口</a><button>关注</button>', ("老渡口",)),
        ('<a href="/c/user/token/MS4wLjABAAAA">老渡口</a>', ("老渡口",)),
        ('<a href="/member/7"><img></a><a href="/member/7">老渡口</a>', ("老渡口",)),
        ('<div class="author">林小舟、何晓</div>', ("林小舟", "何晓")),
        ("<p>老渡口 发布于 2024-05-20</p>", ("老渡口",)),
        ("<p>河湾日报 发布于 2024-05-20</p>", ()),
        ("<p>文渡 发布于 2024-05-20</p>", ("文渡",)),
        *(
            (f"<p>{said} 发布于 2024-05-20</p>", ())
            for said in ("本文", "文章", "原文", "首次", "视频", "转载", "苏州")
        ),
        ('<p>老渡口 发布于 2024-05-20</p><a href="/u/7">林小舟</a>', ("林小舟",)),
        ('<div id="author-card">关于作家</div><p class="author">何晓</p>', ("何晓",)),
        ('<a id="nickname-change">换个昵称</a><p class="author">何晓</p>', ("何晓",)),
        ('<span id="author_baidu">何晓</span>', ("何晓",)),
        ('<div id="author">林小舟</div>', ("林小舟",)),
        ('<a href="/user/login">登录</a><a href="/user/register">注册</a>', ()),
        ('<a href="/u/favorites">藏品</a><a href="/member/ferry">老渡口</a>', ("老渡口",)),
        ('<a href="https://bridge.example/people/old-ferry-7/">老渡口</a>', ("老渡口",)),
        ('<a href="/people/society">社会万象</a><a href="/user/publish">我要投稿</a>', ()),
        ('<a href="/user/vip">升级套餐</a><a href="/user/cart">购物车</a>', ()),
        ('<a href="/member/tougao">在线投稿</a><a href="/u/post">写一篇</a>', ()),
        ('<a href="/u/ferry/topics">帖子集</a>', ()),
        ('<p class="byline">By <a>Mara Quinn</a>, Senior Staff Writer</p>', ("Mara Quinn",)),
        ('<p class="byline"><i>MARA QUINN</i><time>2024年5月20日</time></p>', ("MARA QUINN",)),
        ('<p class="author">何晓</p><p>责编：温岚、实习生林舟</p>', ("何晓",)),
        ('<a href="/u/7"><img src="7.png"></a>', ()),
        ('<a href="/profile/55">老渡口</a>', ("老渡口",)),
        ('<div class="post-author"><a>樓主</a> <a class="username">老渡口</a></div>', ("老渡口",)),
        ('<span class="author vcard">Gwen</span>', ("Gwen",)),
        ('<span class="author">admin</span><a class="author">Home</a>', ()),
        *(
            (f'<span class="author">{word}</span>', ())
            for word in (
                "Posted",
                "Member",
                "Writer",
                "Avatar",
                "System",
                "Xinhua",
                "China",
                "Video",
                "Reply",
                "Vip",
                "Source",
                "Posts",
                "Latest",
                "Team",
            )
        ),
        ('<a href="/profile/2024.html">公司简介</a>', ()),
        ('<a href="/profile/2024.html">桥梁公司</a>', ()),
        ('<a href="/profile/12">学校概况</a>', ()),
        ("<i></i>" * 320 + '<p class="author">何晓</p>', ("何晓",)),
    ],
)
def test_authors_by_markup(mark: str, names: tuple[str, ...]) -> None:
    html = site(P.replace("（记者 林小舟 通讯员 何其芳菲）", ""))
    assert extracted(html.replace("<span>来源：河湾日报</span>", mark)).byline == names


@pytest.mark.parametrize(
    "mark", ['<i class="fa fa-user"></i>', '<span class="display-name">', "<i class=icon-person></i>"]
)
def test_menus_quantities_and_counters_at_an_icon_of_a_person_are_no_names(mark: str) -> None:
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    for said in ("法人服务", "家长通道", "退出", "切换账号", "热门推荐", "展开全部", "张先生"):
        menu = f"<div>河湾日报</div><div>今天是2024年5月20日 <a href=/x>{mark}{said}</a></div><h1>"
        assert extracted(wide(text).replace("<h1>", menu)).byline == ()
    for said in ("四人份", "适合初学者", "人气", "人气 30", "阅读", "单人", "热门推荐"):
        assert extracted(wide(f"<div>{mark}{said}</div>{text}")).byline == ()
    section = f"<p>2024-05-20</p><h3>{mark}团队</h3>{text}<h3>{mark}老板娘</h3>{text}"
    assert extracted(wide(section)).byline == ()
    for said in ("四人份", "适合初学者", "人气", "人气 <b>30</b>", "单人", "管理员", "河湾市公安局"):
        assert extracted(wide(f"<div>{mark}{said} <span>2024-05-20</span></div>{text}")).byline == ()
    below = f"<div>{mark}热门推荐</div><p>2024年5月20日，{''.join(PARAGRAPHS[1:])}</p>"
    assert extracted(wide(below)).byline == ()
    edited = f"<div>{mark}成年人 <span>2024-05-20</span></div>{text}<p>（责任编辑：何晓）</p>"
    assert extracted(wide(edited)).byline == ("何晓",)
    listed = f"<ul><li>{mark}老渡口</li><li>2024-05-20</li></ul>{text}"
    assert extracted(wide(listed)).byline == ("老渡口",)


def test_an_author_who_stands_before_the_account_is_the_author() -> None:
    html = site(P.replace("（记者 林小舟 通讯员 何其芳菲）", ""), head='<meta name="author" content="木子">')
    mark = '<div>原创 <span>木子</span> <a class="nick-name">山里的灯</a></div>'
    assert extracted(html.replace("<span>来源：河湾日报</span>", mark)).byline == ("木子",)


@pytest.mark.parametrize(("name", "author"), [("林小舟", "林小舟"), ("河湾发布", "Lily")])
def test_a_person_that_metadata_names_goes_before_a_single_english_word(name: str, author: str) -> None:
    head = f'<meta name="author" content="{name}">'
    html = site(P.replace("（记者 林小舟 通讯员 何其芳菲）", ""), head=head)
    mark = '<span class="author">Lily</span>'
    assert extracted(html.replace("<span>来源：河湾日报</span>", mark)).byline == (author,)


def test_an_author_behind_the_account_that_metadata_names_is_the_author() -> None:
    head = '<meta name="author" content="河湾发布">'
    html = site(P.replace("（记者 林小舟 通讯员 何其芳菲）", ""), head=head)
    mark = '<div><a>河湾发布</a> · <span class="author">何晓</span></div>'
    assert extracted(html.replace("<span>来源：河湾日报</span>", mark)).byline == ("何晓",)


def test_a_line_of_who_wrote_below_a_caption_is_read() -> None:
    plain = P.replace("（记者 林小舟 通讯员 何其芳菲）", "")
    article = extracted(site(f"<p>桥头的石狮子还在，镇里人摸了一百年。</p><p>作者, 何晓</p>{plain}"))
    assert article.byline == ("何晓",)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("林小舟", ("林小舟",)),
        ("林　舟", ("林舟",)),
        ("林小舟 何晓", ("林小舟", "何晓")),
        ("林小舟<i>《河湾日报》（2024年05月20日 第 20 版）</i>", ("林小舟",)),
        *((word, ()) for word in ("文化", "全媒体", "周末版", "关键词")),
        ("时政 金融 文化 高考 安全", ()),
        ("河湾·东岸", ()),
        ("<a href=/x>林小舟</a>", ()),
    ],
)
def test_names_alone_in_a_line_below_the_title(line: str, names: tuple[str, ...]) -> None:
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    assert extracted(wide(f"<div>{text}</div>", f"<p>{line}</p>")).byline == names
    dated = extracted(wide(f"<p>{line}</p><p>2024-05-20</p>{text}"))
    assert dated.byline == names
    assert extracted(wide(f"<p>{PARAGRAPHS[1]}</p>{text}<p>{line}</p>")).byline == ()


@pytest.mark.parametrize(
    ("title", "head", "names"),
    [
        ("桥上一日-守桥老人的博客-河湾博客", "", ("守桥老人",)),
        ("桥上一日 - 石匠小七的日志 - 河湾博客", "", ("石匠小七",)),
        ("桥上一日_渡口_河湾博客", "<h1>渡口斋主的博客</h1>", ("渡口斋主",)),
        ("桥上一日-我的博客", "", ()),
        ("桥上一日-河湾新闻网的微博", "", ()),
        ("老桥的博客时代", "", ()),
    ],
)
def test_whose_blog_it_is(title: str, head: str, names: tuple[str, ...]) -> None:
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    html = f"<title>{title}</title>{head}<h2>桥上一日</h2><p>2024-05-20 08:30</p><div>{text}</div>"
    assert extracted(html).byline == names


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("<p><b>河湾晨报</b><i>何晓</i> 2024-05-20 08:30</p>", ("何晓",)),
        ("<p><b>河湾晨报</b><i>渡口</i> 2024-05-20 08:30</p>", ()),
        ("<p><b>河湾晨报</b> 2024-05-20 08:30</p>", ()),
        (
            "<p><span>发布者：何晓</span><span>发布时间：2024-05-20</span><span>浏览：302</span></p>",
            ("何晓",),
        ),
        ("<p>发布者: 小编|查看: 1203|来自: 河湾门户</p>", ()),
        ("<p class=byline><a>林小舟</a> <a>何其芳</a></p>", ("林小舟", "何其芳")),
        ("<p class=author>林小舟 石匠</p>", ("林小舟",)),
        ("<nav><a>诗文</a> <a>名句</a> <a>作者</a> <a>古籍</a> <a>纠错</a></nav>", ()),
        ("<p>诗文 | 名句 | 作者 | 古籍 | 纠错</p>", ()),
    ],
)
def test_names_above_the_text(head: str, names: tuple[str, ...]) -> None:
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    assert extracted(wide(f"<div>{text}</div>", head)).byline == names


def test_who_took_the_picture_wrote_the_text_only_where_nobody_else_is_named() -> None:
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    caption = "<figure><figcaption>老桥的桥面比原来平整许多。（何晓摄）</figcaption></figure>"
    html = wide(f"<div>{caption}{text}</div>", "{}")
    assert extracted(html.format("<p class=author>林小舟</p>")).byline == ("林小舟",)
    assert extracted(html.format("")).byline == ("何晓",)


def test_editors_are_not_named_as_their_machines_know_them() -> None:
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    assert extracted(wide(text, tail="<p>[责任编辑：linxz]</p>")).byline == ()
    assert extracted(wide(text, tail="<p>[责任编辑：老渡口]</p>")).byline == ("老渡口",)
    assert extracted(wide(text, "<p>作者：linxz 2024-05-20</p>")).byline == ("linxz",)


WORDS = ["白羊座", "向日葵", "黄焖鸡", "莫斯科", "江城子", "金閣寺", "馬拉松", "张桂梅 黄文秀", "吴京 章子怡"]


@pytest.mark.parametrize("word", WORDS)
def test_headings_and_who_is_told_of_are_no_names_of_who_wrote(word: str) -> None:
    texts = [f"<p>{text}</p>" for text in PARAGRAPHS[1:]]
    text = "".join(texts)
    for line in (f"<h2>{word}</h2>", f"<h3>{word}</h3>", f"<p><b>{word}</b></p>", f"<strong>{word}</strong>"):
        assert extracted(wide(f"<div>{text}</div>", line)).byline == ()
        assert extracted(wide(f"{line}<p>2024-05-20</p>{text}")).byline == ()
    line = f"<p>{word}</p>"
    told = f"<p>说到{word}，镇上的人都知道。</p>"
    assert extracted(wide(f"<div>{text}{told}</div>", line)).byline == ()
    assert extracted(wide(f"<div>{text}</div>", line, title=f"镇上的人说起{word}")).byline == ()
    assert extracted(wide(f"<div>{text}<p>金牛座</p>{text}</div>", line)).byline == ()
    assert extracted(wide(f"{line}{text}")).byline == ()
    assert extracted(wide(f"{line}<p>1940年1月2日—2024年5月18日</p>{text}")).byline == ()
    assert extracted(wide(f"{line}<p>2024-05-18 批次</p>{text}")).byline == ()
    assert extracted(wide(f"<div>{text}</div>", line, "<p>（责任编辑：何晓）</p>")).byline == ("何晓",)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("林小舟", "2024-05-20"),
        ("林小舟", "1940年1月2日—2024年5月18日"),
        ("雷阵雨", "2024年5月18日"),
        ("江城子", "2024年5月18日"),
        ("康师傅", "2024-05-18 批次"),
    ],
)
def test_a_word_that_may_be_a_name_stays_above_a_day(line: str, day: str) -> None:
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    for title in ("老桥加固后恢复通行", "守桥人的一天"):
        body = extracted(wide(f"<p>{line}</p><p>{day}</p>{text}", title=title)).body
        assert body.split("\n")[0] == line


def test_who_posted_goes_before_who_commented_below() -> None:
    post = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    comment = (
        "<div><span>作者：路小舟</span> <span>时间：2024-05-20 23:20:01</span><p>桥修好了，真好。</p></div>"
    )
    html = wide(post, "<p>楼主：老渡口 时间：2024-05-20 23:11:20</p>").replace(
        "</body>", f"{comment * 3}</body>"
    )
    assert extracted(html).byline == ("老渡口",)
    blog = html.replace("楼主：老渡口", "作者：老渡口")
    assert extracted(blog).byline == ("老渡口",)
    assert extracted(blog.replace(comment * 3, comment)).byline == ("老渡口",)


@pytest.mark.parametrize("account", ["河湾发布", "人民日报客户端", "老渡口"])
@pytest.mark.parametrize(
    "signed",
    ["记者：林小舟", "文/林小舟", "供稿：林小舟", "（作者：林小舟，系河湾大学教授）", "本文作者：林小舟"],
)
def test_who_signed_below_goes_before_the_account_above(account: str, signed: str) -> None:
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    html = wide(f"<p>作者：{account}</p><div>{text}</div>", tail="<div><a href=/>返回</a></div>")
    below = html.replace("</body>", f"<div class=sign><p>{signed}</p></div></body>")
    assert "林小舟" in extracted(below).byline
    assert extracted(below.replace(account, "何晓")).byline == ("何晓", "林小舟")


@pytest.mark.parametrize(
    ("head", "above", "below", "names"),
    [
        ("", '<p class="author">Jane Roe</p>', "<p>By Summer Storms</p>", ("Jane Roe",)),
        ('<meta name="author" content="Jane Roe">', "<p>By Summer Storms</p>", "", ("Jane Roe",)),
        ("", "", "<p>By Summer Storms</p>", ()),
        ("", "", "<h2>By Sea Alone</h2>", ()),
        ("", "<h2>By Summer Storms</h2>", "", ()),
        ("", "<p>By Jane Roe</p>", "", ("Jane Roe",)),
    ],
)
def test_what_follows_by_is_a_name_where_nothing_else_tells(
    head: str, above: str, below: str, names: tuple[str, ...]
) -> None:
    first, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    html = site(first + below + "".join(rest), head=head)
    assert extracted(html.replace("<span>来源：河湾日报</span>", above)).byline == names


@pytest.mark.parametrize(
    "account", ["前端程序员", "美食研究所", "外卖员", "房产老王", "游戏葡萄", "桥头派出所"]
)
def test_accounts_may_be_called_as_no_person_is(account: str) -> None:
    assert extracted(wide(f"<p>作者：{account}</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>")).byline[
        :1
    ] == (account,)
