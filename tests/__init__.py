"""The tests, which do arithmetic as the crawler does: in one thread, as the last digits of sums depend on how they are divided."""

import crawler  # noqa: F401  before numpy is loaded
