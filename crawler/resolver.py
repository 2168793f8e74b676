"""Look names up, and refuse answers that lead to machines that only this one can reach."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.guard import guard


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver; the address it checks is the one that is then connected to."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """Return the address of a name; DNSLookupError if it may not be asked."""
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if not guard.accepts(name, address):
            raise DNSLookupError(f"{name} is at {address}, which is not public")
        return address
