"""Practice audits: one row an audit, by the day it was done.

Where an audit was moderated, the moderated grade is the grade. What is good depends on the scale of the audit, so each grade
is judged on its own scale; figures of two scales are still not to be set beside each other.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import sql_for_good_grade

SQL = f"""
WITH graded AS (
    SELECT a.authority, a.audit_id, a.audit_date, a.person_id, a.worker_id, a.unit_id, a.theme,
           LOWER(TRIM(a.audit_type)) AS audit_type, LOWER(TRIM(a.scale)) AS scale,
           COALESCE(a.moderated_grade, a.overall_grade) AS grade, NOT a.moderated_grade IS NULL AS was_moderated,
           COALESCE(d.moderated_grade, d.grade) AS supervision_frequency_grade
    FROM loc_audit AS a
    LEFT JOIN loc_audit_domain AS d ON d.authority = a.authority AND d.audit_id = a.audit_id
        AND LOWER(TRIM(d.domain)) = 'supervision_frequency'
    WHERE NOT a.audit_date IS NULL
)
SELECT g.authority, g.person_id, g.audit_id AS record_id, COALESCE(u.team, g.unit_id) AS team, g.worker_id AS worker,
       CAST(NULL AS VARCHAR) AS excluded_because,
       g.audit_date AS audited_on, g.audit_type, g.theme, g.scale, g.grade, g.was_moderated,
       {sql_for_good_grade("g.grade", "g.scale")} AS is_good, g.supervision_frequency_grade,
       {sql_for_good_grade("g.supervision_frequency_grade", "g.scale")} AS supervision_frequency_is_met
FROM graded AS g
LEFT JOIN unit_teams AS u ON u.authority = g.authority AND u.unit_id = g.unit_id
    AND u.from_on <= g.audit_date AND (u.until_on IS NULL OR u.until_on > g.audit_date)
"""

COHORT = Cohort(
    name="audits",
    title="Practice audits",
    row="A practice audit.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "audited_on": day("the day of the audit"),
        "audit_type": text("case_file, thematic, supervision, assessment, dip_sample or peer"),
        "theme": text("what the audit looked at"),
        "scale": text("ofsted4, or met_good3 for the scale in use before it"),
        "grade": text("the overall grade, moderated where it was"),
        "was_moderated": truth("the grade was moderated"),
        "is_good": truth("the grade is good or better on its scale; empty where there is none"),
        "supervision_frequency_grade": text("the grade on how often supervision took place", needs=("loc_audit_domain",)),
        "supervision_frequency_is_met": truth(
            "supervision took place as often as it should; empty where that was not graded", needs=("loc_audit_domain",)
        ),
    },
    dates=("audited_on",),
    needs=("loc_audit",),
    breakdowns={"audit_type": "audit_type", "theme": "theme", "scale": "scale", "grade": "grade"},
)
