"""The filter as the settings want it: preset, files of known contacts and hosts, numbers met before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from scrapy.settings import BaseSettings

from crawler.arguments import ArgumentError
from crawler.logs import clip
from filters.clean import PRESETS, clean_page
from filters.known import Known
from filters.segment import Page
from filters.types import Contact, FilterResult
from storage.queries import contacts_on, reading

_MOST_PROCESSES = 64


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges pages; called with a page it gives the result."""

    preset: str
    known: Known

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read FILTER_PRESET, FILTER_ALLOW, FILTER_BLOCK and FILTER_PRIOR.

        ArgumentError, KnownError or StoreError say what cannot be used.
        """
        preset = str(settings["FILTER_PRESET"])
        if preset not in PRESETS:
            raise ArgumentError(f"FILTER_PRESET={clip(preset)}: must be one of {', '.join(PRESETS)}")
        known = Known.from_files(settings["FILTER_ALLOW"] or None, settings["FILTER_BLOCK"] or None)
        try:
            least_pages = settings.getint("FILTER_PRIOR")
        except ValueError as error:
            raise ArgumentError(
                f"FILTER_PRIOR={clip(str(settings['FILTER_PRIOR']))}: must be a number of pages"
            ) from error
        if least_pages > 0:
            with reading(settings["DATABASE_URL"]) as connection:
                met = [Contact(kind, value) for kind, value in contacts_on(connection, least_pages)]
            known = known.having_met(met)
        return cls(preset, known)

    def __call__(self, page: Page) -> FilterResult:
        return clean_page(page, preset=self.preset, known=self.known)


def processes_of(settings: BaseSettings) -> int:
    """Return FILTER_PROCESSES; ArgumentError if that is no number of processes."""
    given = str(settings["FILTER_PROCESSES"])
    if not (given.isascii() and given.isdigit() and int(given[:9]) <= _MOST_PROCESSES):
        raise ArgumentError(f"FILTER_PROCESSES={clip(given)}: must be a number from 0 to {_MOST_PROCESSES}")
    return int(given)
