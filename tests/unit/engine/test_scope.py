"""The scope of a reader becomes a condition in SQL: what it lets through is tried on a few drawn rows."""

import duckdb
import pytest

from sightline.engine.children import may_see
from sightline.vocabulary.scope import Scope

COLUMNS = {name: f"{name}__d" for name in ("team", "service", "worker")}
ROWS = [
    ("c1", "T1", "S1", "W1"),
    ("c2", "T1", "S1", "W2"),
    ("c3", "T2", "S2", "W3"),
    ("c4", None, None, None),
    (None, "T1", "S1", None),
]


def seen(scope: Scope) -> list[str | None]:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE c (person_id VARCHAR, team__d VARCHAR, service__d VARCHAR, worker__d VARCHAR)")
    connection.executemany("INSERT INTO c VALUES (?, ?, ?, ?)", ROWS)
    conditions = " AND ".join(condition.sql(dialect="duckdb") for condition in may_see(scope, COLUMNS)) or "TRUE"
    return sorted((row[0] for row in connection.execute(f"SELECT person_id FROM c WHERE {conditions}").fetchall()), key=str)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), []),
        (Scope.of_all(), [None, "c1", "c2", "c3", "c4"]),
        (Scope(teams=frozenset({"T1"})), [None, "c1", "c2"]),
        (Scope(services=frozenset({"S2"})), ["c3"]),
        (Scope(workers=frozenset({"W1", "W3"})), ["c1", "c3"]),
        (Scope(teams=frozenset({"T2"}), workers=frozenset({"W1"})), ["c1", "c3"]),
        (Scope(everything=True, hidden=frozenset({"c2", "c4"})), [None, "c1", "c3"]),
        (Scope(teams=frozenset({"T1"}), hidden=frozenset({"c1"})), [None, "c2"]),
        (Scope(hidden=frozenset({"c1"})), []),
    ],
)
def test_only_the_rows_of_the_scope_come_through(scope: Scope, expected: list[str | None]) -> None:
    assert seen(scope) == sorted(expected, key=str)


def test_a_hostile_name_is_a_name() -> None:
    assert seen(Scope(teams=frozenset({"T1') OR TRUE --"}))) == []
