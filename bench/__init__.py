"""What is measured: speed, and quality beside other tools."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in a crawl
