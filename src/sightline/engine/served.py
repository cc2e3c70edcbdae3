"""A plan as plain data, so that a served file can be read without compiling the catalogue again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlglot
from sqlglot import exp

from sightline.engine.plan import Figure, Form, Plan

HOLDING = ("holds_from", "holds_until")


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

    def version_on(self, indicator_id: str, last_day: date) -> Figure:
        """The newest version that holds for a period ending on a day, else the oldest there is."""
        versions = self.versions_of(indicator_id)
        holding = [figure for figure in versions if figure.holds_from is None or figure.holds_from <= last_day]
        return holding[0] if holding else versions[-1]


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
        for name in ("where", "counted", "value", "weight"):
            data[name] = _sql(data[name])
        for name in HOLDING:
            data[name] = data[name].isoformat() if data[name] is not None else None
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
        for name in ("where", "counted", "value", "weight"):
            fields[name] = _tree(fields[name])
        for name in HOLDING:
            fields[name] = date.fromisoformat(fields[name]) if fields[name] is not None else None
        fields["form"] = Form(fields["form"])
        fields["windows"], fields["breakdowns"] = tuple(fields["windows"]), tuple(fields["breakdowns"])
        figures.append(Figure(**fields))
    return ServedPlan(
        figures=tuple(figures),
        sources={name: (source[0], source[1]) for name, source in data["sources"].items()},
        groups={(entry[0], entry[1]): entry[2] for entry in data["groups"]},
        of_children=data["of_children"],
    )
