"""On Spark what a recursion reads is made first, and so is the recursion; the answer stays the same."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
from sqlglot import exp

from sightline.engine.duckdb import sql_for_duckdb
from sightline.engine.spark import in_steps
from sightline.engine.staging import parse

CHAIN = """
SELECT c.day, c.step FROM (
    WITH RECURSIVE leaps AS (SELECT 1 AS from_day, 3 AS to_day UNION ALL SELECT 3 AS from_day, 4 AS to_day),
    forward AS (SELECT l.from_day, l.to_day FROM leaps AS l WHERE l.to_day > l.from_day),
    walked AS (
        SELECT 1 AS day, 0 AS step
        UNION ALL
        SELECT f.to_day AS day, w.step + 1 AS step FROM walked AS w JOIN forward AS f ON f.from_day = w.day
    ),
    furthest AS (SELECT MAX(to_day) AS day FROM forward),
    last_step AS (SELECT MAX(step) AS step FROM walked)
    SELECT walked.day, walked.step FROM walked, last_step, furthest
    WHERE walked.step = last_step.step AND walked.day = furthest.day
) AS c
"""


def run(steps: Iterable[tuple[str, exp.Expr]]) -> list[tuple[object, ...]]:
    """The rows of the last step, each of those before made as a table."""
    *before, (_, last) = steps
    with duckdb.connect() as connection:
        for name, query in before:
            connection.execute(f"CREATE TABLE {name} AS {sql_for_duckdb(query)}")
        return connection.execute(sql_for_duckdb(last)).fetchall()


def test_what_a_recursion_reads_and_the_recursion_are_made_first() -> None:
    steps = dict(in_steps("chain", parse(CHAIN)))
    assert list(steps) == ["chain__forward", "chain__walked", "chain"]
    recursive = [name for name, statement in steps.items() if any(with_.recursive for with_ in statement.find_all(exp.With))]
    assert recursive == ["chain__walked"]


def test_a_step_reads_the_tables_made_before_it() -> None:
    steps = dict(in_steps("chain", parse(CHAIN)))
    read = {table.name for table in steps["chain__walked"].find_all(exp.Table)}
    assert "chain__forward" in read
    assert "chain__walked" in {table.name for table in steps["chain"].find_all(exp.Table)}


def test_the_answer_is_the_same() -> None:
    assert run(in_steps("chain", parse(CHAIN))) == run([("chain", parse(CHAIN))]) == [(4, 2)]


def test_a_statement_without_recursion_is_one_step() -> None:
    plain = parse("WITH a AS (SELECT 1 AS x) SELECT x FROM a")
    assert list(in_steps("plain", plain)) == [("plain", plain)]
