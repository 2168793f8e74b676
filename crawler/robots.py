"""Read a robots.txt as far as others do: a larger one would take seconds to read, and again for each address."""

from __future__ import annotations

from itertools import islice

from scrapy import Spider
from scrapy.robotstxt import ProtegoRobotParser

_MOST_BYTES = 512 * 1024  # RFC 9309 asks for 500 KiB at least
_MOST_SITEMAPS = 50


class BoundedRobotParser(ProtegoRobotParser):
    """Scrapy's parser, which also tells the sitemaps."""

    def __init__(self, robotstxt_body: bytes, spider: Spider | None) -> None:
        if len(robotstxt_body) > _MOST_BYTES:  # not half a line: "Disallow: /" would be one
            robotstxt_body = robotstxt_body[:_MOST_BYTES].rpartition(b"\n")[0]
        super().__init__(robotstxt_body, spider)

    def sitemaps(self) -> list[str]:
        """Return the addresses of the sitemaps that it names."""
        return [str(url) for url in islice(self.rp.sitemaps, _MOST_SITEMAPS)]
