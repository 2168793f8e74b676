"""The tests, which do arithmetic in one thread as the crawler does: the last digits of sums depend on how they are divided."""

import crawler  # noqa: F401  before numpy is loaded
