"""Digests of response bodies."""

from __future__ import annotations

from hashlib import sha256

_PIECE = 2047  # bytes; for more, hashlib lets other threads run: to get back costs 2 ms, the hash itself .03


def body_digest(body: bytes) -> str:
    """Return the hexadecimal SHA-256 of a body."""
    digest = sha256()
    for start in range(0, len(body), _PIECE):
        digest.update(body[start : start + _PIECE])
    return digest.hexdigest()
