"""Scrapy settings: polite, bounded, and nothing switched on that is not used."""

import os

BOT_NAME = "qingliu"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"  # Scrapy reads this one from here only, not from -s

# --- what people set -------------------------------------------------------------------------------------
DATABASE_URL = os.environ.get("DATABASE_URL") or "sqlite:///qingliu.db"
# Pages kept as served, so that a better filter can be run over them again: all, flagged or none.
SNAPSHOTS = "all"
# How the filter decides: retain (keep every genuine sentence), balanced, or recall (hunt spam).
FILTER_PRESET = "retain"
# Files, one number, wechat:ID, qq:NUMBER or host a line: never spam, and always.
FILTER_ALLOW = FILTER_BLOCK = ""
# A contact cut from that many pages before weighs in the verdict; 0: verdicts do not depend on what was met before.
FILTER_PRIOR = 0
# Processes that judge pages beside the one that fetches them (some 100 MB each); 0: that one does.
FILTER_PROCESSES = min(1, (os.cpu_count() or 1) - 1)
# A mail address or URL; stands in the user agent, for people whose sites are crawled.
CONTACT = os.environ.get("CONTACT", "")

# A file (.warc.gz or .warc) that all answers are appended to as they came, for `scrapy crawl archive` and others.
WARC = ""

# What an ordinary browser says it is; only `-a cloak=1` asks in this name.
BROWSER_USER_AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)

# Where else to look for addresses, from depth=1 on: feeds that pages declare, sitemaps that robots.txt names.
DISCOVER = ["feeds", "sitemaps"]

# Seconds until an article is looked at again: at first, and at most; while it does not change, twice as long
# each time. Seeds, feeds and lists of articles are looked at in every crawl. Less than a day, as a nightly crawl
# comes by now a little earlier, now a little later.
REVISIT_AFTER = 20 * 3600
REVISIT_AT_MOST_AFTER = 30 * 24 * 3600

# --- politeness ------------------------------------------------------------------------------------------
ADDONS = {"crawler.identity.Identity": 0}
ROBOTSTXT_OBEY = True
ROBOTSTXT_PARSER = "crawler.robots.BoundedRobotParser"
DOWNLOAD_DELAY = 0.5  # seconds between two requests to a site; AutoThrottle never goes below
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 4
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
CRAWL_DELAY_AT_MOST = 60.0  # seconds, if robots.txt asks for more
RETRY_AFTER_AT_MOST = 300.0  # seconds; a site that asks for more is left for the next run
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

# Scrapy starts as many tasks for each response as may wait in the pipeline; a response gives one item or two.
CONCURRENT_ITEMS = 2

# --- bounds ----------------------------------------------------------------------------------------------
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # bytes, also after decompression; the largest articles seen have 3 MB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30.0
DNS_TIMEOUT = 20.0
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 2
STOP_WITHIN = 7.0  # seconds from SIGTERM or Ctrl-C to the end, whatever is still being fetched
# Half a page may hold a whole article: keep it, and say so.
DOWNLOAD_FAIL_ON_DATALOSS = False

# --- safety: only http and https, only public addresses unless a seed names the host ------------------------
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
DOWNLOAD_HANDLERS = {
    "http": "crawler.downloads.BoundedHead", "https": "crawler.downloads.BoundedHead",
    "data": None, "file": None, "ftp": None, "s3": None,
}  # fmt: skip

# --- off: unused, or not wanted in a crawler that runs unattended -------------------------------------------
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # runs any Python for whoever connects
COOKIES_ENABLED = False  # but for crawler.middlewares.cookies
METAREFRESH_ENABLED = False  # decodes every page once more
REFERRER_POLICY = "same-origin"
DOWNLOADER_STATS = False
HTTPCACHE_ENABLED = False
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # ours knows registrable domains
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robots.ObeyRobots": 100,
    "crawler.middlewares.site.StayOnSite": 60,
    "crawler.middlewares.safety.PublicOnly": 70,
    "crawler.middlewares.cookies.ReturnCookies": 610,  # sees an answer before RedirectMiddleware (600) does
    "crawler.middlewares.patience.Patience": 560,  # sees an answer before RetryMiddleware (550) does
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # the queue keeps the depth
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # the queue takes none that are too long
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "crawler.middlewares.failures.RecordFailures": 40,
}
# Scrapy's own, without those that are of no use here: it imports also what is switched off, which takes .3 s.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
EXTENSIONS = {
    "crawler.extensions.database.Database": -100,
    "crawler.extensions.safelog.SafeLog": 0,
    "crawler.extensions.politeness.Politeness": 0,
    "crawler.extensions.stopping.Stopping": 0,
    "crawler.extensions.progress.Progress": 0,
    "crawler.extensions.warc.Warc": 0,
}
ITEM_PIPELINES = {"crawler.pipelines.FilterAndStore": 100}

# --- the queue, in the database ---------------------------------------------------------------------------
SCHEDULER = "crawler.scheduler.FrontierScheduler"

# --- log ---------------------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s: %(message)s"
STATS_DUMP = False
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the spider logs each failed fetch, once
