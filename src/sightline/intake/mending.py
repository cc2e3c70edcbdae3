"""Ids that systems leave out or write in another register, put right from the rest of the extract.

What is filled: the person of a row, from the plan, period of care or referral it belongs to; the worker of a row, from staff
number or name to professional id; the person of a permanence record, from the legacy id. Each mend is noted as a data issue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.intake.issues import Finding
from sightline.intake.rules import rule_named
from sightline.intake.schema import PROFESSIONAL, TABLES

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


@dataclass(frozen=True)
class Parent:
    """Where the person of a row may be found: through `link`, on the row of `table` whose `key` equals it."""

    child: str
    person: str
    link: str
    table: str
    key: str
    parent_person: str


# The order matters: a table whose own persons are filled comes before the tables that fill theirs from it.
PARENTS = tuple(
    Parent(*line.split())
    for line in """
    ssd_s47_enquiry           s47e_person_id     s47e_referral_id      ssd_cin_episodes  cine_referral_id       cine_person_id
    ssd_initial_cp_conference icpc_person_id     icpc_s47_enquiry_id   ssd_s47_enquiry   s47e_s47_enquiry_id    s47e_person_id
    ssd_initial_cp_conference icpc_person_id     icpc_referral_id      ssd_cin_episodes  cine_referral_id       cine_person_id
    ssd_cin_assessments       cina_person_id     cina_referral_id      ssd_cin_episodes  cine_referral_id       cine_person_id
    ssd_cin_plans             cinp_person_id     cinp_referral_id      ssd_cin_episodes  cine_referral_id       cine_person_id
    ssd_cin_visits            cinv_person_id     cinv_cin_plan_id      ssd_cin_plans     cinp_cin_plan_id       cinp_person_id
    ssd_cp_plans              cppl_person_id     cppl_icpc_id          ssd_initial_cp_conference icpc_icpc_id   icpc_person_id
    ssd_cp_plans              cppl_person_id     cppl_referral_id      ssd_cin_episodes  cine_referral_id       cine_person_id
    ssd_cp_visits             cppv_person_id     cppv_cp_plan_id       ssd_cp_plans      cppl_cp_plan_id        cppl_person_id
    ssd_cp_reviews            cppr_person_id     cppr_cp_plan_id       ssd_cp_plans      cppl_cp_plan_id        cppl_person_id
    ssd_cla_episodes          clae_person_id     clae_referral_id      ssd_cin_episodes  cine_referral_id       cine_person_id
    ssd_cla_placement         clap_person_id     clap_cla_id           ssd_cla_episodes  clae_cla_id            clae_person_id
    ssd_cla_placement         clap_person_id     clap_cla_placement_id ssd_cla_episodes  clae_cla_placement_id  clae_person_id
    ssd_cla_reviews           clar_cla_person_id clar_cla_id           ssd_cla_episodes  clae_cla_id            clae_person_id
    ssd_cla_visits            clav_person_id     clav_cla_id           ssd_cla_episodes  clae_cla_id            clae_person_id
    ssd_permanence            perm_person_id     perm_cla_id           ssd_cla_episodes  clae_cla_id            clae_person_id
    ssd_involvements          invo_person_id     invo_referral_id      ssd_cin_episodes  cine_referral_id       cine_person_id
    """.strip().splitlines()
)  # fmt: skip
# How else systems write a worker, and the rule that says so: SystemC has the staff number on enquiries and conferences, and
# the name on referrals.
WORKER_REGISTERS = (("prof_staff_id", "staff_number"), ("prof_professional_name", "worker_name"))
LEGACY_PERSON = ("ssd_permanence", "perm_person_id")


def mend(extract: Extract) -> None:
    """Fill persons and turn staff numbers and legacy ids into the standard's ids, in the typed tables."""
    _mend_legacy_persons(extract)
    for parent in PARENTS:
        if extract.has(parent.child, parent.link) and extract.has(parent.table, parent.key):
            _fill_person(extract, parent)
    for register, rule in WORKER_REGISTERS:
        if extract.has("ssd_professionals", register):
            for table in TABLES.values():
                for column in table.referring_to(PROFESSIONAL):
                    if extract.has(table.name, column.name):
                        _mend_workers(extract, table.name, column.name, register, rule)


def _replace(extract: Extract, table: str, field: str, mended: str) -> str:
    """Replace a column by what `mended` (file_row, authority, right) says, and return a SELECT of the rows it changed."""
    connection = extract.connection
    kept = f"mended_{table}_{field}"
    connection.execute(f"CREATE TEMP TABLE {kept} AS {mended}")
    count = connection.execute(f"SELECT count(*) FROM {kept}").fetchone()
    if not count or not count[0]:
        connection.execute(f"DROP TABLE {kept}")
        return ""
    connection.execute(
        f"UPDATE {table} SET {field} = {kept}.right_id FROM {kept} "
        f"WHERE {table}.file_row = {kept}.file_row AND {table}.authority = {kept}.authority"
    )
    return kept


def _note(extract: Extract, rule: str, table: str, field: str, kept: str) -> None:
    if kept:
        extract.note(rule_named(rule), Finding(table, field, rows=f"SELECT file_row, NULL AS found FROM {kept}"))
        extract.connection.execute(f"DROP TABLE {kept}")


def _fill_person(extract: Extract, parent: Parent) -> None:
    # A link that leads to two persons (a period of care whose episodes disagree) fills nothing.
    kept = _replace(
        extract,
        parent.child,
        parent.person,
        f"SELECT child.file_row, child.authority, parent.person AS right_id FROM {parent.child} AS child "
        f"JOIN (SELECT authority, {parent.key} AS link, min({parent.parent_person}) AS person FROM {parent.table} "
        f"WHERE {parent.parent_person} IS NOT NULL GROUP BY authority, {parent.key} "
        f"HAVING count(DISTINCT {parent.parent_person}) = 1) AS parent "
        f"ON parent.authority = child.authority AND parent.link = child.{parent.link} WHERE child.{parent.person} IS NULL",
    )
    _note(extract, "person_filled", parent.child, parent.person, kept)


def _mend_legacy_persons(extract: Extract) -> None:
    table, field = LEGACY_PERSON
    if not extract.has(table, field) or not extract.has("ssd_person", "pers_legacy_id"):
        return
    kept = _replace(
        extract,
        table,
        field,
        f"SELECT child.file_row, child.authority, legacy.person AS right_id FROM {table} AS child "
        "JOIN (SELECT authority, pers_legacy_id AS link, min(pers_person_id) AS person FROM ssd_person "
        "WHERE pers_legacy_id IS NOT NULL GROUP BY authority, pers_legacy_id HAVING count(DISTINCT pers_person_id) = 1) "
        f"AS legacy ON legacy.authority = child.authority AND legacy.link = child.{field} "
        f"LEFT JOIN ssd_person AS known ON known.authority = child.authority AND known.pers_person_id = child.{field} "
        "WHERE known.pers_person_id IS NULL",
    )
    _note(extract, "legacy_person", table, field, kept)


def _mend_workers(extract: Extract, table: str, field: str, register: str, rule: str) -> None:
    # A professional id wins where a value is both, and a number or name that two workers share is nobody's.
    kept = _replace(
        extract,
        table,
        field,
        f"SELECT child.file_row, child.authority, worker.professional AS right_id FROM {table} AS child "
        f"JOIN (SELECT authority, lower({register}) AS link, min(prof_professional_id) AS professional FROM ssd_professionals "
        f"WHERE {register} IS NOT NULL GROUP BY authority, link HAVING count(DISTINCT prof_professional_id) = 1) AS worker "
        f"ON worker.authority = child.authority AND worker.link = lower(child.{field}) "
        "LEFT JOIN ssd_professionals AS known ON known.authority = child.authority "
        f"AND known.prof_professional_id = child.{field} WHERE known.prof_professional_id IS NULL",
    )
    _note(extract, rule, table, field, kept)
