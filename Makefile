# The README's set-up is `make run` and `make test`; everything else is for those who change the coach.
.PHONY: run test test-all season faults check bench format

run: .venv/.run-ready
	@exec .venv/bin/python -m bot run

test: .venv/.test-ready
	@.venv/bin/python -m pytest -n auto --dist worksteal

# Everything there is: the full-size season and every time zone too.
test-all: .venv/.test-ready
	@.venv/bin/python -m pytest -m ''

# 200 simulated runners, 120 days; `make test` runs smaller seasons.
season: .venv/.test-ready
	@.venv/bin/python -m pytest -m season

# More than 300 kills on both databases, servers that are away, clocks put wrong: about ten minutes.
faults: .venv/.test-ready
	@.venv/bin/python -m pytest -m faults -s

check: .venv/.test-ready
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/python -m bot knowledge check
	.venv/bin/python -m bot knowledge facts >/dev/null

# All figures; `make bench BENCH="--quick answers"` runs one part small (`BENCH=--help` lists them).
bench: .venv/.test-ready
	@.venv/bin/python -m benchmarks $(BENCH)

format: .venv/.test-ready
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

.venv/.run-ready: pyproject.toml constraints.txt scripts/setup
	@scripts/setup run

.venv/.test-ready: pyproject.toml constraints.txt scripts/setup
	@scripts/setup test
	@touch .venv/.run-ready
