"""Checks where a sentence says that a figure stands: among others, against a target, and among its own past."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sightline.reports.proofreading.block import OTHERS, Comparator, Measure, Reading
from sightline.reports.proofreading.figures import is_same
from sightline.reports.proofreading.findings import Finding, contradiction, query
from sightline.reports.proofreading.matching import Matcher
from sightline.reports.proofreading.sentences import ANAPHORA, Number, Sentence, Unit
from sightline.reports.proofreading.times import times_in, window_in
from sightline.reports.proofreading.words import known_words
from sightline.vocabulary import wording
from sightline.vocabulary.periods import APRIL, Window

# A figure called level with another may lie so far from it.
LEVEL = 0.1
STANDINGS = ("above", "below", "level", "better_than", "worse_than")
# How far behind the words of a standing those of the comparator may come.
REACH = 75
OF_OTHERS = re.compile(r"\d(?:st|nd|rd|th)\s$|\b(?:second|third)[\s-]$", re.IGNORECASE)
OF_THE_YEAR = re.compile(r"\b(?:of|in|this|for) the year\b|\bthis year\b|\bfor 12 months\b", re.IGNORECASE)
HAS_SCOPE = re.compile(
    r"\b(?:of the year|ever|reported|recorded|on record|seen|since|shown|for \d+ months|in \d+ (?:months|years)|this year)\b",
    re.IGNORECASE,
)
A_HIGH = re.compile(r"\ba (?P<which>high|low|peak) of (?:approx\.? )?(?P<value>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>%?)", re.IGNORECASE)
# A whole number below this is in too many places to say which figure is meant.
TELLING = 100
ENDS = re.compile(r"\b(?:but|though|although|with|is|was|and will|however)\b|\band (?:in|on|below|above|is|are)\b|(?<=\s)\d")
# What may stand between a comparator and its number.
JOINED = re.compile(r"[)\s]*(?:rates?|average|figure)?\s?(?:of|at|is|,|\(|:|-)?\s?(?:approx\.?|about|around)?\s?")
STATED = {"higher": "above", "lower": "below"}


def check_standings(sentence: Sentence, matcher: Matcher) -> Iterator[Finding]:
    """What is to be said of the comparisons and superlatives of a sentence."""
    yield from _check_comparators(sentence, matcher)
    yield from _check_comparator_numbers(sentence, matcher)
    yield from _check_superlatives(sentence, matcher)
    yield from _check_highs(sentence, matcher)


def _check_comparators(sentence: Sentence, matcher: Matcher) -> Iterator[Finding]:
    for name in STANDINGS:
        for found in known_words().found(name, sentence.text):
            tail = sentence.text[found.end() : found.end() + REACH].split(";")[0]
            if known_words().has("not_yet", sentence.text[max(0, found.start() - 30) : found.start()]):
                continue
            measure = _measure_at(sentence, found.start(), matcher)
            named = _comparators_in(tail)
            if measure is None or measure.current is None or not named:
                continue
            words = sentence.text[found.start() : found.end() + len(tail)].strip(" .,")
            yield from _check_standing(name, words, sentence, measure, named)


def _comparators_in(tail: str) -> list[Comparator]:
    # What comes after the next verb or number is of another comparison.
    tail = ENDS.split(tail)[0]
    patterns = known_words().comparators
    if patterns["everyone"].search(tail):
        return list(OTHERS)
    return [who for who in Comparator if patterns[who.value].search(tail)]


def _check_standing(name: str, words: str, sentence: Sentence, measure: Measure, named: list[Comparator]) -> Iterator[Finding]:
    reading = _reading_meant(sentence, measure)
    known = [(who, measure.comparators[who]) for who in named if who in measure.comparators]
    figure = f"{measure.name}: {measure.said(reading)}"
    if not known:
        yield query(words, figure, "there is no such comparator beside it.")
        return
    wrong = [(who, value) for who, value in known if not _stands(name, measure, reading.value, value)]
    for who, value in wrong:
        said = f"{figure}; {who.value.replace('_', ' ')} {wording.figure(value, measure.unit, reading.decimals)}"
        worse = name in {"above", "below"} and measure.sign and _stands("worse_than", measure, reading.value, value)
        if name == "level" or (worse and name == "below"):
            yield query(words, said, "the figure is not that by its size; say better or worse where that is meant.")
        else:
            yield contradiction(words, said, f"the figure is {_where(reading.value, value)}.")
    stated = STATED.get(measure.stated.lower())
    if stated and not wrong and set(named) <= set(OTHERS) and name in {"above", "below", "level"} and stated != name:
        said = f"{figure}; the table says “{measure.stated}”"
        yield contradiction(words, said, "the words and the table's own position differ.")


def _stands(name: str, measure: Measure, value: float, other: float) -> bool:
    if name == "level":
        return abs(value - other) <= LEVEL * max(abs(other), 1e-9) + (1 if measure.is_percentage else 0)
    if name in {"above", "below"}:
        return value > other if name == "above" else value < other
    if not measure.sign:
        return True
    better = (value - other) * measure.sign
    return better > 0 if name == "better_than" else better < 0


def _where(value: float, other: float) -> str:
    return "the same" if value == other else "above it" if value > other else "below it"


def _reading_meant(sentence: Sentence, measure: Measure) -> Reading:
    """The current figure, or that of the rolling window or of the number that the sentence gives."""
    assert measure.current is not None
    window = window_in(sentence.text)
    candidates = [r for r in measure.readings if r.month == measure.current.month]
    if window is not None:
        return next((r for r in candidates if r.window is window), measure.current)
    for number in sentence.numbers:
        for reading in candidates:
            if is_same(number, reading.value):
                return reading
    return measure.current


def _measure_at(sentence: Sentence, place: int, matcher: Matcher) -> Measure | None:
    """The indicator whose current figure stands before a place; else the one that the words name."""
    if matcher.only is not None:
        return matcher.only
    for text in (sentence, sentence.before if ANAPHORA.match(sentence.text) else None):
        if text is None:
            continue
        held = _held_by(text, matcher, place if text is sentence else None)
        if len(held) == 1:
            return held[0]
    matches = [matcher.best(text) for text in (sentence.clause_at(place), sentence.text)]
    return next((match.measure for match in matches if match is not None and match.sure), None)


def _held_by(sentence: Sentence, matcher: Matcher, until: int | None = None) -> list[Measure]:
    """The indicators whose current figure a sentence gives, up to a place; small whole numbers tell nothing."""
    numbers = [n for n in sentence.numbers if (until is None or n.start < until) and (n.decimals or n.value >= TELLING)]
    return [
        m
        for m in matcher.block.measures
        if m.current is not None and any(is_same(n, m.current.value) and _same_unit(n, m) for n in numbers)
    ]


def _same_unit(number: Number, measure: Measure) -> bool:
    return (number.unit is Unit.PERCENT) == measure.is_percentage


def _check_comparator_numbers(sentence: Sentence, matcher: Matcher) -> Iterator[Finding]:
    """`SN rates of approx. 80%`: the number must be the comparator's."""
    for who in Comparator:
        for found in known_words().comparators[who.value].finditer(sentence.text):
            for number in sentence.numbers:
                gap = sentence.text[found.end() : number.start]
                if number.start < found.end() or not JOINED.fullmatch(gap):
                    continue
                measure = _measure_at(sentence, found.start(), matcher)
                value = measure.comparators.get(who) if measure is not None else None
                if matcher.only is not None and matcher.best(sentence.text) is None:
                    continue
                if measure is None or value is None or is_same(number, value):
                    continue
                held = f"{measure.name}: {who.value.replace('_', ' ')} {wording.figure(value, measure.unit, 1)}"
                words = sentence.text[found.start() : number.end]
                yield contradiction(words, held, f"the comparator's figure is not {number.text}.")


def _check_superlatives(sentence: Sentence, matcher: Matcher) -> Iterator[Finding]:
    for name in ("highest", "lowest"):
        for found in known_words().found(name, sentence.text):
            tail = sentence.text[found.start() : found.end() + 40]
            if OF_OTHERS.search(sentence.text[: found.start()]) or not HAS_SCOPE.search(tail):
                continue
            measure = _measure_of_number(sentence, found.start(), matcher)
            if measure is None or measure.current is None:
                continue
            since = [t.month for t in times_in(sentence.text[found.start() :], matcher.block) if t.since and t.month]
            scope = [r for r in _in_scope(measure, tail) if not since or r.month > since[0]]
            beyond = [r for r in scope if _is_beyond(name, r.value, measure.current.value)]
            if beyond:
                most = max(beyond, key=lambda r: r.value if name == "highest" else -r.value)
                held = f"{measure.name}: {measure.said(measure.current)}; {measure.said(most)}"
                more = "higher" if name == "highest" else "lower"
                yield contradiction(tail.strip(" .,"), held, f"the figure of {most.when} is {more}.")


def _is_beyond(name: str, value: float, current: float) -> bool:
    return value > current if name == "highest" else value < current


def _in_scope(measure: Measure, tail: str) -> list[Reading]:
    """The figures among which the current one should be the first: those of its year, or all that there are."""
    current = measure.current
    assert current is not None
    if OF_THE_YEAR.search(tail):
        april = current.month.year if current.month.number >= APRIL else current.month.year - 1
        return [r for r in measure.steps if (r.month.year, r.month.number) >= (april, APRIL)]
    if re.search(r"\bshown\b", tail):
        return list(measure.steps)
    same = [r for r in measure.others if r.window is Window.FINANCIAL_YEAR and current.window is Window.SNAPSHOT]
    return [*measure.steps, *same]


def _measure_of_number(sentence: Sentence, place: int, matcher: Matcher, percentage: bool | None = None) -> Measure | None:
    """The indicator whose current figure stands in the sentence, else the one that the words name."""
    held = [m for m in _held_by(sentence, matcher) if percentage is None or m.is_percentage is percentage]
    if len(held) == 1:
        return held[0]
    match = matcher.at(sentence, place, lambda m: percentage is None or m.is_percentage is percentage)
    return match.measure if match is not None and match.sure else None


def _check_highs(sentence: Sentence, matcher: Matcher) -> Iterator[Finding]:
    """`from a high of 91%`: no figure beside it may be higher."""
    for found in A_HIGH.finditer(sentence.text):
        measure = _measure_of_number(sentence, found.start(), matcher, found["unit"] == "%")
        if measure is None:
            continue
        value = float(found["value"].replace(",", ""))
        name = "lowest" if found["which"].lower() == "low" else "highest"
        room = 0.5 if "." not in found["value"] else 0.05
        edge = value + room if name == "highest" else value - room
        beyond = [r for r in measure.steps if _is_beyond(name, r.value, edge)]
        if beyond:
            most = max(beyond, key=lambda r: r.value if name == "highest" else -r.value)
            held = "; ".join(measure.said(r) for r in [most, *(r for r in reversed(beyond) if r is not most)][:3])
            yield contradiction(found[0], f"{measure.name}: {held}", f"it was not a {found['which'].lower()}.")
