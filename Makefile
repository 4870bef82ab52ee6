# Two commands are enough: `make demo` to look at the product, `make test` to change it.
PORT ?= 8000
ARGS ?=
export PORT
# Each process would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo demo-reset test check format bench

help: ## what can be asked for
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: ## run the product with its demo world; PORT=8123 chooses the port
	@config/bin/setup demo
	@.venv/bin/python -m config.supervisor --stop-with-parent

demo-reset: ## delete the demo's data
	@config/bin/setup check
	@.venv/bin/python -m config.supervisor --reset

test: ## the whole suite with real servers and a real browser; ARGS go to pytest
	@config/bin/setup test
	@.venv/bin/python -m pytest -n auto --dist loadgroup $(ARGS)

check: ## style, types, imports, templates, migrations, deployment settings
	@config/bin/setup check
	@config/bin/check

format: ## write the files as `make check` wants them
	@config/bin/setup check
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format --quiet .
	@find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --target-version 6.1 || find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --target-version 6.1 --check

bench: ## how fast the pages are, against a floor measured in the same run
	@config/bin/setup demo
	@.venv/bin/python -m tests.bench $(ARGS)
