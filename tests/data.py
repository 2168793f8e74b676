"""The evaluation data: where it is, and a clear skip where it is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def data_folder() -> Path:
    """The folder named by QINGLIU_DATA; skips the test if it is not set or not there."""
    name = os.environ.get("QINGLIU_DATA")
    if not name:
        pytest.skip("QINGLIU_DATA is not set: it names the folder of the evaluation data")
    folder = Path(name)
    if not folder.is_dir():
        pytest.skip(f"QINGLIU_DATA={name} is not a folder")
    return folder
