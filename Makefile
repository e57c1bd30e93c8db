# Two commands do everything on a fresh Debian or Ubuntu machine: `make demo` and `make test`.
# Both make the environment first, where it is missing or out of date.

.DEFAULT_GOAL := help
.PHONY: help demo test lint slow soak clean

# Every process that a test starts would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
DEMO_ARGS ?=
PYTEST_ARGS ?=
SOAK ?= tests

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST)

$(VENV)/.operator: pyproject.toml constraints.txt .ci/setup
	@.ci/setup operator

$(VENV)/.dev: pyproject.toml constraints.txt .ci/setup
	@.ci/setup dev

demo: $(VENV)/.operator ## Run it all on a recorded clip (more flags in DEMO_ARGS)
	@$(VENV)/bin/whatsit demo $(DEMO_ARGS)

lint: $(VENV)/.dev ## Style, types and import rules
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# Files go out in their order, the many short ones of tests/unit last: by the number of their tests,
# the few long ones would come last, and a single worker would end alone.
test: lint ## Everything that must be green: lint and tests (more flags in PYTEST_ARGS)
	$(VENV)/bin/pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not slow" $(PYTEST_ARGS)

slow: $(VENV)/.dev ## The long soaks, which `make test` leaves out
	$(VENV)/bin/pytest -m slow $(PYTEST_ARGS)

# The table is written from whatever ran, and the exit code says whether all of it passed.
soak: $(VENV)/.dev ## Keep every promise of docs/reliability.md under fire, and write its table
	@mkdir -p build && rm -f build/soak.xml
	$(VENV)/bin/pytest $(SOAK) -m "promise or mutant" --soak -n 4 \
		--dist load --maxschedchunk 1 \
		--junitxml=build/soak.xml $(PYTEST_ARGS); ran=$$?; \
	$(VENV)/bin/python -m tests.fault.reliability build/soak.xml && exit $$ran

clean: ## Remove the environment and all caches
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
