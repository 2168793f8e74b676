"""Name ourselves to the sites, and say whom to ask."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from crawler import __version__

_NAME = "Qingliu"  # in the user agent, and in a robots.txt


class Identity:
    """An add-on: so it holds for every spider, and -s USER_AGENT has its way."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Make the user agent of our name and CONTACT."""
        contact = str(settings.get("CONTACT") or "").strip()
        agent = f"{_NAME}/{__version__}" + (f" (+{contact})" if contact else "")
        settings.set("USER_AGENT", agent, priority="addon")
        # robots.txt is asked about us, whatever a request calls itself; by our name alone, as rules for "bot" or for
        # "example" are found in an address, too.
        known = _NAME if settings["USER_AGENT"] == agent else settings["USER_AGENT"]
        settings.set("ROBOTSTXT_USER_AGENT", known, priority="addon")
