# The two commands: `make demo` and `make test`. `make help` lists the others.
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed-project
INSTALLED_LABEL := $(VENV)/.installed-label
INSTALLED_DEV := $(VENV)/.installed-dev
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help install install-label demo test test-all check format bench label guide clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  make \1	/' | expand -t 18

install: $(INSTALLED) ## install everything that tagging and training need into .venv

$(INSTALLED): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name it: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV): a few minutes, about 1.7 GB"
	$(PIP) torch
	$(PIP) --editable .
	@touch $@

install-label: $(INSTALLED_LABEL) ## install also what speaks to Label Studio and serves tags over HTTP

$(INSTALLED_LABEL): $(INSTALLED)
	$(PIP) --editable ".[label]"
	@touch $@

$(INSTALLED_DEV): $(INSTALLED)
	$(PIP) --editable ".[dev]"
	@touch $@ $(INSTALLED_LABEL)

demo: $(INSTALLED) ## fine-tune, evaluate and tag on the embedded samples; ends with a page to open
	$(PY) scripts/demo.py --output runs/demo

test: $(INSTALLED_DEV) ## the quick tests
	$(PY) -m pytest -m "not slow"
	@echo "left out: the slow tests, with a real Label Studio server and a real browser among them; make test-all runs all"

test-all: $(INSTALLED_DEV) ## every test, the slow real parts too
	$(PY) -m pytest

check: $(INSTALLED_DEV) ## ruff and mypy
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

format: $(INSTALLED_DEV) ## format the code
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(INSTALLED_DEV) ## measure speed and memory; figures go to docs/benchmarks.md by hand
	$(PY) scripts/bench.py
	$(PY) scripts/bench_folders.py
	$(PY) scripts/bench_label_studio.py

label: $(INSTALLED_LABEL) ## start a Label Studio server on this machine and push the sample reports to it
	$(PY) scripts/label_studio.py start
	$(PY) scripts/read_reports.py reports/sample --output runs/label-studio/paragraphs.jsonl
	$(PY) scripts/label_studio.py push runs/label-studio/paragraphs.jsonl --model models/tagger

guide: $(INSTALLED) ## make docs/annotation-guide.md again after the taxonomy changed
	$(PY) -c "from pathlib import Path; from labels.guide import annotation_guide; from labels.taxonomy import Taxonomy; Path('docs/annotation-guide.md').write_text(annotation_guide(Taxonomy.load()), encoding='utf-8')"

clean: ## remove what was installed and made here, but for what people labelled (label-studio-data)
	rm -rf $(VENV) .venv-label-studio runs build *.egg-info
