"""When to look at an address again: the longer nothing changed, the later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from scrapy.settings import BaseSettings

from crawler.items import Waiting

_MOST_DOUBLINGS = 20
_THIRD_NIGHT = timedelta(hours=60)
_SILENCE = 8  # times as long as a list is left alone


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

    @property
    def _third_night(self) -> timedelta:
        return max(self.least, min(self.most, _THIRD_NIGHT))

    def listing(self, now: datetime, silent: Waiting | None = None) -> datetime:
        """Return when to look at a list of pages again: in the next crawl.

        Of one that is ``silent``, giving the same bytes as last time, after an eighth of the time for which it has been, where
        that is longer than the shortest time (so a time before ``now`` counts, too), and in the third night at the latest: the
        lists of yesterday's newspaper stay as they are for ever, but others may have news after a year.
        """
        if silent is None or silent.retries or silent.fetched_at is None or silent.due_at is None:
            return now - self.least
        known = silent.due_at - silent.fetched_at + (now - silent.fetched_at) / _SILENCE
        return now + min(known, self._third_night)

    def changed(self, now: datetime) -> datetime:
        """Return when to look again at a page that is new or has changed."""
        return now + self.least

    def unchanged(self, now: datetime, asked: Waiting | None, *, may_lead: bool = False) -> datetime:
        """Return when to look again at a page that is as it was, or not there: later than last time.

        Of one that ``may_lead`` to what is new, in the third night at the latest.
        """
        if asked is None or asked.fetched_at is None or asked.due_at is None:
            return now + self.least
        most = self._third_night if may_lead else self.most
        return now + min(max((asked.due_at - asked.fetched_at) * 2, self.least), most)

    def failed(self, now: datetime, asked: Waiting | None) -> datetime:
        """Return when to ask again for what gave no answer: in the next crawl, then ever later."""
        failures = 0 if asked is None else asked.retries
        if failures == 0:
            return now
        times = float(2 ** (min(failures, _MOST_DOUBLINGS) - 1))
        return now + min(self.least / 2 * times, self.most)
