# Every target sets up what it needs in .venv by itself. Another Python: make PYTHON=python3.12 ...
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.DELETE_ON_ERROR:
.PHONY: help demo test lint slow accuracy bench clean

help:
	@echo 'make demo      repair a scraped article, showing what, why and the difference'
	@echo 'make test      lint, types and tests'
	@echo 'make slow      the tests that take minutes or install packages'
	@echo 'make lint      ruff and mypy alone'
	@echo 'make accuracy  score mojifix, ftfy and plsfix side by side; writes the README table'
	@echo 'make bench     speed, against the same; "make bench BENCH=--light" takes minutes'
	@echo 'make clean     remove what these made'

demo: $(VENV)/.run
	@$(RUN) demo/run.py build/demo

test: lint
	$(RUN) -m pytest

lint: $(VENV)/.dev
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy

slow: $(VENV)/.dev $(VENV)/.bench
	$(RUN) -m pytest -m slow

accuracy: $(VENV)/.bench
	$(RUN) -m benchmarks.accuracy --readme README.md

bench: $(VENV)/.bench
	$(RUN) -m benchmarks.speed $(BENCH)

clean:
	rm -rf $(VENV) build dist mojifix/*.so *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache

# Stamps: an environment is complete once its stamp is there, and made again when pyproject.toml
# changes. One cut short is begun anew.
$(VENV)/.base:
	@command -v $(PYTHON) >/dev/null || { \
	  echo 'mojifix: there is no "$(PYTHON)". Install Python 3.10 or later' \
	    '(on Debian and Ubuntu: apt-get install python3 python3-venv),' \
	    'or name it: make PYTHON=/path/to/python3'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo "mojifix: needs Python 3.10 or later, but $(PYTHON) is" \
	    "$$($(PYTHON) --version 2>&1). Name a later one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo 'mojifix: this Python has no venv or ensurepip module, which set up .venv.' \
	    'On Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: pyproject.toml setup.py mojifix/_scan.c mojifix/_language.c $(VENV)/.base
	$(RUN) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml setup.py mojifix/_scan.c mojifix/_language.c $(VENV)/.base
	$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.bench: pyproject.toml setup.py mojifix/_scan.c mojifix/_language.c $(VENV)/.base
	$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@
