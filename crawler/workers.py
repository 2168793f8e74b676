"""Judge pages in processes beside the crawl's, so that fetching and judging go on at the same time.

Each is a child that reads pages from its standard input and writes what the filter says of them; it ends when that is closed,
as it is when the crawl has ended, however that was.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import local

from filters.clean import clean_page, load
from filters.known import Known
from filters.segment import Page
from filters.types import FilterResult

# Characters from which a page is judged in a thread where there is no process: it takes seconds, in which other downloads
# would time out.
LARGE = 200_000
_LAST_SECONDS = 5.0  # for the page that a process is at when the crawl ends


class WorkerError(Exception):
    """A page that could not be judged: the filter failed on it, or its process died."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges pages with one preset, and what is known beforehand; called with a page it gives the result."""

    preset: str
    known: Known

    def __call__(self, page: Page) -> FilterResult:
        return clean_page(page, preset=self.preset, known=self.known)


class Workers:
    """Processes that judge pages; with none of them, this one does."""

    def __init__(self, judge: Judge, processes: int) -> None:
        self._judge = judge
        # Each with its child.
        self._threads = ThreadPoolExecutor(processes, "qingliu-worker") if processes else None
        self._own = local()
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start a first process, which takes a second to be ready."""
        if self._threads is not None:
            self._threads.submit(self._child)

    async def judge(self, page: Page) -> FilterResult:
        """Return what the filter says of a page; WorkerError if its process died of it or of another page."""
        if self._threads is not None:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, page)
        if len(page.text) > LARGE:
            return await asyncio.to_thread(self._judge, page)
        return self._judge(page)

    def close(self) -> None:
        """End all processes; what they are at is waited for a little."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for child in self._children:
            _end(child)

    def _ask(self, page: Page) -> FilterResult:
        child = self._child()
        try:
            _write(child, page)
            answer: FilterResult | str = pickle.load(child.stdout)  # type: ignore[arg-type]
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self._own.child = None
            self._children.remove(child)
            child.kill()
            _end(child)
            raise WorkerError("the process that judged it died") from error
        if isinstance(answer, str):
            raise WorkerError(answer)
        return answer

    def _child(self) -> subprocess.Popen[bytes]:
        """The child of this thread, begun if there is none."""
        child: subprocess.Popen[bytes] | None = getattr(self._own, "child", None)
        if child is None:
            paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
            child = subprocess.Popen(
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": paths},
            )
            self._own.child = child
            self._children.append(child)
            with suppress(OSError):  # it is found out with the first page
                _write(child, self._judge)
        return child


def _write(child: subprocess.Popen[bytes], value: object) -> None:
    assert child.stdin is not None
    pickle.dump(value, child.stdin, pickle.HIGHEST_PROTOCOL)
    child.stdin.flush()


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):  # what was not written yet is of no use
        if child.stdin is not None:
            child.stdin.close()
    try:
        child.wait(_LAST_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout is not None:
        child.stdout.close()


def main() -> int:
    """Be such a process."""
    for number in (signal.SIGINT, signal.SIGTERM):  # meant for the crawl, which ends this in its own time
        signal.signal(number, signal.SIG_IGN)
    pages = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whoever prints must not get in between
    with suppress(EOFError, BrokenPipeError):
        judge: Judge = pickle.load(pages)
        load()
        while True:
            page: Page = pickle.load(pages)
            answer: FilterResult | str
            try:
                answer = judge(page)
            # The boundary of the process: whatever a page does to the filter must not end the judging of the others.
            except Exception as error:  # noqa: BLE001
                answer = f"{type(error).__name__}: {error}"
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
