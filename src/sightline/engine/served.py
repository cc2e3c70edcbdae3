"""A plan as plain data, so that a served file can be read without compiling the catalogue again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp

from sightline.engine.plan import Figure, Form, Plan


@dataclass(frozen=True)
class ServedPlan:
    """What a reader needs to know of a build: its figures, and where each pass keeps rows and groups."""

    figures: tuple[Figure, ...]
    # Pass name -> (staged table, its month column).
    sources: dict[str, tuple[str, str]]
    # (pass name, breakdown) -> staged column.
    groups: dict[tuple[str, str], str]
    # Cohort name -> whether its rows are children.
    of_children: dict[str, bool]

    def versions_of(self, indicator_id: str) -> tuple[Figure, ...]:
        """The compiled versions of an indicator, newest first."""
        found = [figure for figure in self.figures if figure.indicator_id == indicator_id]
        return tuple(sorted(found, key=lambda figure: -figure.version))


def served(plan: Plan) -> ServedPlan:
    """The part of a plan that outlives the build."""
    return ServedPlan(
        figures=plan.figures,
        sources={part.name: (part.cohort.name, part.dated("month")) for part in plan.passes},
        groups={(part.name, name): column for part in plan.passes for name, column in part.breakdowns.items()},
        of_children={cohort.name: cohort.of_children for cohort in plan.cohorts},
    )


def _sql(tree: exp.Expr | None) -> str | None:
    return None if tree is None else tree.sql(dialect="duckdb")


def _tree(sql: str | None) -> exp.Expr | None:
    return None if sql is None else sqlglot.parse_one(sql, dialect="duckdb")


def to_data(plan: ServedPlan) -> dict[str, Any]:
    """JSON-ready form."""
    figures = []
    for figure in plan.figures:
        data = dict(vars(figure))
        for name in ("where", "counted", "value"):
            data[name] = _sql(data[name])
        figures.append(data)
    return {
        "figures": figures,
        "sources": {name: list(source) for name, source in plan.sources.items()},
        "groups": [[*key, column] for key, column in plan.groups.items()],
        "of_children": plan.of_children,
    }


def from_data(data: dict[str, Any]) -> ServedPlan:
    """The plan of a served file, from its JSON."""
    figures = []
    for entry in data["figures"]:
        fields = dict(entry)
        for name in ("where", "counted", "value"):
            fields[name] = _tree(fields[name])
        fields["form"] = Form(fields["form"])
        fields["windows"], fields["breakdowns"] = tuple(fields["windows"]), tuple(fields["breakdowns"])
        figures.append(Figure(**fields))
    return ServedPlan(
        figures=tuple(figures),
        sources={name: (source[0], source[1]) for name, source in data["sources"].items()},
        groups={(entry[0], entry[1]): entry[2] for entry in data["groups"]},
        of_children=data["of_children"],
    )
