"""When to look at an address again: the longer nothing changed, the later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from scrapy.settings import BaseSettings

from crawler.items import Waiting


@dataclass(frozen=True, slots=True)
class Revisits:
    """The shortest and the longest time between two visits."""

    least: timedelta
    most: timedelta

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        least = max(0, settings.getint("REVISIT_AFTER"))
        return cls(
            timedelta(seconds=least), timedelta(seconds=max(least, settings.getint("REVISIT_AT_MOST_AFTER")))
        )

    def listing(self, now: datetime) -> datetime:
        """Return when to look at a list of pages again: in the next crawl."""
        return now

    def changed(self, now: datetime) -> datetime:
        """Return when to look again at a page that is new or has changed."""
        return now + self.least

    def unchanged(self, now: datetime, asked: Waiting | None) -> datetime:
        """Return when to look again at a page that is as it was, or failed: later than last time."""
        if asked is None or asked.fetched_at is None or asked.due_at is None:
            return now + self.least
        return now + min(max((asked.due_at - asked.fetched_at) * 2, self.least), self.most)
