"""What the settings say of the filter: preset, files of known contacts and hosts, numbers met before, processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scrapy.settings import BaseSettings

from crawler.arguments import ArgumentError
from crawler.logs import clip
from crawler.urls import host_of
from crawler.workers import Judge
from filters.cutting import PRESETS
from filters.known import Known
from filters.types import Contact
from storage.queries import contacts_on, reading

_MOST_PROCESSES = 64


def judge_of(settings: BaseSettings) -> Judge:
    """Read FILTER_PRESET, FILTER_ALLOW, FILTER_BLOCK and FILTER_PRIOR.

    ArgumentError, KnownError or StoreError say what cannot be used.
    """
    preset = str(settings["FILTER_PRESET"])
    if preset not in PRESETS:
        raise ArgumentError(f"FILTER_PRESET={clip(preset)}: must be one of {', '.join(PRESETS)}")
    known = Known.from_files(settings["FILTER_ALLOW"] or None, settings["FILTER_BLOCK"] or None)
    allowed, blocked = _as_asked(known.allowed_hosts), _as_asked(known.blocked_hosts)
    known = replace(known, allowed_hosts=allowed, blocked_hosts=blocked)
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
    return Judge(preset, known)


def _as_asked(hosts: Iterable[str]) -> frozenset[str]:
    """Return hosts as the addresses of pages have them: 例子.中国 is xn--fsqu00a.xn--fiqs8s there."""
    return frozenset(host_of(f"//{host}") for host in hosts)


def processes_of(settings: BaseSettings) -> int:
    """Return FILTER_PROCESSES; ArgumentError if that is no number of processes."""
    given = str(settings["FILTER_PROCESSES"])
    if not (given.isascii() and given.isdigit() and int(given[:9]) <= _MOST_PROCESSES):
        raise ArgumentError(f"FILTER_PROCESSES={clip(given)}: must be a number from 0 to {_MOST_PROCESSES}")
    return int(given)
