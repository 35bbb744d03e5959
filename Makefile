# make demo, make test: each makes its own .venv (Python 3.11 or newer and make are all that must be there).
# The first of these that is new enough; `make PYTHON=...` names another.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-slow nightly check clean
.DELETE_ON_ERROR:

demo: $(READY)
	@$(BIN)/toolkit demo

test: $(READY)
	$(BIN)/python -m pytest -n auto -m "not slow and not fm"

test-slow: $(READY)
	$(BIN)/python -m pytest -m "slow or fm" -rs

# Random programs against CPython and the solver; a difference is printed as soon as it is found.
COUNT ?= 50000
SEED ?= 200000
nightly: $(READY)
	cd tests && ../$(BIN)/python -m differential --count $(COUNT) --seed $(SEED)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

# The stamp is made last, so that an installation that was cut off is done again.
$(READY): pyproject.toml
	@test -n "$(PYTHON)" || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=/path/to/python $(MAKECMDGOALS)" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q toolkit
	@touch $@

clean:
	rm -rf $(VENV) .toolkit build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
