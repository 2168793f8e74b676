"""``python -m crawler.demo``: serve the demonstration site until Ctrl-C."""

from __future__ import annotations

import sys
from contextlib import suppress

from crawler.demo.server import PORT, make_server


def main() -> int:
    """Serve on the port given as the only argument."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else PORT
    with make_server(port) as server, suppress(KeyboardInterrupt):
        print(f"{server.base}/  (Ctrl-C to stop)", flush=True)
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
