"""The evaluation data: where it is, and a clear skip where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval.measure import evaluation_data


def data_folder() -> Path:
    """The folder named by QINGLIU_DATA; skips the test if it is not set or not there."""
    try:
        return evaluation_data()
    except SystemExit as error:
        pytest.skip(str(error))
