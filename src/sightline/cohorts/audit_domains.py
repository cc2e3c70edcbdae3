"""Graded domains of practice audits: one row a domain that an audit graded, by the day of the audit.

Where an audit was moderated, the moderated grade is the grade. A domain that an audit names and does not grade is kept, and
does not count.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import sql_for_good_grade

SQL = f"""
WITH graded AS (
    SELECT a.authority, a.audit_id, a.audit_date, a.person_id, a.worker_id, a.unit_id, a.theme,
           LOWER(TRIM(a.audit_type)) AS audit_type, LOWER(TRIM(a.scale)) AS scale, LOWER(TRIM(d.domain)) AS domain,
           COALESCE(d.moderated_grade, d.grade) AS grade, NOT d.moderated_grade IS NULL AS was_moderated
    FROM loc_audit AS a
    JOIN loc_audit_domain AS d ON d.authority = a.authority AND d.audit_id = a.audit_id
    WHERE NOT a.audit_date IS NULL
),
oversight AS (
    SELECT authority, audit_id FROM graded WHERE domain = 'management_oversight' AND NOT grade IS NULL
)
SELECT g.authority, g.person_id, g.audit_id || ' ' || g.domain AS record_id, COALESCE(u.team, g.unit_id) AS team,
       g.worker_id AS worker, CASE WHEN g.grade IS NULL THEN 'The domain was not graded.' END AS excluded_because,
       g.audit_date AS audited_on, g.audit_id, g.domain, g.audit_type, g.theme, g.scale, g.grade, g.was_moderated,
       {sql_for_good_grade("g.grade", "g.scale")} AS is_good,
       g.domain = 'management_oversight' OR (g.domain = 'decision_making' AND o.audit_id IS NULL) AS speaks_for_oversight
FROM graded AS g
LEFT JOIN oversight AS o ON o.authority = g.authority AND o.audit_id = g.audit_id
LEFT JOIN unit_teams AS u ON u.authority = g.authority AND u.unit_id = g.unit_id
    AND u.from_on <= g.audit_date AND (u.until_on IS NULL OR u.until_on > g.audit_date)
"""

COHORT = Cohort(
    name="audit_domains",
    title="Domains of practice audits",
    row="A domain that a practice audit graded.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "audited_on": day("the day of the audit"),
        "audit_id": text("the audit"),
        "domain": text("the domain that was graded"),
        "audit_type": text("case_file, thematic, supervision, assessment, dip_sample or peer"),
        "theme": text("what the audit looked at"),
        "scale": text("ofsted4, or met_good3 for the scale in use before it"),
        "grade": text("the grade on the domain, moderated where it was"),
        "was_moderated": truth("the grade was moderated"),
        "is_good": truth("the grade is good or better on its scale"),
        "speaks_for_oversight": truth("the grade on management oversight or, where an audit has none, on decision making"),
    },
    dates=("audited_on",),
    needs=("loc_audit", "loc_audit_domain"),
    breakdowns={"audit_type": "audit_type", "theme": "theme", "scale": "scale", "grade": "grade"},
)
