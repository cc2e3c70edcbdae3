"""The times that a sentence names: months, quarters, years, `last month`, `this time last year`, rolling windows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from sightline.reports.proofreading.block import Block, Measure, Reading, is_of_a_step, window_is
from sightline.reports.proofreading.sentences import Number, Role, Sentence
from sightline.reports.proofreading.words import known_words
from sightline.vocabulary import wording
from sightline.vocabulary.periods import APRIL, MARCH, Month, Window

NAMES = "|".join(f"{name}|{name[:3]}" if len(name) > len("June") else name for name in wording.MONTH_NAMES)
MONTH = re.compile(rf"\b(?P<name>{NAMES}|Sept)\b(?:[’']s)?(?:\s(?P<year>(?:19|20)\d\d))?")
QUARTER = re.compile(r"\b(?:Q|quarter )(?P<quarter>[1-4])\b")
YEAR = re.compile(r"\b(?P<first>20\d\d)\s?[/-]\s?(?P<last>\d{2})\b")
ROLLING = re.compile(r"\b(?P<months>12|6|3)\s?-?(?:m|mth|months?)\b(?!\s(?:ago|low|high))(?!\speriod\slast)")
SINCE = re.compile(
    r"\b(?:since|until|before|by|than|on|from|compared (?:to|with))\s$|\b(?:following|after)\b[^,.;]*$", re.IGNORECASE
)
# `may` is a verb more often than a month: as a month it follows one of these.
IN_MAY = re.compile(r"\b(?:in|to|of|and|from|for|end)\s$", re.IGNORECASE)
WINDOWS = {12: Window.ROLLING_12, 6: Window.ROLLING_6, 3: Window.ROLLING_3}
REACH_AFTER, REACH_BEFORE, COST_BEFORE = 42, 70, 5
# Of `from 79 in May to 80 in June` May stands nearer to 80 than June, and is not its month.
COST_BETWEEN = 30


class Kind(StrEnum):
    """How a time is named."""

    MONTH = "month"
    YEAR = "year"
    THIS_STEP = "this_step"
    LAST_STEP = "last_step"
    LAST_YEAR = "last_year"
    WHOLE_YEAR = "whole_year"


@dataclass(frozen=True)
class Time:
    """A time as named in a sentence. `since` marks one that is only looked back to."""

    kind: Kind
    words: str
    start: int
    end: int
    month: Month | None = None
    since: bool = False


@dataclass(frozen=True)
class When:
    """What a number, or a movement, is said to be of: a time, a rolling window, both or neither."""

    time: Time | None = None
    window: Window | None = None

    @property
    def words(self) -> str:
        return self.time.words if self.time else ""


def times_in(text: str, block: Block) -> list[Time]:
    """The times that a text names, in order. A month without a year is the latest such month up to the block's own."""
    now = block.month or Month(9999, 12)
    found = [Time(Kind(name), m[0], *m.span()) for name in Kind if name in _LISTS for m in known_words().found(name, text)]
    for match in MONTH.finditer(text):
        if match["name"] == "May" and not match["year"] and not IN_MAY.search(text[: match.start()]):
            continue
        month = _month(match["name"], match["year"], now)
        found.append(Time(Kind.MONTH, match[0], *match.span(), month, SINCE.search(text[: match.start()]) is not None))
    for match in QUARTER.finditer(text):
        month = _latest(int(match["quarter"]) * 3 % 12 + 3, now)
        found.append(Time(Kind.MONTH, match[0], *match.span(), month, SINCE.search(text[: match.start()]) is not None))
    for match in YEAR.finditer(text):
        if (int(match["first"]) + 1) % 100 == int(match["last"]):
            found.append(Time(Kind.YEAR, match[0], *match.span(), Month(int(match["first"]) + 1, MARCH)))
    return sorted(found, key=lambda each: each.start)


_LISTS = {Kind.THIS_STEP, Kind.LAST_STEP, Kind.LAST_YEAR, Kind.WHOLE_YEAR}


def _month(name: str, year: str | None, now: Month) -> Month:
    number = next(at for at, full in enumerate(wording.MONTH_NAMES, 1) if full.startswith(name[:3]))
    return Month(int(year), number) if year else _latest(number, now)


def _latest(number: int, now: Month) -> Month:
    return Month(now.year if number <= now.number else now.year - 1, number)


def window_in(text: str) -> Window | None:
    """The one rolling window that a text names; None for none, or for several."""
    found = {WINDOWS[int(match["months"])] for match in ROLLING.finditer(text)}
    return found.pop() if len(found) == 1 else None


def when_of(sentence: Sentence, number: Number, block: Block) -> When:
    """The time that stands nearest to a number in its clause, and the window that the words nearest to it name."""
    first, last = sentence.clause_span(number.start)
    whole = _with_its_pair(sentence, number)
    nearest: list[tuple[int, Time]] = []
    for time in times_in(sentence.text, block):
        if time.since or not first <= time.start < last or (time.kind is Kind.THIS_STEP and number.role is Role.FROM):
            continue
        gap, between = _gap(sentence.text, whole, time)
        if gap is not None and not any(n.start >= between[0] and n.end <= between[1] for n in sentence.numbers):
            nearest.append((gap, time))
    closest = min(nearest, key=lambda each: each[0])[1] if nearest else None
    return When(closest, _window_near(sentence.text, first, last, number))


def _with_its_pair(sentence: Sentence, number: Number) -> Number:
    """Both counts of `41 of 53` as one: what is said of the one is said of the other."""
    other = partner(sentence, number)
    return number if other is None else replace(number, start=min(number.start, other.start), end=max(number.end, other.end))


def partner(sentence: Sentence, number: Number) -> Number | None:
    """The other count of `41 of 53`."""
    at = sentence.numbers.index(number)
    if number.role is Role.PART and at + 1 < len(sentence.numbers):
        return sentence.numbers[at + 1]
    return sentence.numbers[at - 1] if number.role is Role.WHOLE and at else None


def _gap(text: str, number: Number, time: Time) -> tuple[int | None, tuple[int, int]]:
    if time.start >= number.end:
        gap, between = time.start - number.end, (number.end, time.start)
        # What stands on the other side of a bracket is said of something else, unless it is the time alone: `67 (Jun)`.
        apart = text[number.end : time.start]
        return (gap if gap <= REACH_AFTER and (not re.search(r"[()]", apart) or apart == " (") else None), between
    gap, between = number.start - time.end, (time.end, number.start)
    cost = COST_BETWEEN if number.role in {Role.FROM, Role.TO, Role.PART, Role.WHOLE} else COST_BEFORE
    return (gap + cost if gap <= REACH_BEFORE else None), between


def _window_near(text: str, first: int, last: int, number: Number) -> Window | None:
    """The rolling window named last before a number in its clause."""
    named = [m for m in ROLLING.finditer(text[first:last]) if first + m.start() < number.start]
    return WINDOWS[int(named[-1]["months"])] if named else None


def readings_at(measure: Measure, when: When) -> tuple[Reading, ...] | None:
    """The figures of an indicator at a time. None where the time is not named; empty where the block has none."""
    time, window = when.time, when.window
    pool = [r for r in measure.readings if window is None or window_is(r.window, window)]
    if time is None:
        return None if window is None else tuple(pool)
    current = measure.current
    if time.kind is Kind.MONTH:
        return tuple(r for r in pool if r.month == time.month and (window is not None or r.window not in _YEARS))
    if time.kind is Kind.YEAR:
        return tuple(r for r in measure.readings if r.window in _YEARS and _same_year(r.month, time.month))
    if current is None:
        return ()
    if time.kind is Kind.WHOLE_YEAR:
        return tuple(r for r in measure.others if r.window in _YEARS and _same_year(r.month, current.month))
    if time.kind is Kind.LAST_YEAR:
        return measure.year_before(current)
    if window is not None:
        return tuple(r for r in pool if r.month == (current.month if time.kind is Kind.THIS_STEP else None))
    before = measure.before(current)
    if time.kind is Kind.THIS_STEP:
        return tuple(r for r in measure.readings if r.month == current.month and r.window not in _YEARS) or (current,)
    return () if before is None else (before,)


_YEARS = frozenset({Window.YTD, Window.FINANCIAL_YEAR})


def _same_year(month: Month, other: Month | None) -> bool:
    return other is not None and _year(month) == _year(other)


def _year(month: Month) -> int:
    return month.year if month.number >= APRIL else month.year - 1


def speaks_of_one_window(measure: Measure, readings: tuple[Reading, ...], when: When) -> bool:
    """Whether the figures at a named month are of that month itself, so that a month's figure can be held to them."""
    named_month = when.time is not None and when.time.kind is Kind.MONTH and when.window is None
    return not named_month or any(is_of_a_step(reading.window) for reading in readings)
