"""Drafted sentences: what they say of made series, that their own figures bear them out, and that any other number does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sightline.judgement.spc import Variation
from sightline.judgement.tolerance import Rating
from sightline.reports.document import FigureKey
from sightline.reports.drafting import FewChildren, Subject, draft
from sightline.reports.proofread import proofread
from sightline.reports.proofreading.block import Block, Comparator, Measure, Reading
from sightline.reports.proofreading.findings import FindingKind
from sightline.vocabulary.periods import Month, Window

OCTOBER = Month(2026, 10)


def counts(values, name="Number of contacts"):
    first = OCTOBER.shift(1 - len(values))
    steps = tuple(
        Reading(first.shift(at), Window.MONTH, value, key=FigureKey("contacts", first.shift(at), Window.MONTH))
        for at, value in enumerate(values)
    )
    return Measure(name, "", 0, steps)


def shares(pairs, comparators=()):
    first = OCTOBER.shift(1 - len(pairs))
    steps = tuple(
        Reading(first.shift(at), Window.MONTH, round(100 * n / d, 1), n, d, decimals=1) for at, (n, d) in enumerate(pairs)
    )
    return Measure("Conferences held within 15 working days", "%", 1, steps, (), dict(comparators))


def texts(subject):
    return [sentence.text for sentence in draft(subject)]


def test_a_count_is_told_in_children_first_then_per_cent():
    source = counts([199, 310], "Education")
    subject = Subject(counts([1341, 1528]), Variation.COMMON, parts=[counts([483, 501], "Police"), source])
    assert texts(subject) == [
        "Number of contacts rose by 187 (by 13.9 per cent), from 1,341 in September 2026 to 1,528 in October 2026.",
        "This is no more than the usual variation.",
        "Most of the change is in Education, which rose from 199 in September 2026 to 310 in October 2026.",
    ]


def test_a_percentage_is_told_in_children_first():
    measure = shares([(42, 46), (41, 53)], {Comparator.NEIGHBOURS: 82.6, Comparator.ENGLAND: 76.9}.items())
    subject = Subject(measure, Variation.NOT_JUDGED, Rating.NOT_MET, "85% or more")
    assert texts(subject) == [
        "Conferences held within 15 working days: 41 of 53 in October 2026, 1 fewer, against 42 of 46 in September 2026;"
        " the percentage fell from 91.3% to 77.4%, by 13.9 percentage points.",
        "Whether that is more than the usual variation cannot be told from the figures there are.",
        "The target (85% or more) is not met; the figure of 77.4% is below statistical neighbours (82.6%)"
        " and above England (76.9%).",
    ]


def test_every_sentence_about_figures_is_linked_to_them():
    drafted = draft(Subject(counts([1341, 1528])))
    assert [key.period for key in drafted[0].figures] == [Month(2026, 9), OCTOBER]
    assert all(sentence.figures for sentence in drafted)


def test_long_ago_and_never_before():
    said = texts(Subject(counts([90, 50, 51, 52, 49, 50, 48, 80])))
    assert said[-1] == "It is the highest figure since March 2026, when it was 90."
    assert texts(Subject(counts([*range(60, 48, -1), 40])))[-1] == "It is the lowest figure shown, of 13 months."


def test_few_children_with_most_episodes():
    subject = Subject(counts([28, 44], "Missing episodes"), few=FewChildren(2, 18, 44))
    assert draft(subject)[-1].text == "2 of the 18 children account for at least half of the 44 episodes."
    assert draft(subject)[-1].names_few
    assert not any(s.names_few for s in draft(Subject(counts([28, 44]), few=FewChildren(9, 18, 44))))


@pytest.mark.parametrize("values", [[], [12], [12, 12], [0, 0], [0, 3]])
def test_a_series_of_any_length_is_told_in_at_most_five_sentences(values):
    drafted = draft(Subject(counts(values)))
    assert len(drafted) == 0 if not values else 1 <= len(drafted) <= 5
    assert not any("None" in s.text or "nan" in s.text for s in drafted)


values = st.lists(st.integers(0, 3000), min_size=1, max_size=15)
pairs = st.lists(st.integers(1, 300).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))), min_size=1, max_size=15)
others = st.fixed_dictionaries(
    {}, optional={who: st.integers(0, 1000).map(lambda tenth: tenth / 10) for who in (Comparator.NEIGHBOURS, Comparator.ENGLAND)}
)
measures = st.one_of(values.map(counts), st.builds(lambda held, by: shares(held, by.items()), pairs, others))
subjects = st.builds(
    Subject, measures, st.sampled_from(list(Variation)), parts=st.lists(values.map(lambda v: counts(v, "Education")), max_size=1)
)


def contradictions(text, subject):
    block = Block((subject.measure, *subject.parts))
    return [f for f in proofread(text, block) if f.kind is FindingKind.CONTRADICTION]


@given(subjects)
def test_drafted_sentences_never_contradict_their_own_figures(subject):
    text = " ".join(texts(subject))
    assert contradictions(text, subject) == []


@given(subjects, st.data())
def test_a_number_altered_is_contradicted(subject, data):
    text = texts(subject)[0]
    # Years and the name's own limit are no figures.
    numbers = [m for m in re.finditer(r"\d[\d,]*(?:\.\d+)?", text) if not re.search(r"[A-Z][a-z]+ $", text[: m.start()])]
    numbers = [m for m in numbers if "working days" not in text[m.start() : m.end() + 14]]
    assume(numbers)
    chosen = data.draw(st.sampled_from(numbers))
    written = float(chosen[0].replace(",", ""))
    places = len(chosen[0].partition(".")[2])
    altered = written + data.draw(st.integers(1, 40)) * 10**-places
    readings = [r for m in (subject.measure, *subject.parts) for r in m.readings]
    known = {part for r in readings for part in (r.value, r.numerator, r.denominator) if part is not None}
    known |= {r.denominator - r.numerator for r in readings if r.denominator is not None}
    known |= {abs(a - b) for a in known for b in known} | {100 - k for k in known}
    # A number that is another of the figures may be right of something else; the rules say so in their own page.
    assume(all(abs(altered - k) > 0.6 for k in known))
    changed = f"{text[: chosen.start()]}{altered:,.{places}f}{text[chosen.end() :]}"
    assert contradictions(changed, subject), changed
