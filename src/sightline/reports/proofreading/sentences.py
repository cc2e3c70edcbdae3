"""A passage as sentences, and the numbers in a sentence with what each is said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from sightline.reports.proofreading.words import known_words
from sightline.vocabulary import wording

MONTHS = "|".join(wording.MONTH_NAMES)
# A full stop ends a sentence where a capital or a figure follows, unless it belongs to an abbreviation.
END = re.compile(
    r"(?<!approx\.)(?<!\bno\.)(?<!\bav\.)(?<!\binc\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<=[.!?;])\s+(?=[A-Z0-9“\"'(])"
    r"|\n+|\s+[•]\s+"
)
CLAUSE = re.compile(
    r"\s(?:–|—|-)\s|;\s|,?\s(?:but|however|although|though|whilst|while|whereas|despite)\s|,\s(?:and|which|with)\s"
    r"|,\sup\sfrom\s(?=\D)"
)
NUMBER = re.compile(
    r"(?<![\w./])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?-\s?(?P<until>\d+(?:\.\d+)?))?"
    r"(?P<unit>\s?%|\s?pp\b|\s(?:percentage )?points?\b|\sper cent\b)?(?![\w/]|\.\d)"
)
# What looks like a figure and is none: limits in days, ages, years, dates, clock times, sections of an Act, stages.
NO_FIGURE = re.compile(
    "|".join(
        (
            r"(?:^|\s)(?:19|20)\d\d(?:\s?[/-]\s?\d{2,4})?(?!\s(?:children|contacts|referrals|assessments|enquiries))",
            r"\d+\s?-?\s?(?:\d+\s?-?)?(?:\+\s)?(?:working|calendar|consecutive)?\s?"
            r"(?:days?|hours?|weeks?|months?|mths?|years?|minutes?|year[ -]olds?|mth|m|am|pm|yrs?)\b",
            r"\d+(?:st|nd|rd|th)\b",
            r"\d{1,2}[.:]\d{2}\s?[ap]m",
            r"\b(?:section|stage|issue|quarter|phase|level|year|teams?|aged?|age of|day|per)\s\d+(?:\s?(?:-|to|and)\s?\d+)?",
            r"\b\d+\s(?:or|and)\s(?:more|over|under|fewer)\b",
            rf"\b\d{{1,2}}\s(?:{MONTHS})\b(?:\s\d{{4}})?",
            rf"(?:{MONTHS})\s\d{{1,2}}\b",
            r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
            r"\b\d+(?:\.\d+)?\sFTE\b",
            r"10,000|10k\b",
        )
    ),
    re.IGNORECASE,
)
N_OF_D = re.compile(r"(\d[\d,]*)(?:\s[a-z]+)?\s(?:out\s)?of\s(?:these\s|the\s|all\s)?(\d[\d,]*)(?![\d.%])", re.IGNORECASE)
CHANGE_BEFORE = re.compile(
    r"(?:\bby(?: a further)?|(?:increase|rise|growth|reduction|decrease|fall|drop|difference|change|decline) of(?: a further)?|"
    r"\bfurther|\bup|\bdown|\bextra|\badditional)\s(?:approx\.?\s|around\s|about\s|just\s)?$",
    re.IGNORECASE,
)
CHANGE_AFTER = re.compile(r"^\s(?:[a-z]+\s)?(?:more|fewer|less)\b", re.IGNORECASE)
MAYBE_CHANGE = re.compile(
    r"(?:increase|rise|growth|reduction|decrease|fall|drop|change|decline)[sd]?\b[^().%]*\((?:of\s)?$", re.IGNORECASE
)
FROM = re.compile(r"\bfrom\s(?:a\s(?:[\w-]+\s){0,2}(?:of\s)?)?(?:approx\.?\s|around\s|about\s)?$", re.IGNORECASE)
TO = re.compile(r"\bto\s(?:stand at\s|a\s\w+\sof\s)?(?:approx\.?\s|around\s|about\s|just\s)?$", re.IGNORECASE)
BOUND = re.compile(
    r"\b(?:above|over|below|under|less than|more than|at least|up to|between|fewer than|exceed(?:s|ed)?|approaching|approach|"
    r"as high as|as low as|within|shy of|than)\s$",
    re.IGNORECASE,
)
AND_UNTIL = re.compile(r"\bbetween\s[\d.,%]+\sand\s$", re.IGNORECASE)


# A sentence that begins so goes on about what the one before it was about.
ANAPHORA = re.compile(r"(?:again,? )?(?:this|it|these|both|that|the rate|current rate|the months before)\b", re.IGNORECASE)


class Role(StrEnum):
    """What a number is said to be."""

    LEVEL = "level"
    CHANGE = "change"
    MAYBE_CHANGE = "maybe_change"
    FROM = "from"
    TO = "to"
    PART = "part"
    WHOLE = "whole"
    BOUND = "bound"


class Unit(StrEnum):
    """What is written behind a number."""

    NONE = ""
    PERCENT = "%"
    POINTS = "points"


@dataclass(frozen=True)
class Number:
    """A number as it is written, where it stands in its sentence, and what it is said to be.

    `until` is the other end of a range such as `23-25%`.
    """

    text: str
    value: float
    decimals: int
    unit: Unit
    role: Role
    start: int
    end: int
    roughly: bool = False
    until: float | None = None


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the one before it: what `this` refers to is looked up there."""

    text: str
    before: Sentence | None = None

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every number that may be a figure."""
        return tuple(_numbers(self.text))

    @cached_property
    def context(self) -> str:
        """The text with what came before it: one sentence, and further ones as long as each goes on about the last."""
        if self.before is None:
            return self.text
        goes_on = ANAPHORA.match(self.text) is not None
        return f"{self.before.context if goes_on else self.before.text} {self.text}"

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Where each part of the sentence begins and ends."""
        edges, start = [], 0
        for match in CLAUSE.finditer(self.text):
            if match.start() > start:
                edges.append((start, match.start()))
                start = match.start()
        return (*edges, (start, len(self.text)))

    def clause_at(self, place: int) -> str:
        """The part of the sentence in which a place lies."""
        first, last = self.clause_span(place)
        return self.text[first:last]

    def clause_span(self, place: int) -> tuple[int, int]:
        return next(((a, b) for a, b in self.clauses if a <= place < b), (0, len(self.text)))


def read_sentences(text: str) -> list[Sentence]:
    """The sentences of a passage, in order."""
    found: list[Sentence] = []
    for part in END.split(text):
        if part.strip():
            found.append(Sentence(" ".join(part.split()), found[-1] if found else None))
    return found


def _numbers(text: str) -> Iterator[Number]:
    skipped = [match.span() for match in NO_FIGURE.finditer(text)]
    pairs = {match.start(index): Role.PART if index == 1 else Role.WHOLE for match in N_OF_D.finditer(text) for index in (1, 2)}
    for match in NUMBER.finditer(text):
        if any(first <= match.start("digits") < last for first, last in skipped):
            continue
        digits = match["digits"]
        if match["until"] and not match["unit"] and "." not in digits:
            # `16-17` without a unit is an age or a span of days.
            continue
        number = Number(
            match[0].strip(),
            float(digits.replace(",", "")),
            len(digits.partition(".")[2]),
            _unit(match["unit"]),
            Role.LEVEL,
            match.start(),
            match.end(),
            until=float(match["until"]) if match["until"] else None,
        )
        before, after = text[: match.start()], text[match.end() :]
        role = _role(before, after, pairs.get(match.start("digits")))
        yield replace(number, role=role, roughly=_is_rough(before))


def _unit(written: str | None) -> Unit:
    said = (written or "").strip()
    if said in {"%", "per cent"}:
        return Unit.PERCENT
    return Unit.POINTS if said else Unit.NONE


def _is_rough(before: str) -> bool:
    """Whether the words right before a number take from its precision: `approx. 80%`."""
    near = before[-22:]
    return any(len(near) - found.end() <= 1 for found in known_words().found("roughly", near))


def _role(before: str, after: str, pair: Role | None) -> Role:
    near = before[-60:]
    if CHANGE_BEFORE.search(near) or CHANGE_AFTER.match(after):
        return Role.CHANGE
    if pair is not None:
        return pair
    if FROM.search(near):
        return Role.FROM
    if AND_UNTIL.search(near) or BOUND.search(near):
        return Role.BOUND
    if TO.search(near):
        return Role.TO
    if MAYBE_CHANGE.search(before[-90:]) and after.startswith(")"):
        return Role.MAYBE_CHANGE
    return Role.LEVEL
