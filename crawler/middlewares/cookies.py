"""Give cookies back to a site that redirects to see whether it gets them; else nobody keeps any."""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.http import Response

_REDIRECTS = {301, 302, 303, 307, 308}
_TAKEN_BACK = re.compile(rb";\s*(?:max-age=0(?!\d)|expires=[^;]*\b19[67]\d\b)", re.IGNORECASE)
_MOST_BYTES = 4096  # of all cookies of a request


class ReturnCookies:
    """Put what an answer sets into the request that follows it, as firewalls want it who let in no one else.

    A page never gets what another one has set. RedirectMiddleware, which makes the next request of this one, takes
    them out where that goes to another host.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the cookies of a redirect."""
        if response.status in _REDIRECTS and (given := response.headers.getlist("Set-Cookie")):
            cookies = _pairs((request.headers.get("Cookie") or b"").split(b";"))
            cookies |= _pairs([cookie.partition(b";")[0] for cookie in given])
            for cookie in filter(_TAKEN_BACK.search, given):
                cookies.pop(cookie.partition(b"=")[0].strip(), None)
            header = b"; ".join(b"%s=%s" % pair for pair in cookies.items())
            if len(header) <= _MOST_BYTES:
                request.headers["Cookie"] = header
        return response


def _pairs(cookies: list[bytes]) -> dict[bytes, bytes]:
    """Return the cookies by name; those without one are none."""
    pairs = (cookie.strip().partition(b"=") for cookie in cookies)
    return {name: value for name, is_pair, value in pairs if name and is_pair}
