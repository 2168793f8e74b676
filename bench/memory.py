"""Memory that one page takes, in a process of its own: ``python -m bench.memory FILE``."""

from __future__ import annotations

import resource
import sys
import tracemalloc
from pathlib import Path

from filters.clean import clean_html, clean_page
from filters.segment import parse_html

_MB = 1_000_000
_WARM = b"<html><body><p>%s</p></body></html>" % "维修热线：400-000-0000，欢迎来电咨询。".encode()


def main() -> int:
    """Print the growth of resident memory, the peak of the whole filter and that over the parsed page, in MB."""
    html = Path(sys.argv[1]).read_bytes()
    clean_html(_WARM)  # loads word lists and model
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clean_html(html)
    resident = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    tracemalloc.start()
    clean_html(html)
    whole = tracemalloc.get_traced_memory()[1]
    page = parse_html(html)
    tracemalloc.reset_peak()
    parsed = tracemalloc.get_traced_memory()[0]
    clean_page(page)
    over = tracemalloc.get_traced_memory()[1] - parsed
    print(f"{resident / _MB:.1f} {whole / _MB:.1f} {over / _MB:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
