"""What is due to children in care, to care leavers and on the way to adoption (indicators.md section 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sightline.vocabulary.dates import add_months
from tests.twin.base_sets import assessments, text_key
from tests.twin.care import is_of_dental_age, missing_episodes
from tests.twin.care_leavers import people, young_people
from tests.twin.care_planning import children as children_in_care
from tests.twin.care_planning import versions
from tests.twin.care_sets import (
    care_periods,
    cla_reviews,
    completed_checks,
    initial_health_assessment,
    is_dental_check,
    is_health_assessment,
    legal_status,
    looked_after,
)
from tests.twin.due import Due, Rule, after, is_still_open, later, latest
from tests.twin.extract import Extract, Row, day
from tests.twin.permanence import adoption_orders, on_the_way, permanence_of

# --- care -------------------------------------------------------------------------------------------------------------


def care_reviews(numbers: range) -> Rule:
    def rule(x: Extract) -> Iterator[Due]:
        for period in care_periods(x):
            if period.ended_on is not None and period.ended_on <= x.as_at:
                continue
            held = [on for on, _ in cla_reviews(x, period)]
            if len(held) not in numbers:
                continue
            anchor = held[-1] if held else period.started_on
            due_on = after(x, anchor, 20) if not held else add_months(anchor, 3 if len(held) == 1 else 6)
            # The child leaves before it is due.
            if period.ended_on is None or due_on is None or due_on <= period.ended_on:
                yield period.person, anchor, due_on

    return rule


def plans_after_review(x: Extract) -> Iterator[Due]:
    for person, period in looked_after(x, x.as_at).items():
        held = [on for on, _ in cla_reviews(x, period) if on <= x.as_at]
        if held and not any(on >= held[-1] for on in versions(x, person) if on <= x.as_at):
            yield person, held[-1], after(x, held[-1], 10)


def first_health(x: Extract) -> Iterator[Due]:
    for period in care_periods(x):
        is_open_now = period.started_on <= x.as_at and is_still_open(x, period.ended_on)
        if is_open_now and initial_health_assessment(x, period) is None:
            yield period.person, period.started_on, after(x, period.started_on, 20)


def health_reviews(x: Extract) -> Iterator[Due]:
    for person in looked_after(x, x.as_at):
        checked = [row["clah_health_check_date"] for row in completed_checks(x, person) if is_health_assessment(row)]
        if checked:
            born, last = x.person(person).get("pers_dob"), max(checked)
            half = add_months(last, 6)
            is_young = born is not None and half < add_months(born, 60)
            yield person, last, half if is_young else add_months(last, 12)


def dental_checks(x: Extract) -> Iterator[Due]:
    for person, period in looked_after(x, x.as_at).items():
        age = x.age(person, x.as_at)
        if age is None or not is_of_dental_age(x, age, x.as_at):
            continue
        last = max((row["clah_health_check_date"] for row in completed_checks(x, person) if is_dental_check(row)), default=None)
        start = last or period.started_on
        yield person, start, add_months(start, 12 if last else x.number("dental_first_months"))


def first_peps(x: Extract) -> Iterator[Due]:
    youngest, oldest = (int(part) for part in x.setting("pep_ages").split("-"))
    for unit in children_in_care(x, x.as_at):
        period, age = looked_after(x, x.as_at)[str(unit.person)], x.age(unit.person, x.as_at)
        if age is not None and youngest <= age <= oldest and not unit.has["has_pep"]:
            yield unit.person, period.started_on, after(x, period.started_on, 10)


def yearly_assessments(x: Extract) -> Iterator[Due]:
    for person in looked_after(x, x.as_at):
        last = latest(each.completed_on for each in assessments(x) if each.person == person)(x)
        yield person, last, later(last, 12)


def missing_now(x: Extract) -> Iterator[Due]:
    for unit in missing_episodes(x):
        row = next(row for row in x.table("ssd_missing") if text_key(row["miss_table_id"]) == unit.record)
        ended_on = row.get("miss_missing_episode_end_date")
        if ended_on is None or day(ended_on) > x.as_at:
            yield unit.person, unit.on, unit.on + timedelta(days=1)


def orders(status: str, due: Callable[[date], date]) -> Rule:
    """Children under a legal status, from the day on which it became theirs."""

    def rule(x: Extract) -> Iterator[Due]:
        for person in looked_after(x, x.as_at):
            if legal_status(x, person, x.as_at) == status:
                start = x.as_at
                while legal_status(x, person, start - timedelta(days=1)) == status:
                    start -= timedelta(days=1)
                yield person, start, due(start)

    return rule


# --- leaving care and adoption ----------------------------------------------------------------------------------------


def pathway_reviews(x: Extract) -> Iterator[Due]:
    for person, row in people(x, x.as_at):
        planned = row.get("clea_pathway_plan_review_date")
        has_duty = row.get("clea_care_leaver_eligibility") in ("Eligible", "Relevant", "Former Relevant")
        if has_duty and planned is not None and planned <= x.as_at:
            yield person, planned, add_months(planned, 6)


def leavers_contacted(x: Extract) -> Iterator[Due]:
    rows = dict(people(x, x.as_at))
    for unit in young_people(x, x.as_at):
        age = x.age(unit.person, x.as_at)
        if unit.has["is_leaver"] and age is not None and age < 21:
            last = rows[str(unit.person)].get("clea_care_leaver_latest_contact")
            last = last if last is not None and last <= x.as_at else None
            yield unit.person, last, last + timedelta(days=x.number("pa_contact_days")) if last else None


def adoption(anchor: str, until: str | None, due: Callable[[date], date]) -> Rule:
    """Children on their way to adoption who have the first date and not yet the second."""

    def rule(x: Extract) -> Iterator[Due]:
        for unit in on_the_way(x, x.as_at):
            row = permanence_of(x, str(unit.person))
            is_adopted = any(on <= x.as_at for on in adoption_orders(x).get(str(unit.person), []))
            start = known(x, row, anchor)
            # Who is on the way without a decision on record is not watched: there may be none.
            is_decided = known(x, row, "perm_adm_decision_date") or known(x, row, "perm_placed_for_adoption_date")
            if start is not None and is_decided and not is_adopted and (until is None or known(x, row, until) is None):
                yield unit.person, start, due(start)

    return rule


def known(x: Extract, row: Row, column: str) -> date | None:
    on = row.get(column)
    return on if on is not None and on <= x.as_at else None


def placed_from_care(x: Extract) -> Iterator[Due]:
    for person, _, _ in adoption("perm_adm_decision_date", "perm_placed_for_adoption_date", lambda on: on)(x):
        start = looked_after(x, x.as_at)[str(person)].started_on
        yield person, start, start + timedelta(days=426)
