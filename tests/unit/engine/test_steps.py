"""Steps of a build that DuckDB makes several at once: each after those it reads, every one told of, nothing made on a fault."""

from pathlib import Path

import duckdb
import pytest

from sightline.engine.connection import Step
from sightline.engine.duckdb import DuckDbBuild
from sightline.engine.staging import parse
from sightline.errors import StoreError

CHAIN = 12


def step(name: str, sql: str, *reads: str) -> Step:
    return Step(name, f"making {name}", frozenset(reads), lambda: parse(sql))


def steps() -> list[Step]:
    """Twelve that read each other in a chain, given last first, and two dozen that read nothing."""
    chain = [step("t0", "SELECT 1 AS n")]
    chain += [step(f"t{n}", f"SELECT n + 1 AS n FROM t{n - 1}", f"t{n - 1}") for n in range(1, CHAIN)]
    return [*reversed(chain), *[step(f"free{n}", f"SELECT {n} AS n FROM given") for n in range(24)]]


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_each_is_made_once_and_after_those_it_reads(tmp_path: Path, threads: int) -> None:
    told: list[str] = []
    with DuckDbBuild(tmp_path / "made.duckdb", threads=threads) as connection:
        connection.make("given", parse("SELECT 1 AS one"), keep=False)
        connection.make_all(steps(), lambda made: told.append(made.name))
        assert connection.rows(parse(f"SELECT n FROM t{CHAIN - 1}")).to_pylist() == [{"n": CHAIN}]
    assert sorted(told) == sorted(each.name for each in steps())
    assert [name for name in told if name.startswith("t")] == [f"t{n}" for n in range(CHAIN)]
    # What lasts for the build is not in the file, and nothing lies beside it.
    with duckdb.connect(str(tmp_path / "made.duckdb"), read_only=True) as served:
        assert sorted(name for (name,) in served.sql("SELECT table_name FROM duckdb_tables()").fetchall()) == sorted(told)
    assert [path.name for path in tmp_path.iterdir()] == ["made.duckdb"]


def test_a_step_that_cannot_be_made_ends_the_build_by_name(tmp_path: Path) -> None:
    told: list[str] = []
    broken = step("broken", "SELECT CAST('SYN-1' AS INT) AS n", "t0")
    with (
        pytest.raises(RuntimeError, match=r"'broken' could not be calculated \(ConversionException\)"),
        DuckDbBuild(tmp_path / "made.duckdb") as connection,
    ):
        after = step("after", "SELECT 1 AS n", "broken")
        connection.make_all([step("t0", "SELECT 1 AS n"), broken, after], lambda made: told.append(made.name))
    assert told == ["t0"]


def test_too_little_memory_says_what_to_do(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="not enough memory.*fewer authorities"),
        DuckDbBuild(tmp_path / "made.duckdb", memory_limit="4MB") as connection,
    ):
        connection.make_all([step("big", "SELECT * FROM range(10000000) AS r(n) ORDER BY n % 1000")], lambda _: None)
