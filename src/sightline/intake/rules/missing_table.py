"""One of the tables that most indicators rest on is not in the extract. Local tables are each a choice, and are not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import TABLES

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

CORE_TABLES = (
    "ssd_person", "ssd_contacts", "ssd_cin_episodes", "ssd_cin_assessments", "ssd_cin_plans", "ssd_cin_visits",
    "ssd_s47_enquiry", "ssd_initial_cp_conference", "ssd_cp_plans", "ssd_cp_visits", "ssd_cp_reviews", "ssd_cla_episodes",
    "ssd_cla_placement", "ssd_legal_status", "ssd_cla_reviews", "ssd_cla_visits", "ssd_cla_health", "ssd_missing",
    "ssd_care_leavers", "ssd_permanence", "ssd_involvements", "ssd_professionals", "ssd_department", "ssd_disability",
)  # fmt: skip


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name in CORE_TABLES:
        # A file that stopped its table has said so already.
        if name not in extract.read and not any(source.table.name == name for source in extract.sources.tables):
            yield Finding(name)


def name_columns(table: str) -> str:
    """A file of that table with its headings and no row."""
    headings = " | ".join(TABLES[table].columns)
    return f"{headings}\n{'-' * len(headings)}"


RULE = Rule(
    code="missing_table",
    title="A table that the extract has not",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.FILES,
    says="The extract has no such table. Indicators that rest on it are not available.",
    find=find,
    examples=(
        Example(
            tables={name: name_columns(name) for name in CORE_TABLES if name != "ssd_missing"},
            expect=(("ssd_missing", None, None, ""),),
        ),
    ),
)
