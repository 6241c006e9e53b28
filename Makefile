# The interpreter that starts the checks; they choose the ones to test with themselves.
PYTHON ?= python3
CHECKS = $(PYTHON) tests/tools/checks.py
# Options for the checks, as in: make test ARGS='--only unit'
ARGS ?=

LINT = no-ignores ruff yamllint changelog docs ansible-lint

.DEFAULT_GOAL := help
.PHONY: help demo test test-all quick molecule faults kills bench lint format docs docs-lint build clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

demo: ## See the collection work on an emulated fleet of doors
	@$(CHECKS) --exec demo python demo/demo.py $(ARGS)

test: ## All checks, on the oldest and the newest supported ansible-core
	@$(CHECKS) $(ARGS)

test-all: ## All checks, on every supported ansible-core
	@$(CHECKS) --cores all $(ARGS)

quick: ## In under a minute: lint without ansible-lint, and the unit tests that depend on the oldest ansible-core
	@$(CHECKS) --cores oldest --only $(filter-out ansible-lint,$(LINT)) unit $(ARGS)

molecule: ## The scenarios of the roles, on the newest ansible-core
	@$(CHECKS) --cores none --only molecule $(ARGS)

faults: ## 3,000 cases of the fault campaign and more of the newer kinds; others with ARGS='--cases 100 --seed 7'
	@$(CHECKS) --exec newest python tests/faults/campaign.py $(ARGS)

kills: ## 200 plays killed at random moments, and one more run after each; fewer with ARGS='--kills 10'
	@$(CHECKS) --exec newest python tests/faults/kills.py $(ARGS)

bench: ## Speed and memory, measured anew for docs/benchmarks.md; a part with ARGS='--only noop'
	@$(CHECKS) --exec newest python tests/benchmarks/bench.py $(ARGS)

lint: ## Lint only
	@$(CHECKS) --cores none --only $(LINT) lint-molecule $(ARGS)

format: ## Let ruff format the code and mend what it can
	@$(CHECKS) --exec tools ruff check --fix-only .
	@$(CHECKS) --exec tools ruff format .

docs: ## Build the site of the documentation in dist/docs
	@$(CHECKS) --exec docs python tests/tools/build_docs.py

docs-lint: ## Check the plugins' documentation and docs/
	@$(CHECKS) --cores none --only docs $(ARGS)

build: ## Build the collection's tarball in dist/
	@$(CHECKS) --exec tools ansible-galaxy collection build --force --output-path dist

clean: ## Remove caches, virtual environments and build results
	rm -rf .cache .pytest_cache .ruff_cache .hypothesis .ansible dist tests/output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
