"""Base sets of indicators.md section 3 in care: periods of care, legal status, placements, reviews, health checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sightline.vocabulary.dates import add_months
from tests.twin.base_sets import text_key
from tests.twin.extract import FAR, Extract, Row, is_open, memo, yes

SHORT_BREAK = frozenset({"V3", "V4"})
TEMPORARY = frozenset({"T0", "T1", "T2", "T3", "T4"})
FOSTER = frozenset({"U1", "U2", "U3", "U4", "U5", "U6"})
ADOPTIVE = frozenset({"A3", "A4", "A5", "A6"})
ADULT = 18


@dataclass(frozen=True)
class CarePeriod:
    """B-POC: a child in care without a break. `ended_on` is None while care goes on."""

    person: str
    cla_id: str | None
    record: str
    started_on: date
    ended_on: date | None
    ceased_reason: str | None

    def covers(self, on: date) -> bool:
        """Open at a day."""
        return is_open(self.started_on, self.ended_on, on)


# --- legal status -----------------------------------------------------------------------------------------------------


@memo
def legal_row(x: Extract, person: str, on: date) -> Row | None:
    """B-LEG(t): the row in force on a day; latest start, then highest id. A row without a code says nothing."""
    return max(
        (
            row
            for row in x.where("ssd_legal_status", "lega_person_id", person)
            if row.get("lega_legal_status") is not None
            and is_open(row.get("lega_legal_status_start_date"), row.get("lega_legal_status_end_date"), on)
        ),
        key=lambda row: (row["lega_legal_status_start_date"], text_key(row["lega_legal_status_id"])),
        default=None,
    )


def legal_status(x: Extract, person: str, on: date) -> str | None:
    """The code of the legal status in force on a day."""
    row = legal_row(x, person, on)
    return row.get("lega_legal_status") if row else None


def day_of_change(x: Extract, period: CarePeriod) -> date | None:
    """Ruling 7: when the period really begins; None where it is short breaks throughout."""
    last = period.ended_on or FAR
    rows = [
        row
        for row in x.where("ssd_legal_status", "lega_person_id", period.person)
        if row.get("lega_legal_status") is not None
        and row.get("lega_legal_status_start_date") is not None
        and row["lega_legal_status_start_date"] <= x.as_at
        and (row["lega_legal_status_start_date"] < last or row["lega_legal_status_start_date"] == period.started_on)
        and (row.get("lega_legal_status_end_date") or FAR) > period.started_on
    ]
    # The status in force only changes where a row starts or ends.
    days = {period.started_on} | {
        edge
        for row in rows
        for edge in (row["lega_legal_status_start_date"], row.get("lega_legal_status_end_date"))
        if edge is not None and period.started_on <= edge < last
    }
    in_force = [(on, status) for on in sorted(days) if (status := legal_status(x, period.person, on)) is not None]
    if not in_force or in_force[0][1] not in SHORT_BREAK:
        return period.started_on
    return next((on for on, status in in_force if status not in SHORT_BREAK), None)


# --- periods of care --------------------------------------------------------------------------------------------------


@memo
def periods_of(x: Extract, person: str) -> list[CarePeriod]:
    """The periods of care of a child, earliest first, short breaks left out."""
    by_id: dict[str | None, list[Row]] = {}
    for row in x.where("ssd_cla_episodes", "clae_person_id", person):
        if row.get("clae_cla_episode_start_date") is not None and row["clae_cla_episode_start_date"] <= x.as_at:
            by_id.setdefault(row.get("clae_cla_id"), []).append(row)
    found = []
    for cla_id, rows in by_id.items():
        for part in unbroken_parts(rows, person, cla_id):
            began = day_of_change(x, part)
            if began is not None:
                found.append(replace(part, started_on=began))
    return sorted(found, key=lambda period: (period.started_on, period.record))


def unbroken_parts(rows: list[Row], person: str, cla_id: str | None) -> list[CarePeriod]:
    """Ruling 12: the episodes of one period of care, split wherever a day or more lies between them."""
    rows = sorted(
        rows,
        key=lambda row: (
            row["clae_cla_episode_start_date"],
            row.get("clae_cla_episode_ceased_date") or FAR,
            text_key(row["clae_cla_episode_id"]),
        ),
    )
    parts: list[list[Row]] = []
    reached = date.min
    for row in rows:
        if not parts or row["clae_cla_episode_start_date"].toordinal() > reached.toordinal() + 1:
            parts.append([])
            reached = date.min
        parts[-1].append(row)
        reached = max(reached, row.get("clae_cla_episode_ceased_date") or FAR)
    return [care_period(part, person, cla_id, index, len(parts)) for index, part in enumerate(parts)]


def care_period(part: list[Row], person: str, cla_id: str | None, index: int, parts: int) -> CarePeriod:
    """One unbroken part as a period of care."""
    first, latest = part[0], part[-1]
    entered = [row["clae_entered_care_date"] for row in part if row.get("clae_entered_care_date") is not None]
    started_on = min(entered) if entered and index == 0 else first["clae_cla_episode_start_date"]
    reason = latest.get("clae_cla_episode_ceased_reason")
    ended_on = latest.get("clae_cla_episode_ceased_date")
    if index < parts - 1:
        ended_on = max(row["clae_cla_episode_ceased_date"] for row in part)
    elif reason == "X1":
        ended_on = None
    return CarePeriod(person, cla_id, text_key(first["clae_cla_episode_id"]), started_on, ended_on, reason)


def people_with_care(x: Extract) -> list[str]:
    """Every child with a care episode."""
    return sorted({row["clae_person_id"] for row in x.table("ssd_cla_episodes") if row.get("clae_person_id")})


@memo
def care_periods(x: Extract) -> list[CarePeriod]:
    """Every period of care."""
    return [period for person in people_with_care(x) for period in periods_of(x, person) if period.started_on <= x.as_at]


@memo
def looked_after(x: Extract, on: date) -> dict[str, CarePeriod]:
    """B-CLA(T): child to the earliest of their open periods of care."""
    found: dict[str, CarePeriod] = {}
    for period in sorted(care_periods(x), key=lambda period: (period.started_on, period.record)):
        age = x.age(period.person, on)
        if (
            period.covers(on)
            and (age is None or age < ADULT)
            and legal_status(x, period.person, on) not in SHORT_BREAK
            and not x.died(period.person, on)
        ):
            found.setdefault(period.person, period)
    return found


def for_months(period: CarePeriod, months: int, on: date) -> bool:
    """Ruling 20: continuously looked after for so many months on a day."""
    return period.started_on <= add_months(on, -months) + timedelta(days=1)


# --- placements -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Placement:
    """B-PLC: one real placement, as known on a day: rows merged into it, the latest row telling its type."""

    record: str
    started_on: date
    ended_on: date | None
    row: Row

    @property
    def placement_type(self) -> str | None:
        return self.row.get("clap_cla_placement_type")

    @property
    def provider(self) -> str | None:
        return self.row.get("clap_cla_placement_provider")


def in_period(row: Row, person: str, period: CarePeriod, known_ids: set[object]) -> bool:
    """Whether a placement row belongs to a period of care: its days touch the period, and its id is no other's."""
    started_on, ended_on = row["clap_cla_placement_start_date"], row.get("clap_cla_placement_end_date")
    if row.get("clap_cla_id") in known_ids and row["clap_cla_id"] != period.cla_id:
        return False
    begins_within = started_on < (period.ended_on or FAR) or started_on == period.started_on
    return begins_within and (ended_on is None or ended_on > period.started_on or started_on >= period.started_on)


@memo
def placement_rows(x: Extract, period: CarePeriod, on: date) -> list[Row]:
    """The placement rows of a period of care that had begun by a day, in order."""
    episodes = x.where("ssd_cla_episodes", "clae_person_id", period.person)
    known_ids = {row["clae_cla_id"] for row in episodes if row.get("clae_cla_id") is not None}
    rows = [
        row
        for row in x.where("ssd_cla_placement", "clap_person_id", period.person)
        if row.get("clap_cla_placement_start_date") is not None
        and row["clap_cla_placement_start_date"] <= on
        and in_period(row, period.person, period, known_ids)
    ]
    return sorted(
        rows,
        key=lambda row: (
            row["clap_cla_placement_start_date"],
            row.get("clap_cla_placement_end_date") or FAR,
            text_key(row["clap_cla_placement_id"]),
        ),
    )


def begun_by_reason(x: Extract, row: Row) -> str | None:
    """The start reason of the first episode that names a placement."""
    linked = [
        episode
        for episode in x.where("ssd_cla_episodes", "clae_cla_placement_id", row["clap_cla_placement_id"])
        if episode.get("clae_cla_episode_start_date") is not None
    ]
    first = min(
        linked,
        key=lambda episode: (episode["clae_cla_episode_start_date"], text_key(episode["clae_cla_episode_id"])),
        default=None,
    )
    return first.get("clae_cla_episode_start_reason") if first else None


def postcode(row: Row) -> str | None:
    """A postcode without its spaces."""
    value = row.get("clap_cla_placement_postcode")
    return str(value).upper().replace(" ", "") if value is not None else None


def same_address(a: Row, b: Row) -> bool:
    """Ruling 13: the same URN or postcode; blanks never match."""
    urn = a.get("clap_cla_placement_urn")
    return (urn is not None and urn == b.get("clap_cla_placement_urn")) or (
        postcode(a) is not None and postcode(a) == postcode(b)
    )


def is_same_placement(x: Extract, previous: Row, row: Row, after_temporary: bool) -> bool:
    """Whether a row goes on with the placement before it."""
    to_adopters = previous.get("clap_cla_placement_type") in FOSTER and row.get("clap_cla_placement_type") in (
        "A3",
        "A5",
    )
    return (
        begun_by_reason(x, row) in ("L", "T", "U")
        or previous.get("clap_cla_placement_change_reason") == "PLACE"
        or ((to_adopters or after_temporary) and same_address(previous, row))
    )


def is_too_short(row: Row, rows: list[Row]) -> bool:
    """A stay that ends on the day it starts, with another that starts that day."""
    started_on = row["clap_cla_placement_start_date"]
    return row.get("clap_cla_placement_end_date") == started_on and any(
        other is not row and other["clap_cla_placement_start_date"] == started_on for other in rows
    )


@memo
def placements(x: Extract, period: CarePeriod, on: date) -> list[Placement]:
    """B-PLC of a period of care, as known on a day."""
    rows = placement_rows(x, period, on)
    merged: list[Placement] = []
    # Where the temporary stays after the last real row end, if there were any: they lengthen it, up to the next.
    away_until: date | None = None
    after_temporary = False
    for row in rows:
        started_on, ended_on = row["clap_cla_placement_start_date"], row.get("clap_cla_placement_end_date")
        is_temporary = row.get("clap_cla_placement_type") in TEMPORARY
        if is_temporary or is_too_short(row, rows):
            after_temporary = after_temporary or is_temporary
            away_until = max(away_until or date.min, ended_on or FAR)
            continue
        merged = lengthened(merged, min(away_until, started_on) if away_until else None)
        if merged and is_same_placement(x, merged[-1].row, row, after_temporary):
            merged[-1] = replace(merged[-1], ended_on=later(merged[-1].ended_on, ended_on), row=row)
        else:
            merged.append(Placement(text_key(row["clap_cla_placement_id"]), started_on, ended_on, row))
        after_temporary, away_until = False, None
    return lengthened(merged, away_until)


def lengthened(merged: list[Placement], until: date | None) -> list[Placement]:
    """Placements whose last goes on at least until a day, if there is one."""
    if not merged or until is None:
        return merged
    ended_on = later(merged[-1].ended_on, None if until == FAR else until)
    return [*merged[:-1], replace(merged[-1], ended_on=ended_on)]


def later(a: date | None, b: date | None) -> date | None:
    """The later of two ends, where None has not ended."""
    return None if a is None or b is None else max(a, b)


def placement_at(x: Extract, period: CarePeriod, on: date) -> Placement | None:
    """The placement in which a child lives on a day."""
    here = [placement for placement in placements(x, period, on) if is_open(placement.started_on, placement.ended_on, on)]
    return here[-1] if here else None


# --- reviews and health -----------------------------------------------------------------------------------------------


@memo
def cla_reviews(x: Extract, period: CarePeriod) -> list[tuple[date, str]]:
    """B-REV: the days on which a period of care was reviewed, each once, with the lowest id of the day."""
    ids = {row["clae_cla_id"] for row in x.table("ssd_cla_episodes") if row.get("clae_cla_id") is not None}
    days: dict[date, str] = {}
    for row in x.where("ssd_cla_reviews", "clar_cla_person_id", period.person):
        held_on = row.get("clar_cla_review_date")
        if held_on is None or held_on > x.as_at or yes(row.get("clar_cla_review_cancelled")):
            continue
        linked = row.get("clar_cla_id") if row.get("clar_cla_id") in ids else None
        if review_period(x, period.person, linked, held_on) == period:
            record = text_key(row["clar_cla_review_id"])
            days[held_on] = min(days.get(held_on, record), record)
    return sorted(days.items())


def review_period(x: Extract, person: str, cla_id: object, held_on: date) -> CarePeriod | None:
    """The period of care that a review belongs to: dated within it, and of its id where the review has one."""
    around = [
        period
        for period in periods_of(x, person)
        if period.started_on <= held_on <= (period.ended_on or FAR) and (cla_id is None or period.cla_id == cla_id)
    ]
    return max(around, key=lambda period: (period.started_on, period.record), default=None)


def is_health_assessment(row: Row) -> bool:
    """A health assessment, and never a dental or development check."""
    kind = str(row.get("clah_health_check_type") or "").strip().lower()
    return kind == "health" or ("health assessment" in kind and "dental" not in kind and "development" not in kind)


def is_dental_check(row: Row) -> bool:
    """A dental check."""
    return "dental" in str(row.get("clah_health_check_type") or "").lower()


def completed_checks(x: Extract, person: str) -> list[Row]:
    """Health checks of a child that took place: completed, or with no state of completion kept."""
    return [
        row
        for row in x.where("ssd_cla_health", "clah_person_id", person)
        if row.get("clah_health_check_date") is not None
        and row["clah_health_check_date"] <= x.as_at
        and (row.get("clah_health_check_status") is None or str(row["clah_health_check_status"]).strip().lower() == "completed")
    ]


@memo
def initial_health_assessment(x: Extract, period: CarePeriod) -> tuple[date, str] | None:
    """B-IHA: day and id of the first health assessment in a period of care."""
    labels = {row["clah_health_check_id"]: row.get("kind") for row in x.table("loc_health_detail")}
    within = [
        (row["clah_health_check_date"], text_key(row["clah_health_check_id"]), labels.get(row["clah_health_check_id"]))
        for row in completed_checks(x, period.person)
        if period.started_on <= row["clah_health_check_date"] <= (period.ended_on or FAR)
        and (is_health_assessment(row) or labels.get(row["clah_health_check_id"]) == "iha")
    ]
    labelled = [check for check in within if check[2] == "iha"]
    found = min(labelled or [check for check in within if check[2] is None], default=None)
    return (found[0], found[1]) if found else None
