"""The Scrapy shell around the filter and the store: the only code that knows Scrapy."""

import os
from importlib.metadata import PackageNotFoundError, version

# The labeller's matrices are small: on a busy machine threads would wait for each other a hundred times as long as they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

try:
    __version__ = version("qingliu")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0"
