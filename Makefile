# make demo, make test: each makes its own .venv (Python 3.11 or newer and make are all that must be there).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-slow check clean
.DELETE_ON_ERROR:

demo: $(READY)
	@$(BIN)/toolkit demo

test: $(READY)
	$(BIN)/python -m pytest -m "not slow and not fm"

test-slow: $(READY)
	$(BIN)/python -m pytest -m "slow or fm" -rs

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

# The stamp is made last, so that an installation that was cut off is done again.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .toolkit build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
