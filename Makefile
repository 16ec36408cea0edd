# make run   set up everything and open the demo town (without a display: a picture of it)
# make test  set up everything, check the code and run the tests
# make bench run the benchmarks and print a table

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
SOURCES = pyproject.toml constraints.txt hatch_build.py $(wildcard resources/locale/*/LC_MESSAGES/*.po)

.PHONY: run test check bench system town messages clean

run: $(VENV)/ready
	$(BIN)/gridapp demo --dir build/demo

test: check
	sh .ci/system.sh tests $(BIN)/python
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(PYTEST_ARGS)

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,bench]'
	$(BIN)/python -m tests.bench --all

# Make the demo town's files in data/town again, from their seed.
town: $(VENV)/ready
	$(BIN)/python data/make_town.py

# Collect the texts of the code anew and bring the Chinese catalogue up to date with them.
CATALOGUES = resources/locale
messages: $(VENV)/ready
	$(BIN)/pybabel --quiet extract --no-default-keywords --keywords="tr message" \
	  --add-location=file --sort-by-file --width=100 --omit-header \
	  --output-file=$(CATALOGUES)/gridapp.pot gridapp
	$(BIN)/pybabel --quiet update --domain=gridapp --locale=zh_CN --input-file=$(CATALOGUES)/gridapp.pot \
	  --output-dir=$(CATALOGUES) --width=100 --no-fuzzy-matching --ignore-obsolete \
	  --ignore-pot-creation-date

$(VENV)/ready: $(SOURCES)
	sh .ci/system.sh python "$(PYTHON)"
	test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	sh .ci/system.sh qt $(BIN)/python
	touch $@

clean:
	rm -rf $(VENV) build dist
