# Everything a fresh checkout needs. `make demo` and `make test` set up what they use.
# PYTHON=/path/to/python3.12 chooses the Python that .venv is made with.

SHELL := /bin/sh
PY := .venv/bin/python
SETUP := sh tools/setup.sh

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup check-system test-programs demo docs screenshots translations bench lock test lint format prose typecheck pytest clean distclean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup:  ## create .venv and install into it (only if something changed)
	@$(SETUP)

check-system:  ## report the selected Python and missing system libraries
	@$(SETUP) --check --window

demo:  ## replay the bundled recording with the bundled model, in the window
	@$(SETUP) --window
	@$(PY) main.py demo --overwrite </dev/null

screenshots: setup  ## render the pictures of the README and docs: every mode, both themes
	@$(PY) -m tools.screenshots </dev/null
	@$(PY) -m tools.teaching_pictures </dev/null

translations: setup  ## collect the window's texts into app/languages/*.ts and compile them
	@$(PY) -m tools.translations

test-programs:  ## install the programs that some tests talk to, where that is possible
	@sh tools/test_programs.sh

docs: setup  ## build the documentation site into build/site; it is read without a network
	@$(PY) -m pip install --quiet --disable-pip-version-check -c requirements.lock sphinx myst-parser furo
	@$(PY) -m tools.docs_site </dev/null

bench: setup  ## measure speed and memory into docs/performance.md; ARGS="--parts streams" measures a part
	@$(PY) -m benchmarks.performance $(ARGS) </dev/null

# mypy and the installation of programs for some tests run beside pytest. The tests are collected once before,
# which compiles them: otherwise each worker of pytest would compile all of them.
test: setup  ## run all checks: ruff, mypy, Harper, pytest
	@$(MAKE) --no-print-directory lint
	@sh tools/test_programs.sh & programs=$$!; \
		log=$$(mktemp); $(MAKE) --no-print-directory typecheck prose >$$log 2>&1 & checks=$$!; \
		trap 'kill $$programs $$checks 2>/dev/null; rm -f $$log' EXIT; trap 'exit 130' INT TERM; \
		echo "Collecting the tests (half a minute in a fresh checkout), while mypy checks the code"; \
		$(MAKE) --no-print-directory pytest ARGS="-n 0 --collect-only -qqq" >/dev/null 2>&1; \
		wait $$programs; \
		$(MAKE) --no-print-directory pytest; tests=$$?; \
		wait $$checks; code=$$?; cat $$log; [ $$tests = 0 ] || code=$$tests; exit $$code

lint: setup  ## ruff: rules and formatting
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

format: setup  ## apply ruff's formatting and automatic fixes
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

prose: setup  ## Harper and the house rules, over the documentation and --help; ARGS=docs/live.md checks a page
	$(PY) -m tools.prose $(ARGS)

# mypy ends with 2 if a worker has not started after three seconds, on a busy machine: then one process does it.
typecheck: setup  ## mypy
	$(PY) -m mypy --num-workers 2 || { [ $$? = 2 ] && $(PY) -m mypy; }

# One process more than cores, since many tests wait for a program or a socket; each computes in one thread, as
# several would wait for each other. Bytecode is written: the tests start a hundred programs, each of which would
# compile hundreds of modules. Files with slow tests come first (tests/conftest.py).
WORKERS = $(shell $(PY) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))' 2>/dev/null)
pytest: setup  ## the tests, Qt offscreen; ARGS="-k window" selects some, ARGS="-n 0" uses one process
	OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE= \
		$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS) </dev/null

lock: setup  ## write requirements.lock anew from pyproject.toml; ARGS=--upgrade takes the newest of all
	$(PY) -m pip install --quiet --disable-pip-version-check -c requirements.lock uv
	$(PY) -m uv pip compile pyproject.toml --universal --python-version 3.10 --all-extras --no-annotate \
		--custom-compile-command "make lock" --quiet --output-file requirements.lock $(ARGS)

clean:  ## remove caches and what `make demo` wrote
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info demo.webm demo.png
	find app cli mans streaming tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean  ## also remove .venv
	rm -rf .venv
