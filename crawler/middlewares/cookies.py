"""Return cookies to sites that redirect to see whether they come back; none is kept otherwise."""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.http import Response

_REDIRECTS = {301, 302, 303, 307, 308}
_TAKEN_BACK = re.compile(rb";\s*(?:max-age=0(?!\d)|expires=[^;]*\b19[67]\d\b)", re.IGNORECASE)
_MOST_BYTES = 4096  # of all cookies of a request


class ReturnCookies:
    """Put the cookies of a redirect into the request that follows it, without which some firewalls let no one in.

    No page gets the cookies of another. RedirectMiddleware, which makes the following request from this one, drops them where it
    goes to another host.
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
