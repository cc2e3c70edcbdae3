"""Checks the numbers of a sentence: each is a figure of the block, follows from its figures, or is queried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sightline.reports.proofreading import figures
from sightline.reports.proofreading.block import Measure, Reading
from sightline.reports.proofreading.findings import Finding, contradiction, query
from sightline.reports.proofreading.matching import Match, Matcher
from sightline.reports.proofreading.sentences import Number, Role, Sentence, Unit
from sightline.reports.proofreading.times import When, partner, readings_at, speaks_of_one_window, when_of
from sightline.reports.proofreading.words import known_words
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Window

# What the figures cannot know: the day of writing, a tracker, somebody's forecast.
ELSEWHERE = re.compile(r"at the time of writing|recording issue|tracker|currently on-?going|projected", re.IGNORECASE)
FLOW = re.compile(
    r"(?P<joined>\d[\d,]*)\s(?:[a-z]+\s){0,3}(?:admitted|admissions|started|opened|joined|began|approved|recruited)\b[^.;]*?"
    r"(?P<left>\d[\d,]*)\s(?:[a-z]+\s){0,3}(?:discharged|discharges|ceased|closed|left|ended|deregistered)\b[^.;]*?"
    r"\bleaving\s(?:a\stotal\sof\s)?(?P<total>\d[\d,]*)",
    re.IGNORECASE,
)
# What is said of a span of months is not said of the current figure.
SPAN = re.compile(
    r"\b(?:last|past) (?:\d+|few|several|two|three|six) (?:months|quarters)|of these months|"
    r"throughout|(?:per|a|each) (?:month|week|year)\b|audit",
    re.IGNORECASE,
)
RATED = re.compile(r"\brates?\b|\bper 10", re.IGNORECASE)
EXTREME = re.compile(r"\b(?:high|low|peak) of\s$", re.IGNORECASE)
ROLLED = frozenset({Window.ROLLING_3, Window.ROLLING_6, Window.ROLLING_12})
# In a block of so few indicators every sentence is taken to speak of all of them.
SMALL = 3
# How much of what the best indicator shares with a sentence another must share to be spoken of too.
SHARE = 0.5
# A smaller whole number is in too many places to say by itself what a sentence is about.
TELLING = 100
NEAR_COMPARATOR = 45
PARTS = frozenset({Role.PART, Role.WHOLE})
CHANGES = frozenset({Role.CHANGE, Role.MAYBE_CHANGE})


def check_numbers(sentence: Sentence, matcher: Matcher) -> Iterator[Finding]:
    """What is to be said of the numbers in a sentence."""
    yield from _check_flow(sentence, matcher)
    anchors = [m for n in sentence.numbers if (m := _level_of(sentence, n, matcher)) is not None]
    for number in sentence.numbers:
        if number.role is Role.BOUND or _is_comparator(sentence, number, matcher):
            continue
        check = _check_change if number.role in CHANGES else _check_level
        finding = check(sentence, number, matcher, anchors)
        if finding is not None:
            yield finding


def _level_of(sentence: Sentence, number: Number, matcher: Matcher) -> Measure | None:
    """The one indicator whose current figure a number is: what the sentence is about, where words alone do not tell."""
    if number.role not in {Role.LEVEL, Role.TO} or number.unit is Unit.POINTS:
        return None
    held = [m for m in matcher.block.measures if m.current is not None and figures.is_same(number, m.current.value)]
    held = [m for m in held if m.is_percentage == (number.unit is Unit.PERCENT) and (number.decimals or number.value >= TELLING)]
    return held[0] if len(held) == 1 else None


def _is_comparator(sentence: Sentence, number: Number, matcher: Matcher) -> bool:
    """Whether a number is given as a neighbour's, England's or a target's; those are checked where standings are."""
    first, last = sentence.clause_span(number.start)
    near = sentence.text[max(first, number.start - NEAR_COMPARATOR) : min(last, number.end + NEAR_COMPARATOR)]
    named = [name for name, pattern in known_words().comparators.items() if pattern.search(near)]
    values = [value for measure in matcher.block.measures for who, value in measure.comparators.items() if who.value in named]
    return any(figures.is_same(number, value) for value in values)


def _check_level(sentence: Sentence, number: Number, matcher: Matcher, anchors: list[Measure]) -> Finding | None:
    block = matcher.block
    when = when_of(sentence, number, block)
    match = _meant(sentence, number, matcher)
    elsewhere: list[tuple[Measure, Reading]] = []
    for measure in block.measures:
        if measure not in anchors and not _speaks_of(sentence, number, measure, matcher):
            continue
        wanted = readings_at(measure, when)
        if figures.is_level(number, measure, measure.readings if wanted is None else wanted):
            return None
        elsewhere += [(measure, r) for r in measure.readings if figures.is_level(number, measure, [r])]
    found = _of_another_time(number, when, matcher, match, elsewhere, sentence)
    if found is not None:
        return found
    if elsewhere or _follows(sentence, number, matcher):
        return None
    return _of_a_known_pair(sentence, number, when, matcher) or _unknown(sentence, number, when, match)


def _of_a_known_pair(sentence: Sentence, number: Number, when: When, matcher: Matcher) -> Finding | None:
    """`42 of 53` where the figure of that time is 41 of 53: one of the two counts is right, so the other is wrong."""
    other = partner(sentence, number)
    match = matcher.at(sentence, number.start, lambda measure: measure.is_percentage)
    if other is None or match is None or not match.firm:
        return None
    wanted = readings_at(match.measure, when)
    for reading in match.measure.steps[-1:] if wanted is None else wanted:
        held = reading.denominator if other.role is Role.WHOLE else reading.numerator
        if held is not None and figures.is_same(other, held):
            figure = f"{match.measure.name}: {match.measure.said(reading)}"
            return contradiction(_quoted(sentence, number), figure, f"the figure is not {number.text}.")
    return None


def _meant(sentence: Sentence, number: Number, matcher: Matcher) -> Match | None:
    """The indicator that a number is given for: by the noun that follows it, else by its clause."""
    rated = RATED.search(sentence.text) is not None

    def fits(measure: Measure) -> bool:
        if number.unit is Unit.PERCENT:
            return measure.is_percentage
        return not measure.is_percentage and (rated or bool(number.decimals) or measure.is_count)

    after = min((n.start for n in sentence.numbers if n.start >= number.end), default=len(sentence.text))
    noun = sentence.text[number.end : after]
    counted = number.unit is Unit.NONE and re.match(r"\s(?!in\b|to\b|at\b|and\b|of\b)[A-Za-z]", noun)
    match = matcher.at(sentence, number.start, fits, noun if counted else "")
    # Where the noun behind a count is none of the block's, the count is of something else.
    is_of_else = counted and match is not None and (match.text != noun or matcher.names_more(noun, match.measure))
    return replace(match, firm=False) if match is not None and is_of_else else match


def _speaks_of(sentence: Sentence, number: Number, measure: Measure, matcher: Matcher) -> bool:
    """Whether a sentence, or the one before it, shares telling words with an indicator; in a small block all are spoken of.

    Of a share such as `11 of 32` each count may be another indicator's: one word will do.
    """
    if len(matcher.block.measures) <= SMALL:
        return True
    share = 0.0 if number.role in PARTS else SHARE
    return any(measure in matcher.near(text, share) for text in (sentence.text, sentence.context))


def _of_another_time(
    number: Number,
    when: When,
    matcher: Matcher,
    match: Match | None,
    elsewhere: list[tuple[Measure, Reading]],
    sentence: Sentence,
) -> Finding | None:
    """A figure that the block has, but of another time than the sentence says."""
    for measure, reading in elsewhere:
        wanted = readings_at(measure, when) or ()
        if match is None and matcher.only is None:
            continue
        words = _quoted(sentence, number)
        if wanted and speaks_of_one_window(measure, wanted, when):
            there = "; ".join(measure.said(each) for each in wanted)
            return contradiction(words, f"{measure.name}: {there}", f"{number.text} is the figure of {reading.when}.")
        if not wanted and when.window is not None and reading.window in ROLLED and reading.window is not when.window:
            return contradiction(words, f"{measure.name}: {measure.said(reading)}", f"{number.text} is of another window.")
    return None


def _follows(sentence: Sentence, number: Number, matcher: Matcher) -> bool:
    counts = [n for n in sentence.numbers if n is not number]
    if figures.is_ratio(number, counts) or figures.is_sum(number, matcher.block):
        return True
    # A count in brackets behind the percentage that it makes of another count in the sentence.
    shares = [n for n in counts if n.unit is Unit.PERCENT]
    wholes = [n for n in counts if n.unit is Unit.NONE and n.value > number.value > 0]
    return number.unit is Unit.NONE and any(
        figures.is_same(share, 100.0 * number.value / whole.value) for share in shares for whole in wholes
    )


def _unknown(sentence: Sentence, number: Number, when: When, match: Match | None) -> Finding:
    """A number that is none of the figures: a contradiction where it is known which figure it should be."""
    words = _quoted(sentence, number)
    measure = match.measure if match is not None and match.sure else None
    if match is None or measure is None or measure.current is None:
        return query(words, "", f"there is no figure {number.text} beside it.")
    wanted = readings_at(measure, when)
    readings = (measure.current, *_to_date(measure)) if wanted is None else wanted
    held = f"{measure.name}: {'; '.join(measure.said(each) for each in readings)}" if readings else ""
    if not held:
        return query(words, "", f"there is no figure of that time ({when.words}) beside it.")
    clause, before = sentence.clause_at(number.start), sentence.text[max(0, number.start - 30) : number.start]
    unsettled = (
        not (match.firm and match.is_here and _is_comparable(number, measure, sentence))
        or number.role in PARTS
        or not speaks_of_one_window(measure, readings, when)
        or known_words().has("not_yet", clause)
        or any(pattern.search(before) for pattern in known_words().comparators.values())
        or EXTREME.search(before) is not None
        or ELSEWHERE.search(sentence.text) is not None
        or (when.time is None and SPAN.search(sentence.text) is not None)
    )
    if unsettled:
        return query(words, held, f"there is no figure {number.text} beside it.")
    return contradiction(words, held, f"the figure is not {number.text}.")


def _to_date(measure: Measure) -> tuple[Reading, ...]:
    return tuple(r for r in measure.others if r.window is Window.YTD)


def _is_comparable(number: Number, measure: Measure, sentence: Sentence) -> bool:
    """Whether a number can be meant for a figure: a mean is no count, a count is no rate, and days say so."""
    if (number.unit is Unit.PERCENT) != measure.is_percentage or measure.unit in {"days", "working days"}:
        return False
    if measure.is_percentage:
        return True
    if not measure.is_count:
        return RATED.search(sentence.text) is not None
    return number.decimals <= max((r.decimals for r in measure.readings), default=0)


def _check_change(sentence: Sentence, number: Number, matcher: Matcher, anchors: list[Measure]) -> Finding | None:
    block = matcher.block
    when = when_of(sentence, number, block)
    match = matcher.at(sentence, number.start)
    sure = match.measure if match is not None and match.sure else (anchors[0] if len(anchors) == 1 else None)
    for measure in block.measures:
        near = sure is None or measure is sure or bool(matcher.keywords(measure) & matcher.keywords(sure))
        if near and measure.current is not None and figures.is_change(number, measure, *_movements(measure, when)):
            return None
        if number.role is Role.MAYBE_CHANGE and figures.is_level(number, measure, measure.readings):
            return None
    if figures.is_difference(number, block) or _is_level_after_all(sentence, number, matcher):
        return None
    words = _quoted(sentence, number)
    if sure is None or sure.current is None:
        return query(words, "", f"no movement beside it is of {number.text}.")
    current, earlier = _movements(sure, when)
    held = "; ".join(_moved(sure, before, current) for before in earlier[:2])
    comparable = number.unit is not Unit.NONE or sure.is_count or current.numerator is not None
    settled = not ELSEWHERE.search(sentence.text) and (sure in anchors or (match is not None and match.firm and match.is_here))
    if comparable and held and settled and number.role is Role.CHANGE:
        is_based = {Role.FROM, Role.TO} <= {n.role for n in sentence.numbers}
        if number.unit is Unit.PERCENT and not sure.is_percentage and not is_based:
            return query(words, f"{sure.name}: {held}", f"no movement beside it is of {number.text}.")
        return contradiction(words, f"{sure.name}: {held}", f"the movement is not of {number.text}.")
    return query(words, f"{sure.name}: {held}", f"no movement beside it is of {number.text}.")


def _is_level_after_all(sentence: Sentence, number: Number, matcher: Matcher) -> bool:
    """`14 more at stage 1` may be a figure and no movement."""
    after = sentence.text[number.end :]
    return bool(re.match(r"\s(?:more|fewer)\b", after)) and any(
        figures.is_level(number, m, m.readings) for m in matcher.block.measures
    )


def _movements(measure: Measure, when: When) -> tuple[Reading, list[Reading]]:
    """The figure that moved, and those that it may have moved from."""
    current = measure.current
    assert current is not None
    wanted = readings_at(measure, when)
    if when.time is not None and when.time.kind.value in {"last_step", "last_year"} and wanted:
        return current, list(wanted)
    if wanted and when.window is None and wanted[0] in measure.steps:
        current = wanted[0]
    before = measure.before(current)
    return current, [*([before] if before else []), *measure.year_before(current)]


def _moved(measure: Measure, before: Reading, current: Reading) -> str:
    said = wording.movement(before.value, current.value, measure.unit, max(before.decimals, current.decimals))
    return f"{said} ({before.when} to {current.when})"


def _check_flow(sentence: Sentence, matcher: Matcher) -> Iterator[Finding]:
    """`16 admitted and 16 discharged leaving a total of 643`: what was there before must come to the same."""
    for match in FLOW.finditer(sentence.text):
        joined, left, total = (float(match[name].replace(",", "")) for name in ("joined", "left", "total"))
        for measure in matcher.block.measures:
            current = measure.current
            before = measure.before(current) if current is not None else None
            if current is None or before is None or current.value != total or before.value + joined - left == total:
                continue
            sum_said = f"{wording.number(before.value)} and {match['joined']} less {match['left']}"
            makes = wording.number(before.value + joined - left)
            held = f"{measure.name}: {measure.said(before)}; {measure.said(current)}"
            yield contradiction(match[0], held, f"{sum_said} make {makes}, not {match['total']}.")


def _quoted(sentence: Sentence, number: Number) -> str:
    """The words around a number, whole words only."""
    first, last = max(0, number.start - 60), min(len(sentence.text), number.end + 40)
    begin = sentence.text.rfind(" ", 0, first) + 1 if first else 0
    end = sentence.text.find(" ", last)
    return sentence.text[begin : end if end >= 0 else None].strip()
