# The two commands of the README are `make demo` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What running it needs, and what its tests and benchmarks need besides (a third of the pins).
RUN_STAMP := $(VENV)/.runs
STAMP := $(VENV)/.fresh
# Other readers of tables, to measure beside, stay out of the project's own environment.
SPEED_STAMP := build/speed-venv/.fresh
CRAWL_STAMP := build/crawl-venv/.fresh

.DEFAULT_GOAL := help
.PHONY: help install demo test lint types format unit bench bench-accuracy bench-speed bench-crawl chaos year calendar bench-nightly bench-warehouse bench-robustness bench-quality docs audit clean

help: ## list the targets
	@grep -E '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# Made anew whenever the pins or the project file are newer than the last successful installation.
$(RUN_STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	@echo "installing the pinned libraries into $(VENV); a few minutes"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock setuptools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock --no-build-isolation -e .
	@touch $(RUN_STAMP)

$(STAMP): $(RUN_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $(STAMP)

install: $(RUN_STAMP) ## make .venv with what nianbao needs to run

demo: $(RUN_STAMP) ## run the nightly flow twice against a demonstration site on 127.0.0.1
	$(BIN)/nianbao demo

# mypy has one core to itself while the tests begin
test: $(STAMP) ## lint, types and all tests (what .ci/run calls)
	@$(MAKE) --no-print-directory -j 3 lint types unit

lint: $(STAMP) ## ruff: rules and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy --strict
	$(BIN)/mypy

# Reading processes import the project hundreds of times; without its compiled files each compiles it again.
unexport PYTHONDONTWRITEBYTECODE
# One worker more than there are cores: some wait for a browser, a converter or a server.
unit: $(STAMP) ## all tests, on all cores
	$(BIN)/pytest -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadgroup

format: $(STAMP) ## let ruff mend and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: bench-accuracy ## the measurements that the README states

bench-accuracy: $(STAMP) ## make documents of every kind, read them, and compare every cell with what was printed
	$(BIN)/python -m tests.benchmarks.accuracy

bench-speed: $(STAMP) $(SPEED_STAMP) ## documents a second and memory by kind, beside other readers of PDF tables
	$(BIN)/python -m tests.benchmarks.speed

$(SPEED_STAMP): tests/benchmarks/speed/requirements.txt
	$(PYTHON) -m venv build/speed-venv
	build/speed-venv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

bench-crawl: $(STAMP) $(CRAWL_STAMP) ## three nights over a local government, ten kills, pages a second beside plain Scrapy
	$(BIN)/python -m tests.benchmarks.crawl

$(CRAWL_STAMP): tests/benchmarks/requirements-crawl.txt
	$(PYTHON) -m venv build/crawl-venv
	build/crawl-venv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

bench-warehouse: $(STAMP) ## load, room, a night and the worked queries at 10,000 and 100,000 reports, beside pandas
	$(BIN)/python -m tests.benchmarks.warehouse

bench-robustness: $(STAMP) ## read 10,000 damaged and hostile files within the limits of the reading pool
	$(BIN)/python -m tests.benchmarks.robustness

bench-quality: $(STAMP) ## plant mistakes of every kind and count those found
	$(BIN)/python -m tests.benchmarks.quality

chaos: $(STAMP) ## 220 random faults over simulated nights, 60 of them kill -9; nothing may be lost
	$(BIN)/python -m tests.benchmarks.chaos --write

year: $(STAMP) ## a simulated year over a small government: storage, seconds, findings, leaks
	$(BIN)/python -m tests.benchmarks.year --write

bench-nightly: $(STAMP) ## a night of 20,000 new reports with one reading process and two (REPORTS=n for fewer)
	$(BIN)/python -m tests.benchmarks.nightly --reports $(or $(REPORTS),20000) --write

calendar: $(STAMP) ## simulate the crawl calendar of 100,000 organs: nights, hours, bytes, money
	$(BIN)/python -m tests.benchmarks.calendar --write

docs: ## the pages of docs/ as a small site in build/docs
	$(PYTHON) -m venv build/docs-venv
	build/docs-venv/bin/python -m pip install --quiet --disable-pip-version-check -r docs/requirements.txt
	build/docs-venv/bin/python -m mkdocs build --strict

audit: ## ask the OSV database about the pinned libraries
	$(PYTHON) -m venv build/audit-venv
	build/audit-venv/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	build/audit-venv/bin/python -m pip_audit --requirement requirements.lock --no-deps --disable-pip --vulnerability-service osv

clean: ## remove the virtual environment, caches and the demonstration's data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache demo-out build *.egg-info
