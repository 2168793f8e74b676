"""The Scrapy shell around the filter and the store: the only code that knows Scrapy."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("qingliu")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0"
