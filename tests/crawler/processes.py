"""Commands of `scrapy` in real processes of their own, forked off one that has imported all they need.

Importing takes two seconds, a crawl of a test half of one.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_BYTES = "TEST_MOST_BYTES"  # name of a variable of the environment: how large a file may become
_START = "import sys; from tests.crawler.processes import serve; serve(int(sys.argv[1]))"


class Process:
    """A command that runs, or has run; to be used as a `subprocess.Popen` is."""

    def __init__(
        self, folder: Path, arguments: list[str], environment: Mapping[str, str], stdin: bytes = b""
    ) -> None:
        self.returncode: int | None = None
        self._open = ExitStack()
        self._files = [self._open.enter_context(tempfile.TemporaryFile()) for _ in range(3)]  # noqa: SIM115
        self._files[0].write(stdin)
        self._files[0].seek(0)
        self._told, tells = os.pipe()
        request = json.dumps([str(folder), arguments, dict(environment)]).encode()
        server, _ = _server()
        server.sendall(len(request).to_bytes(4, "big"))
        socket.send_fds(server, [b"."], [*(file.fileno() for file in self._files), tells])
        server.sendall(request)
        os.close(tells)
        self.pid = self._read_number(30)

    def poll(self) -> int | None:
        """Return the exit status, None while it runs; of one that a signal ended, the negative number of that."""
        if self.returncode is None:
            self.returncode = self._read_number(0)
        return self.returncode

    def communicate(self, timeout: float = 120) -> tuple[bytes, bytes]:
        """Wait for the end; return what it wrote to standard output and error."""
        if self.returncode is None:
            self.returncode = self._read_number(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("scrapy", timeout)
        for file in self._files[1:]:
            file.seek(0)
        return self._files[1].read(), self._files[2].read()

    def send_signal(self, number: int) -> None:
        if self.poll() is None and self.pid is not None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """End it, if it has not."""
        self.kill()
        os.close(self._told)
        self._open.close()

    def _read_number(self, timeout: float) -> int | None:
        """Return what the keeper of the process tells next, None if nothing in time."""
        if not select.select([self._told], [], [], timeout)[0]:
            return None
        line = b""
        while not line.endswith(b"\n"):
            byte = os.read(self._told, 1)
            if not byte:
                raise RuntimeError("the process that starts commands has died")
            line += byte
        return int(line)


@cache
def _server() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start the process that starts the others; it ends when this one does."""
    ours, its = socket.socketpair()
    with its:
        process = subprocess.Popen(
            [sys.executable, "-c", _START, str(its.fileno())],
            cwd=ROOT,
            pass_fds=[its.fileno()],
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "OPENBLAS_NUM_THREADS": "1",
            },  # threads are not forked
        )
    return ours, process


def stop_server() -> None:
    """End it when it is needed no more."""
    if _server.cache_info().currsize:
        server, process = _server()
        _server.cache_clear()
        server.close()
        process.wait(30)


def serve(number: int) -> None:
    """Fork off a command for each request on a socket, until it is closed."""
    _import_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the keepers
    with socket.socket(fileno=number) as client:
        while size := client.recv(4, socket.MSG_WAITALL):
            _, fds, _, _ = socket.recv_fds(client, 1, 4)
            request = client.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
            if os.fork() == 0:
                client.close()
                _keep(json.loads(request), fds)
            for fd in fds:
                os.close(fd)


def _import_all() -> None:
    import alembic.command  # noqa: F401
    from scrapy.core.downloader import contextfactory  # noqa: F401
    from scrapy.core.downloader.handlers import http11  # noqa: F401

    from crawler.commands import crawl, demo, refilter, status  # noqa: F401
    from crawler.extensions import politeness, progress, safelog, stopping, warc  # noqa: F401
    from crawler.middlewares import failures, patience, safety, site  # noqa: F401
    from crawler.spiders import archive, articles  # noqa: F401
    from crawler.urls import site_of
    from filters import clean_text
    from filters.labeller import load_model

    site_of("http://www.example.com/")  # reads the list of domains
    load_model()
    clean_text("今天的报纸。")
    gc.freeze()  # or each command, as it ends, would make a copy of all this
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("a reactor cannot be shared")


def _keep(request: tuple[str, list[str], dict[str, str]], fds: list[int]) -> None:
    """Run a command, tell its number, and when it has ended how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        for standard, fd in enumerate(fds[:3]):
            os.dup2(fd, standard)
        os.closerange(3, max(fds) + 1)
        _run(*request)
    for fd in fds[:3]:
        os.close(fd)
    os.write(fds[3], b"%d\n" % pid)
    _, status = os.waitpid(pid, 0)
    os.write(fds[3], b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _run(folder: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Be `scrapy`, with its deprecations as errors."""
    from scrapy.cmdline import execute
    from scrapy.exceptions import ScrapyDeprecationWarning

    if most := environment.get(MOST_BYTES):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = ["", *environment.get("PYTHONPATH", "").split(os.pathsep)]
    warnings.simplefilter("error", ScrapyDeprecationWarning)
    execute(["scrapy", *arguments])  # ends in SystemExit
