# make run     sets up .venv, then compares the three organisations of scenarios/stockholm.yaml
# make test    sets up .venv, then runs the tests; `make test-all` adds the long studies
# make docs    builds the documentation into docs/_build/html; any warning is an error
# make notebooks runs the notebooks at full size and writes what they show beside them
# make coverage says which lines and branches of src no test reaches; at least 95 % are reached
# make mutation changes the model in one place at a time, and shows what no test notices; takes an hour or more
# make bench   compares the engines with others; takes half an hour
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ON_ALL_CORES := -n auto --dist worksteal

.PHONY: run test test-all coverage mutation notebooks bench docs lint setup wheel-test

run: setup
	$(BIN)/socsim run scenarios/stockholm.yaml

test: setup
	$(BIN)/python -m pytest $(ON_ALL_CORES)

bench: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,fast,benchmarks]'
	$(BIN)/python -m benchmarks.run

notebooks: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[fast,answers,notebooks]'
	$(BIN)/python -m notebooks.execute

test-all: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,fast,docs]'
	$(BIN)/python -m pytest $(ON_ALL_CORES) -m "study or not study"

docs: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,fast,docs]'
	$(BIN)/sphinx-build -W --keep-going -n docs docs/_build/html

# What is compiled is compiled before, since an engine that compiles itself is not what is measured.
coverage: setup
	$(BIN)/python -c "from socsim.engine import compiled; compiled.prepare(print)"
	$(BIN)/python -m pytest $(ON_ALL_CORES) --cov --cov-report=term-missing:skip-covered --cov-fail-under=95

mutation: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,fast,mutation]'
	$(BIN)/python -m tests.mutation .mutation

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Builds the package and tries it in an empty environment outside this folder.
wheel-test: setup
	rm -rf dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	$(BIN)/python -m tests.wheel dist

setup: $(INSTALLED)

# Again only when what is to be installed has changed.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c "import sys; sys.exit('socsim needs Python 3.11 or later' if sys.version_info < (3, 11) else 0)"
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,fast]'
	@touch $(INSTALLED)
