"""One crawl at a time: a lock per database and name that its holder's death frees."""

import fcntl
import os
from hashlib import blake2b

from sqlalchemy import URL, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from storage.engine import describe
from storage.records import StoreError, StoreOutageError


class LockHeldError(StoreOutageError):
    """Another process holds the lock."""


class Lock:
    """A lock that one writer of a name holds from `guard` to `release`, or to the end of the process.

    On PostgreSQL it belongs to the session that writes. If the server drops that, a new session takes the lock before it writes,
    or is refused because another process holds it by then.
    """

    def __init__(self, url: URL, name: str) -> None:
        self._url = url
        self._name = name
        self._file: int | None = None

    def guard(self, engine: Engine) -> None:
        """Let an engine connect only as the holder: LockHeldError here (SQLite) or when it connects."""
        if engine.dialect.name == "sqlite":
            self._lock_file()
        else:
            event.listen(engine, "connect", self._lock_session)

    def release(self) -> None:
        """Give the lock of a file back; that of a session ends with the engine. Twice does no harm."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _lock_file(self) -> None:
        # The file stays: if it were removed, two processes could lock two files of one name.
        path = f"{self._url.database}.{self._name}.lock"
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise self._refusal() from None
        except OSError as error:
            self.release()
            raise StoreError(f"{describe(self._url)}: cannot lock {path}: {error.strerror}") from error

    def _lock_session(self, session: DBAPIConnection, record: object) -> None:  # noqa: ARG002
        cursor = session.cursor()
        cursor.execute(f"SELECT pg_try_advisory_lock({lock_number(self._name)})")
        row = cursor.fetchone()
        cursor.close()
        session.commit()  # the lock outlives the transaction
        if row != (True,):
            session.close()
            raise self._refusal()

    def _refusal(self) -> LockHeldError:
        return LockHeldError(f"{describe(self._url)}: another run of {self._name!r} is under way")


def lock_number(name: str) -> int:
    """Return the number by which PostgreSQL knows a lock."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
