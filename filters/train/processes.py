"""Jobs of a training in processes of their own, and that each is done once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

_AT_ONCE = 2  # processes, each of which needs some gigabytes

_Result = TypeVar("_Result")


class Once(Protocol):
    """Does a thing, unless it has been done: a training that was interrupted need not begin anew."""

    def __call__(self, name: str, make: Callable[[], _Result], /) -> _Result:
        """What ``make`` gives, or gave when the thing of this ``name`` was done."""


def anew(_: str, make: Callable[[], _Result], /) -> _Result:
    """Does a thing whether or not it has been done."""
    return make()


def side_by_side(jobs: Sequence[Callable[[], _Result]]) -> list[_Result]:
    """What each job gives, some at a time: in processes that see what is in memory here, which is too much to be sent."""
    with ProcessPoolExecutor(_AT_ONCE, get_context("fork"), initializer=_adopt, initargs=(jobs,)) as pool:
        return list(pool.map(_do, range(len(jobs))))


def by_itself(job: Callable[[], _Result]) -> _Result:
    """What a job gives, in a process of its own: gigabytes that it needs would leave the memory of this one full of holes."""
    [found] = side_by_side([job])
    return found


_adopted: list[Callable[[], Any]] = []  # the jobs of such a process


def _adopt(jobs: Sequence[Callable[[], Any]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # else it would take up the next job
    _adopted[:] = jobs


def _do(number: int) -> Any:
    return _adopted[number]()
