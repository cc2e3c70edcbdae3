"""Checks what a sentence says of movement: up, down, better, worse, steady, unmoved, and trends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sightline.reports.proofreading import figures
from sightline.reports.proofreading.block import Measure, Reading
from sightline.reports.proofreading.findings import Finding, contradiction, query
from sightline.reports.proofreading.matching import Match, Matcher
from sightline.reports.proofreading.sentences import ANAPHORA, Role, Sentence, Unit
from sightline.reports.proofreading.times import Kind, When, readings_at, times_in, window_in
from sightline.reports.proofreading.words import known_words
from sightline.vocabulary import wording
from sightline.vocabulary.periods import APRIL

# A figure called steady may move by so much of itself.
STEADY = 0.1
RUN = 3
# Months from one step to the next, at most: a figure of the year before is no step.
A_STEP = 3
CLAIMS = ("up", "down", "better", "worse", "steady", "unmoved")
OPPOSITE = {"up": "down", "down": "up", "better": "worse", "worse": "better"}
# Movement words that claim nothing: `a dip sample`, `up to date`, `step down`, `the increasing number of`.
NO_CLAIM = re.compile(
    r"\bdip sample|\bstep(?:ped|s)? down|\bto drop\b|\bimprovement (?:board|plan)"
    r"|\b(?:the|an?) (?:increasing|reducing|increased|reduced)\b"
    r"|\b(?:key|area of) focus|\bdue to an? increase",
    re.IGNORECASE,
)
# A short mark that a name carries, as the adoption scorecard's A1 and A2.
MARK = re.compile(r"\b[A-Z]\d\b")
# What stands before a movement word and takes it out of the present.
NOT_NOW = 34


@dataclass(frozen=True)
class Claim:
    """One movement that a sentence claims."""

    name: str
    words: str
    start: int


def check_movements(sentence: Sentence, matcher: Matcher) -> Iterator[Finding]:
    """What is to be said of the movements that a sentence claims."""
    yield from _check_pairs(sentence)
    for claim in _claims(sentence):
        spoken_of = _spoken_of(sentence, claim, matcher)
        match = matcher.at(sentence, claim.start)
        if not spoken_of and matcher.only is not None and _is_of_a_time(sentence, claim, match, matcher):
            spoken_of = [matcher.only]
        elif not spoken_of and match is not None and match.firm and (match.is_here or ANAPHORA.match(sentence.text)):
            spoken_of = [match.measure]
            # Where words fit several indicators alike, the claim stands if it holds of any.
            alike = matcher.near(match.text)
            if match.measure in alike and any(_check(sentence, claim, m, matcher) is None for m in alike):
                continue
        for measure in spoken_of:
            finding = _check(sentence, claim, measure, matcher)
            if finding is not None:
                yield finding


def check_opposites(sentences: Sequence[Sentence], matcher: Matcher) -> Iterator[Finding]:
    """A passage must not say of one figure that it fell and that it rose, where it names no time for either."""
    said: dict[str, tuple[str, str]] = {}
    for sentence in sentences:
        for claim in _claims(sentence):
            match = matcher.at(sentence, claim.start)
            clause = sentence.clause_at(claim.start)
            if claim.name not in {"up", "down"} or match is None or not match.firm or not match.is_here:
                continue
            if times_in(clause, matcher.block) or matcher.near(match.text) != [match.measure]:
                continue
            words = _quoted(sentence, claim)
            name, before = said.setdefault(match.measure.name, (claim.name, words))
            if name != claim.name and words != before and match.measure.current is not None:
                held = f"{match.measure.name}: {', '.join(match.measure.said(r) for r in match.measure.steps[-2:])}"
                yield contradiction(words, held, f"the passage also says “{before}”.")


def _claims(sentence: Sentence) -> Iterator[Claim]:
    words, text = known_words(), sentence.text
    blocked = [m.span() for m in NO_CLAIM.finditer(text)]
    for name in CLAIMS:
        for match in words.found(name, text):
            around = text[max(0, match.start() - NOT_NOW) : match.end()]
            if words.has("not_yet", around) or any(a <= match.start() < b for a, b in blocked):
                continue
            yield Claim(name, match[0], match.start())


def _spoken_of(sentence: Sentence, claim: Claim, matcher: Matcher) -> list[Measure]:
    """The indicators whose current figure the clause itself gives, or that it names by their short mark (`A1`)."""
    first, last = sentence.clause_span(claim.start)
    marked = [m for m in matcher.block.measures for mark in MARK.findall(m.name) if _names(sentence, mark, claim)]
    if marked:
        return marked
    here = [n for n in sentence.numbers if first <= n.start < last and n.role in {Role.TO, Role.LEVEL}]
    held = [
        m
        for m in matcher.block.measures
        for n in here
        if m.current is not None
        and (n.unit is Unit.PERCENT) == m.is_percentage
        and n.role is Role.TO
        and figures.is_same(n, m.current.value)
    ]
    return held if len(held) == 1 else []


def _is_of_a_time(sentence: Sentence, claim: Claim, match: Match | None, matcher: Matcher) -> bool:
    """Whether a claim beside a single indicator speaks of it: by a word of its name, or by naming a time."""
    clause = sentence.clause_at(claim.start)
    return (match is not None and match.is_here) or bool(times_in(clause, matcher.block))


def _names(sentence: Sentence, mark: str, claim: Claim) -> bool:
    return re.search(rf"\b{mark}\b", sentence.clause_at(claim.start)) is not None


def _check(sentence: Sentence, claim: Claim, measure: Measure, matcher: Matcher) -> Finding | None:
    if claim.name in {"better", "worse"} and not measure.sign:
        return None
    clause = sentence.clause_at(claim.start)
    if known_words().has("every_step", clause) and claim.name in OPPOSITE:
        return _check_every_step(sentence, claim, measure)
    current, earlier, named = _compared(sentence, claim, measure, matcher)
    if current is None or not earlier:
        return None
    if any(_holds(claim.name, measure, before, current) for before in earlier):
        return _check_trend(sentence, claim, measure)
    held = "; ".join(_moved(measure, before, current) for before in earlier[:3])
    remark = f"{measure.name} {_did(claim.name, measure, earlier[0], current)}."
    words = _quoted(sentence, claim)
    if claim.name == "steady" or (not named and current.month.index - earlier[0].month.index > A_STEP):
        return query(words, f"{measure.name}: {held}", remark)
    return contradiction(words, f"{measure.name}: {held}", remark)


def _compared(sentence: Sentence, claim: Claim, measure: Measure, matcher: Matcher) -> tuple[Reading | None, list[Reading], bool]:
    """The figure that is said to have moved, those that it may be set beside, and whether the sentence names them."""
    clause = sentence.clause_at(claim.start)
    times = times_in(clause, matcher.block)
    current = measure.current
    if current is None or current.month != matcher.block.month:
        return None, [], False
    looked_back = [t for t in times if t.since or t.kind in {Kind.LAST_STEP, Kind.LAST_YEAR}]
    if looked_back:
        window = window_in(clause)
        found = [r for t in looked_back for r in readings_at(measure, When(t, None)) or () if r != current]
    if looked_back and found:
        return current, [r for r in found if window is None or r.window is window] or found, True
    months = [t for t in times if t.kind is Kind.MONTH]
    named = {r for t in months for r in readings_at(measure, When(t)) or () if r in measure.steps}
    at = sorted(named, key=lambda r: r.month)
    if at:
        current = at[-1]
        before = measure.before(current)
        return current, ([at[0]] if len(at) > 1 else [before] if before else []), len(at) > 1
    if months:
        return None, [], True
    before = measure.before(current)
    if any(t.kind is Kind.THIS_STEP for t in times):
        return current, [before] if before else [], True
    first = [measure.steps[0]] if len(measure.steps) > 1 else []
    return current, [*([before] if before else []), *measure.year_before(current), *first], False


def _check_every_step(sentence: Sentence, claim: Claim, measure: Measure) -> Finding | None:
    """`quarter on quarter`: each step of the year must move that way."""
    steps = _this_year(measure.steps)
    wrong = [
        (before, after) for before, after in zip(steps, steps[1:], strict=False) if not _holds(claim.name, measure, before, after)
    ]
    if not wrong:
        return None
    held = "; ".join(_moved(measure, before, after) for before, after in wrong[:3])
    return contradiction(_quoted(sentence, claim), f"{measure.name}: {held}", "not every step moved that way.")


def _this_year(steps: Sequence[Reading]) -> list[Reading]:
    last = steps[-1].month
    april = last.year if last.number >= APRIL else last.year - 1
    return [r for r in steps if (r.month.year, r.month.number) >= (april, APRIL)]


def _check_trend(sentence: Sentence, claim: Claim, measure: Measure) -> Finding | None:
    """A comparison over a year may hold while every recent step went the other way: that is worth a question."""
    steps = measure.steps[-RUN - 1 :]
    other = OPPOSITE.get(claim.name)
    times = known_words().has("last_step", sentence.text) or known_words().has("this_step", sentence.text)
    if other is None or len(steps) < RUN or times or known_words().has("last_year", sentence.text):
        return None
    # Two steps the other way are weather; the last two of four with none that way at all are a question.
    moves = [(a, b) for a, b in zip(steps, steps[1:], strict=False)]
    against = [_holds(other, measure, a, b) for a, b in moves]
    if sum(against[-2:]) < 2 or (len(moves) >= RUN and sum(against) < len(moves) - 1):
        return None
    run = ", ".join(wording.figure(r.value, measure.unit, r.decimals) for r in steps)
    return query(_quoted(sentence, claim), f"{measure.name}: {run}", "the latest figures went the other way.")


def _check_pairs(sentence: Sentence) -> Iterator[Finding]:
    """`28% is a slight increase from 30%`: words and numbers of one sentence must agree."""
    for number in sentence.numbers:
        if number.role is not Role.FROM:
            continue
        first, last = sentence.clause_span(number.start)
        inside = [n for n in sentence.numbers if first <= n.start < last and n is not number and n.unit is number.unit]
        to = next((n for n in inside if n.role is Role.TO and n.start > number.start), None)
        to = to or next((n for n in reversed(inside) if n.role is Role.LEVEL and n.start < number.start), None)
        way = _way_before(sentence, number.start)
        if to is None or way is None or number.value == to.value:
            continue
        if (to.value > number.value) != (way == "up"):
            words = sentence.text[min(number.start, to.start) : max(number.end, to.end)]
            moved = "a rise" if to.value > number.value else "a fall"
            yield contradiction(words, "", f"from {number.text} to {to.text} is {moved}.")


def _way_before(sentence: Sentence, place: int) -> str | None:
    """The last of up and down that stands before a place with no number in between."""
    found = [(m.end(), name) for name in ("up", "down") for m in known_words().found(name, sentence.text[:place])]
    if not found:
        return None
    end, name = max(found)
    return None if any(end <= n.start < place for n in sentence.numbers) else name


def _holds(claim: str, measure: Measure, before: Reading, after: Reading) -> bool:
    change = after.value - before.value
    if claim in {"steady", "unmoved"}:
        room = STEADY * abs(before.value) if claim == "steady" else 1e-9
        return abs(change) <= room
    if claim == "up":
        return change > 0
    if claim == "down":
        # Performance is said to decline where a figure that should be low goes up.
        return change < 0
    return change * measure.sign > 0 if claim == "better" else change * measure.sign < 0


def _did(claim: str, measure: Measure, before: Reading, current: Reading) -> str:
    if before.value == current.value:
        return "did not move"
    went = "rose" if current.value > before.value else "fell"
    if claim in {"better", "worse"}:
        return f"{went}, and {'more' if measure.sign > 0 else 'less'} is better"
    return went


def _moved(measure: Measure, before: Reading, current: Reading) -> str:
    said = wording.movement(before.value, current.value, measure.unit, max(before.decimals, current.decimals))
    return f"{said} ({before.when} to {current.when})"


def _quoted(sentence: Sentence, claim: Claim) -> str:
    first, last = sentence.clause_span(claim.start)
    return sentence.text[first:last].strip(" ,;–—-")
