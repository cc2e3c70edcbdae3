"""Domains of audits from one cycle to the next: one row a domain graded in both, by the last day of the later cycle.

A cycle is a quarter. A domain has improved where the share of good grades is higher than in the quarter before, on the same
scale and with at least five graded audits in both: with fewer, one audit more or less decides. A cycle that has not ended is not
compared.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth, whole
from sightline.cohorts.shared_sql import LAST_DAY

FEWEST_AUDITS = 5

SQL = f"""
WITH graded AS (
    SELECT authority, domain, scale, is_good, CAST(FLOOR(MONTH_INDEX(audited_on) / 3.0) AS BIGINT) AS quarter
    FROM audit_domains
    WHERE excluded_because IS NULL AND audited_on <= {LAST_DAY}
),
by_cycle AS (
    SELECT authority, domain, scale, quarter, COUNT(*) AS audits, COUNT(CASE WHEN is_good THEN 1 END) AS good
    FROM graded
    GROUP BY authority, domain, scale, quarter
),
compared AS (
    SELECT n.authority, n.domain, s.as_at AS ended_on, n.audits, b.audits AS audits_before, n.good, b.good AS good_before,
           n.audits >= {FEWEST_AUDITS} AND b.audits >= {FEWEST_AUDITS} AND n.good * b.audits > b.good * n.audits
               AS has_improved
    FROM by_cycle AS n
    JOIN by_cycle AS b ON b.authority = n.authority AND b.domain = n.domain AND b.quarter = n.quarter - 1
        AND COALESCE(b.scale, '') = COALESCE(n.scale, '')
    JOIN snapshots AS s ON s.month = 3 * n.quarter + 2 AND EXTRACT(DAY FROM ADD_DAYS(s.as_at, 1)) = 1
)
SELECT authority, CAST(NULL AS VARCHAR) AS person_id, domain || ' ' || CAST(ended_on AS VARCHAR) AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       ended_on AS cycle_ended_on, domain, CAST(SUM(audits) AS BIGINT) AS audits,
       CAST(SUM(audits_before) AS BIGINT) AS audits_before, CAST(SUM(good) AS BIGINT) AS good,
       CAST(SUM(good_before) AS BIGINT) AS good_before, MAX(CASE WHEN has_improved THEN 1 ELSE 0 END) = 1 AS has_improved
FROM compared
GROUP BY authority, domain, ended_on
"""

COHORT = Cohort(
    name="audit_domain_cycles",
    title="Audit domains from cycle to cycle",
    row="A domain that audits graded in a cycle and in the one before.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "cycle_ended_on": day("the last day of the cycle"),
        "domain": text("the domain that was graded"),
        "audits": whole("audits of the cycle that graded it"),
        "audits_before": whole("audits of the cycle before that graded it"),
        "good": whole("grades of good or better in the cycle"),
        "good_before": whole("grades of good or better in the cycle before"),
        "has_improved": truth("more of the grades are good, on one scale and of at least five audits in both cycles"),
    },
    dates=("cycle_ended_on",),
    reads=("audit_domains",),
    needs=("loc_audit", "loc_audit_domain"),
    breakdowns={"domain": "domain"},
    of_children=False,
)
