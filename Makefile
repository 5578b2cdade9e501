# Needs make and Python 3.11 or newer. The tools live in .venv, the versions in requirements/.
#
#   make demo          a shop's sample data, loaded, built and checked
#   make test          formatting, lint, types, and every test that needs DuckDB or Postgres: minutes
#   make test-engines  the other tests: engines, emulators and tools of some hundred megabytes, and the rest of many
#   make alone         the stories on DuckDB that share a build elsewhere, each alone, in another time zone; a part of test-engines
#   make lowest        the stories on DuckDB with the lowest versions of what the package needs; likewise
#   make check         formatting, lint and types
#   make docs          write the generated pages of docs/, and the keys of the configuration that editors know
#   make pictures      take the pictures of the report for docs/, with a browser
#   make site          build docs/ as a site with a search, which works without a network: build/site/index.html
#   make bench         time a run
#   make lock          resolve requirements/ again from pyproject.toml
#   make clean         remove what the others made
#
# With REQUIRE_ALL=1 a skipped test is a failure.

PYTHON ?= python3
VENV   ?= .venv

# Emulators and tools whose dependencies clash with ours have an environment each; tests find them by these names.
export BQEMULATOR_PYTHON ?= $(abspath $(VENV)-bqemulator/bin/python)
export FAKESNOW_PYTHON   ?= $(abspath $(VENV)-fakesnow/bin/python)
export SAIL_PYTHON       ?= $(abspath $(VENV)-sail/bin/python)
export DBT_PYTHON        ?= $(abspath $(VENV)-dbt/bin/python)
export SITE_PYTHON       ?= $(abspath $(VENV)-site/bin/python)
export DATAFORM_HOME     ?= $(abspath $(VENV)-dataform)
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

# pip's own check of each file against requirements/*.txt; then this package, built with the hatchling of that list.
# --no-deps: the lists are whole, and older pips look past their versions for what one package asks of another's extras.
install = @echo "Installing requirements/$(1).txt into $(VENV)"; $(PIP) install --no-deps --require-hashes -r requirements/$(1).txt && \
	$(PIP) install --no-deps --no-build-isolation --editable . && touch $@

# Two workers; what shares an engine or a file runs on one of them (tests/parts.py). One that dies ends the run: xdist may
# wait for ever for what takes its place.
WORKERS := -n 2 --dist loadgroup --no-loadscope-reorder --max-worker-restart 0
# PYTHONPATH, because a plugin is imported before pytest reads its own settings.
ifeq ($(REQUIRE_ALL),1)
PYTEST := PYTHONPATH=tests $(BIN)/python -m pytest $(WORKERS) -p require_all
else
PYTEST := $(BIN)/python -m pytest $(WORKERS)
endif

# What drivers return is known where they are installed: after `make test-engines`.
MYPY = $(BIN)/mypy $(if $(wildcard $(VENV)/.engines),,--disable-error-code import-not-found --no-warn-unused-ignores --no-warn-return-any)

.PHONY: demo test test-engines alone lowest check docs pictures site bench lock clean
.DELETE_ON_ERROR:

demo: $(VENV)/.run
	@$(BIN)/segment-models demo

test: check
	$(PYTEST) --part quick

test-engines: $(VENV)/.engines $(VENV)-bqemulator/.made $(VENV)-fakesnow/.made $(VENV)-sail/.made $(VENV)-dbt/.made \
		$(VENV)-dataform/.npm $(VENV)-site/.made alone lowest
	$(BIN)/mypy
	$(PYTEST) --part engines

# Stories that share a build in `make test` are told alone here: so each is told both ways. Of random histories one world is
# told here, too.
alone: $(VENV)/.test
	TZ=Asia/Kolkata $(PYTEST) --quiet --own-builds --that-share -k duckdb $(wildcard tests/models) \
		'tests/test_property.py::test_what_is_built_is_what_the_rules_say[duckdb-everything]'

# The stories on DuckDB with the lowest versions that pyproject.toml allows, among them DuckDB 1.5;
# and the SQL of three engines, as a sqlglot writes it that is not compiled, as it is elsewhere.
lowest: $(VENV)-lowest/.made
	@[ ! -x $(VENV)-lowest/bin/python ] || PYTHONPATH=src:tests $(VENV)-lowest/bin/python -m pytest $(WORKERS) -p require_all \
		--quiet -k 'duckdb or (test_golden and (bigquery or spark))' tests/models tests/test_golden.py

check: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(MYPY)

docs: $(VENV)/.test
	$(BIN)/python scripts/write_docs.py
	$(BIN)/python scripts/write_options.py
	$(BIN)/python scripts/bigquery_bytes.py

site: $(VENV)-site/.made
	@[ -x $(SITE_PYTHON) ] || { echo "Zensical is not there: pip could not install requirements/site.txt" >&2; exit 1; }
	@$(SITE_PYTHON) scripts/make_site.py

pictures: $(VENV)/.engines
	$(BIN)/python scripts/take_pictures.py

bench: $(VENV)/.test
	$(BIN)/python benchmarks/run.py

lock: $(VENV)/.dev
	for list in run:build test:test engines:engines dev:dev; do \
		$(BIN)/uv pip compile pyproject.toml --group $${list#*:} --output-file requirements/$${list%:*}.txt \
			--universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
			--no-emit-find-links --custom-compile-command "make lock" --quiet --upgrade || exit 1; \
	done
	for list in bqemulator fakesnow sail dbt dataform site; do \
		$(BIN)/uv pip compile requirements/$$list.in --output-file requirements/$$list.txt \
			--universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
			--no-emit-find-links --custom-compile-command "make lock" --quiet --upgrade || exit 1; \
	done
	$(BIN)/uv pip compile pyproject.toml --resolution lowest-direct --group lowest --extra arrow --extra pandas --extra polars \
		--extra dataform --output-file requirements/lowest.txt \
		--universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
		--no-emit-find-links --custom-compile-command "make lock" --quiet --upgrade

clean:
	rm -rf $(VENV) $(VENV)-lowest $(VENV)-bqemulator $(VENV)-fakesnow $(VENV)-sail $(VENV)-dbt $(VENV)-dataform $(VENV)-site build dist \
		.hypothesis .mypy_cache .pytest_cache .ruff_cache

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	$(call install,run)

$(VENV)/.test: $(VENV)/.made requirements/test.txt pyproject.toml
	$(call install,test)

$(VENV)/.engines: $(VENV)/.test requirements/engines.txt
	$(call install,engines)

$(VENV)/.dev: $(VENV)/.made requirements/dev.txt pyproject.toml
	$(call install,dev)

# What cannot be had here is skipped, by name, by the tests that need it.
$(VENV)-%/.made: requirements/%.txt
	@echo "Installing $< into $(VENV)-$*"
	@$(PYTHON) -m venv $(VENV)-$*
	@$(VENV)-$*/bin/python -m pip --quiet --disable-pip-version-check install --no-deps --require-hashes -r $< && touch $@ || \
		{ [ "$(REQUIRE_ALL)" != 1 ] && rm -rf $(VENV)-$*; }

# Dataform's command line, as locked by npm; and, in a cache of npm's, the package that it installs for each project it
# compiles, so that tests compile without a network.
NPM := PATH=$(abspath $(VENV)-dataform/bin):$$PATH npm --silent --no-audit --no-fund --no-update-notifier --ignore-scripts

$(VENV)-dataform/.npm: $(VENV)-dataform/.made $(wildcard tests/engines/dataform/*.json)
	@echo "Installing tests/engines/dataform/package-lock.json into $(VENV)-dataform"
	@[ ! -x $(VENV)-dataform/bin/npm ] || { cp $(filter %.json,$^) $(VENV)-dataform && cd $(VENV)-dataform && $(NPM) ci && \
		$(NPM) cache add --cache .npm-cache @dataform/core@$$(sed -n 's/.*"@dataform\/core": "\(.*\)".*/\1/p' package.json) && \
		touch .npm; } || [ "$(REQUIRE_ALL)" != 1 ]
