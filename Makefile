# The two commands: `make demo` and `make test`. `make help` lists the others.
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed-project
INSTALLED_LABEL := $(VENV)/.installed-label
INSTALLED_BULK := $(VENV)/.installed-bulk
INSTALLED_DEV := $(VENV)/.installed-dev
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
# Wheels alone: what builds a package from its source would come without a hash.
WHEELS := $(PIP) --only-binary :all:
LOCKED := $(WHEELS) --require-hashes --no-deps
FIT := $(PY) -m pip check || echo "These packages do not fit together. If you installed none by hand, remove $(VENV) and start again." >&2
UV := build/uv/bin/uv
UPGRADE :=

.PHONY: help install install-label install-bulk demo test test-all check format bench label guide pictures lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  make \1	/' | expand -t 18

install: $(INSTALLED) ## install everything that tagging and training need into .venv

# The locked packages come first: torch then finds all it needs there, but for what a CUDA build brings along. pip refuses to install
# a folder where hashes are asked for, so the project itself comes last.
$(INSTALLED): pyproject.toml requirements/base.txt requirements/torch.txt
	@$(PYTHON) -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" 2>/dev/null || { echo "$(PYTHON) was not found, or is not Python 3.11, 3.12 or 3.13. Install one of these, or name it: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV): a few minutes, about 2 GB"
	$(LOCKED) --requirement requirements/base.txt
	$(WHEELS) --requirement requirements/torch.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@$(FIT)
	@touch $@

install-label: $(INSTALLED_LABEL) ## install also what speaks to Label Studio and serves tags over HTTP

$(INSTALLED_LABEL): $(INSTALLED) requirements/label.txt
	$(LOCKED) --requirement requirements/label.txt
	@$(FIT)
	@touch $@

install-bulk: $(INSTALLED_BULK) ## install also Ray, to tag on a cluster, and ONNX, to export models

$(INSTALLED_BULK): $(INSTALLED) requirements/label.txt requirements/bulk.txt
	$(LOCKED) --requirement requirements/bulk.txt
	@$(FIT)
	@touch $@ $(INSTALLED_LABEL)

$(INSTALLED_DEV): $(INSTALLED) requirements/label.txt requirements/bulk.txt requirements/dev.txt
	$(LOCKED) --requirement requirements/dev.txt
	@$(FIT)
	@touch $@ $(INSTALLED_LABEL) $(INSTALLED_BULK)

demo: $(INSTALLED) ## fine-tune, evaluate and tag on the embedded samples; ends with pages to open
	$(PY) scripts/demo.py --output runs/demo

# A process a core, at most four: each imports torch and takes some 700 MB. Who is done takes over what another has not begun.
# WORKERS=0 runs them in one process, as plain pytest does.
WORKERS := logical
test: $(INSTALLED_DEV) ## the quick tests
	$(PY) -m pytest -m "not slow" -n $(WORKERS) --maxprocesses 4 --dist worksteal
	@echo "left out: the slow tests, with a real Label Studio server and a real browser among them; make test-all runs all"

test-all: test ## every test, the slow real parts too
	$(PY) -m pytest -m slow -n 0

check: $(INSTALLED_DEV) ## ruff and mypy
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

format: $(INSTALLED_DEV) ## format the code
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# ONLY=speed,bulk measures these and leaves what is known of the others as it is.
ONLY :=
bench: $(INSTALLED_DEV) ## measure speed and memory, and write docs/benchmarks.md and docs/scale.md; ONLY=name,name for some
	$(PY) scripts/bench/record.py --only "$(ONLY)"

label: $(INSTALLED_LABEL) ## start a Label Studio server on this machine and push the sample reports to it
	$(PY) scripts/label_studio.py start
	$(PY) scripts/read_reports.py reports/sample --output runs/label-studio/paragraphs.jsonl
	$(PY) scripts/label_studio.py push runs/label-studio/paragraphs.jsonl --model models/tagger

guide: $(INSTALLED) ## make docs/annotation-guide.md again after the taxonomy changed
	$(PY) -c "from pathlib import Path; from labels.guide import annotation_guide; from labels.taxonomy import Taxonomy; Path('docs/annotation-guide.md').write_text(annotation_guide(Taxonomy.load()), encoding='utf-8')"

pictures: $(INSTALLED_DEV) ## make the pictures of docs/ again from the samples, with Chromium
	$(PY) scripts/build/pictures.py

lock: $(UV) ## choose versions for what pyproject.toml asks, with the hashes of all their files; UPGRADE=name,name (or all) renews
	$(PYTHON) -m scripts.build.packages --uv $(abspath $(UV)) --upgrade "$(UPGRADE)"

$(UV): requirements/uv.txt
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
	@touch $@

clean: ## remove what was installed and built here; what was made with it stays (runs, label-studio-data)
	@for folder in $(VENV) .venv-label-studio; do \
	  if [ -f $$folder/pyvenv.cfg ]; then rm -rf $$folder; elif [ -e $$folder ]; then echo "$$folder stays: it is no environment of Python's" >&2; fi; \
	done
	rm -rf build zhengbiao.egg-info
	@echo "runs and label-studio-data stay: remove them by hand if what they hold is not needed"
