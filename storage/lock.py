"""One crawl at a time: a lock per database and spider that its holder's death frees."""

import fcntl
import os
from hashlib import blake2b
from types import TracebackType
from typing import Self

from sqlalchemy import URL, Engine, text
from sqlalchemy.engine import Connection

from storage.engine import describe, explained, make_engine, parse_url
from storage.records import StoreError


class LockHeldError(StoreError):
    """Another process holds the lock."""


class Lock:
    """Held from `acquire` to `release`, or to the end of the process."""

    def __init__(self, database_url: str, name: str) -> None:
        self._url = parse_url(database_url)
        self._name = name
        self._file: int | None = None
        self._engine: Engine | None = None
        self._connection: Connection | None = None

    def acquire(self) -> None:
        """Take the lock; LockHeldError when another process has it, StoreError when there is no telling."""
        is_ours = (
            self._flock(self._url) if self._url.get_backend_name() == "sqlite" else self._advise(self._url)
        )
        if not is_ours:
            self.release()
            raise LockHeldError(f"{describe(self._url)}: another run of {self._name!r} is under way")

    def release(self) -> None:
        """Give the lock back. Twice does no harm."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            self._connection.invalidate()  # ends the session, and with it the lock
            self._connection.close()
            self._connection = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _flock(self, url: URL) -> bool:
        # The file stays: taking it away would let two processes lock two files of one name.
        path = f"{url.database}.{self._name}.lock"
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise StoreError(f"{describe(url)}: cannot lock {path}: {error.strerror}") from error
        return True

    def _advise(self, url: URL) -> bool:
        number = int.from_bytes(blake2b(self._name.encode(), digest_size=8).digest(), "big", signed=True)
        self._engine = make_engine(url, writes=False)
        with explained(url):
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return bool(
                self._connection.execute(
                    text("SELECT pg_try_advisory_lock(:number)"), {"number": number}
                ).scalar_one()
            )
