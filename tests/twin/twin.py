"""The twin: every figure worked out a second time, in plain loops over raw rows, from the written rules alone.

It shares nothing with the product but `sightline.vocabulary`. Slow and plain on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sightline.vocabulary.periods import Month, Period, Spine, Window
from tests.twin import (
    assessments,
    care,
    care_leavers,
    care_planning,
    cin,
    fostering,
    front_door,
    permanence,
    placements,
    protection,
    quality,
    workforce,
)
from tests.twin.extract import Extract, Row, Rows, day
from tests.twin.figures import STOCK, Figure, Indicator, Unit, counted_once, figure
from tests.twin.groups import group_of
from tests.twin.windows import annual_factor, period_of

INDICATORS: Mapping[str, Indicator] = {
    **front_door.INDICATORS,
    **assessments.INDICATORS,
    **protection.INDICATORS,
    **cin.INDICATORS,
    **care.INDICATORS,
    **permanence.INDICATORS,
    **placements.INDICATORS,
    **care_leavers.INDICATORS,
    **care_planning.INDICATORS,
    **fostering.INDICATORS,
    **workforce.INDICATORS,
    **quality.INDICATORS,
}


def earliest_event(x: Extract) -> date | None:
    """The earliest contact, referral or start of care: where reporting begins."""
    days = [day(row["cont_contact_date"]) for row in x.table("ssd_contacts") if row.get("cont_contact_date")]
    days += [row["cine_referral_date"] for row in x.table("ssd_cin_episodes") if row.get("cine_referral_date")]
    days += [
        row.get("clae_entered_care_date") or row["clae_cla_episode_start_date"]
        for row in x.table("ssd_cla_episodes")
        if row.get("clae_entered_care_date") or row.get("clae_cla_episode_start_date")
    ]
    return min(days, default=None)


def population(x: Extract, on: date) -> float | None:
    """B-POP: the persons aged 0 to 17 in force on a day (ruling 9)."""
    rows = [
        (used_from(row), row["persons"])
        for row in x.table("loc_population")
        if int(row["age_from"]) == 0
        and int(row["age_to"]) == 17
        and str(row.get("sex") or "all").lower() == "all"
        and str(row.get("ethnic_group") or "all").lower() == "all"
        and used_from(row) <= on
        and (row.get("used_to") is None or row["used_to"] >= on)
        and row.get("area_code") in (x.authority, None)
    ]
    return float(max(rows, key=lambda pair: pair[0])[1]) if rows else None


def used_from(row: Row) -> date:
    """The first day that uses a population; 1 April of its year where the table does not say."""
    return row.get("used_from") or date(int(row["mid_year"]), 4, 1)


class Twin:
    """Figures of one authority's extract.

    >>> twin = Twin({"ssd_contacts": []}, as_at=date(2024, 3, 31), bank_holidays=[])
    >>> twin.observe("contacts-received", Month(2024, 3), Window.MONTH)["all"].value
    0
    """

    def __init__(
        self,
        rows: Rows,
        *,
        as_at: date,
        bank_holidays: Iterable[date],
        authority: str = "343",
        settings: Mapping[str, Any] | Iterable[Row] = (),
        spine: Spine | None = None,
    ) -> None:
        self.extract = Extract(rows, as_at, bank_holidays, authority, settings)
        self.spine = spine or Spine.from_extract(earliest_event(self.extract), as_at)
        self._found: dict[tuple[str, Month, str], list[Unit] | None] = {}

    def period(self, indicator: Indicator, month: Month, window: Window | str) -> Period | None:
        """The days of a window, or None where the indicator or the reporting months have no such window."""
        if isinstance(indicator.windows, tuple):
            is_offered = window in indicator.windows
        else:
            is_offered = (window == Window.SNAPSHOT) == (indicator.windows == STOCK)
        if not is_offered or not self._is_known(indicator, month):
            return None
        if not all(self._is_loaded(table) for table in indicator.needs):
            return None
        return period_of(self.extract, self.spine, window, month)

    def _is_known(self, indicator: Indicator, month: Month) -> bool:
        """Whether the extract knows the month: of some things it holds the present only, and copies of some past months."""
        if not indicator.current_only or month == self.spine.last:
            return True
        return indicator.copied is not None and indicator.copied(self.extract, month)

    def _is_loaded(self, tables: str) -> bool:
        return any(self.extract.loaded(table) for table in tables.split("|"))

    def units(self, indicator_id: str, month: Month, window: Window | str) -> list[Unit] | None:
        """What is in the denominator; None where there is no such figure."""
        asked = (indicator_id, month, str(window))
        if asked not in self._found:
            indicator = INDICATORS[indicator_id]
            period = self.period(indicator, month, window)
            units = indicator.units(self.extract, period) if period is not None else None
            self._found[asked] = [unit for unit in units if indicator.where(unit)] if units is not None else None
        return self._found[asked]

    def observe(self, indicator_id: str, month: Month, window: Window | str, breakdown: str = "all") -> dict[str, Figure]:
        """Group to figure. Empty where the window does not exist or a table is absent; `all` is the whole."""
        indicator = INDICATORS[indicator_id]
        units = self.units(indicator_id, month, window)
        period = self.period(indicator, month, window)
        if units is None or period is None:
            return {}
        if indicator.measure == "rate":
            persons = population(self.extract, period.last)
            annual = annual_factor(window, period)
            return {"all": figure(indicator, units, population=persons, annual=annual)} if breakdown == "all" else {}
        if breakdown == "all":
            return {"all": figure(indicator, units)}
        if breakdown == indicator.shares:
            return self._shares(indicator, units)
        groups: dict[str, list[Unit]] = {}
        for unit in units:
            groups.setdefault(group_of(self.extract, unit, breakdown), []).append(unit)
        found = {group: figure(indicator, of_group) for group, of_group in sorted(groups.items())}
        # A group with nothing above and nothing below the line is not listed.
        return {group: made for group, made in found.items() if made.numerator or made.denominator}

    def _shares(self, indicator: Indicator, units: list[Unit]) -> dict[str, Figure]:
        """Each group as a share of the whole."""
        name = str(indicator.shares)
        found = {}
        for group in sorted({str(unit.has[name]) for unit in units}):
            number = sum(str(unit.has[name]) == group for unit in units)
            found[group] = Figure(number, len(units), 100.0 * number / len(units))
        return found

    def children(self, indicator_id: str, month: Month, window: Window | str) -> list[tuple[str | None, str, bool]]:
        """Person, record and whether in the numerator, for each unit of the denominator."""
        units = self.units(indicator_id, month, window)
        if units is None:
            return []
        judged = counted_once(units, INDICATORS[indicator_id])
        return sorted(((unit.person, unit.record, met) for unit, met in judged), key=lambda row: (str(row[0]), row[1], row[2]))


__all__ = ["INDICATORS", "Figure", "Twin"]
