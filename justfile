# The recipes; `just` alone lists them.
default:
    @just --list

# All that CI does.
check:
    .ci/run

# The tests; arguments go to pytest.
test *arguments:
    uv run pytest {{arguments}}

# The tests with the long simulations.
test-all:
    uv run pytest --long

# Style, and what import-linter's contracts forbid.
lint:
    uv run ruff check
    uv run ruff format --check
    uv run lint-imports

# Types.
types:
    uv run mypy

# Who may import whom.
contracts:
    uv run lint-imports

# Every promise in docs/holds.md names a test that exists.
holds:
    uv run pytest tests/test_holds.py -p no:xdist -o addopts="-p tests.servers"

# Renew the pins in pyproject.toml and the hashes in requirements.lock.
lock *arguments:
    uv run deploy/lock.py {{arguments}}

# The site, with its demo world.
up *arguments:
    uv run manage.py up {{arguments}}

# One measurement: `just bench write`.
bench name *arguments:
    uv run python benchmarks/run.py {{name}} {{arguments}}
