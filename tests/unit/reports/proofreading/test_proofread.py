"""Made sentences against a made block: what each rule says, and what it lets pass."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.reports.proofread import proofread
from sightline.reports.proofreading.block import Block, Comparator, Measure, Reading
from sightline.reports.proofreading.findings import Answer, FindingKind, unanswered
from sightline.vocabulary.periods import Month, Window

CONTRADICTION, QUERY = FindingKind.CONTRADICTION, FindingKind.QUERY
OCTOBER = Month(2026, 10)


def months(values, window=Window.MONTH, decimals=0):
    first = OCTOBER.shift(1 - len(values))
    return tuple(
        Reading(first.shift(at), window, *(value if isinstance(value, tuple) else (value,)), decimals=decimals)
        for at, value in enumerate(values)
    )


CONTACTS = Measure(
    "Number of contacts",
    "",
    0,
    months([1200, 1149, 1523, 1341, 1528]),
    (Reading(OCTOBER, Window.YTD, 9876), Reading(Month(2026, 3), Window.FINANCIAL_YEAR, 15670)),
)
TIMELY = Measure(
    "% of conferences held in 15 working days",
    "%",
    1,
    months([(96.1, 74, 77), (90.9, 50, 55), (94.8, 55, 58), (91.3, 42, 46), (77.4, 41, 53)], decimals=1),
    (Reading(OCTOBER, Window.YTD, 86.8, decimals=1),),
    {Comparator.NEIGHBOURS: 82.6, Comparator.ENGLAND: 76.9, Comparator.TARGET: 85.0},
)
LOOKED_AFTER = Measure("Number of looked after children", "", 0, months([634, 629, 645, 645, 643], Window.SNAPSHOT))
BLOCK = Block((CONTACTS, TIMELY, LOOKED_AFTER))


def found(text, block=BLOCK):
    return [(finding.kind, finding.words) for finding in proofread(text, block)]


@pytest.mark.parametrize(
    "text",
    [
        "There has been an increase of 187 in the number of contacts in October.",
        "Contacts rose from 1,341 in September to 1,528 in October.",
        "Conferences held in 15 working days declined to 77.4% (41 children out of 53).",
        "12 conferences were not in 15 working days.",
        "77.4% of conferences were in time, above the national average and below statistical neighbours (82.6%).",
        "Conferences in 15 working days are below the target of 85%.",
        "Contacts are the highest of the year.",
        "The number of looked after children is stable at 643.",
        "The year to date stands at 86.8% of conferences.",
        "We expect contacts to fall to 1,000 by the spring if the new pathway works.",
        "",
    ],
)
def test_what_the_figures_bear_out_passes_in_silence(text):
    assert [kind for kind, _ in found(text) if kind is CONTRADICTION] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("There has been an increase of 178 in the number of contacts in October.", "178"),
        ("Contacts rose from 1,341 in September to 1,582 in October.", "1,582"),
        ("The number of contacts fell in October.", "fell"),
        ("Conferences held in 15 working days improved to 77.4%.", "improved"),
        ("Conferences in time declined from a high of 91% to 77.4%.", "a high of 91%"),
        ("77.4% of conferences were in time, above statistical neighbours.", "above"),
        ("77.4% of conferences were in time, above statistical neighbours (81.6%).", "81.6%"),
        ("The year to date for conferences in 15 working days is 77.4%.", "77.4%"),
        ("The number of looked after children is unchanged since last month.", "unchanged"),
        ("16 children were admitted and 16 discharged leaving a total of 643 looked after children.", "643"),
        ("The number of contacts has risen every month.", "risen"),
        ("Looked after children stand at 643, the lowest figure of the year.", "lowest"),
    ],
)
def test_what_the_figures_deny_is_a_contradiction(text, words):
    assert any(kind is CONTRADICTION and words in quoted for kind, quoted in found(text)), found(text)


def test_a_finding_quotes_the_words_and_the_figures():
    [finding] = proofread("The number of contacts in October was 1,582.", BLOCK)
    assert finding.words == "The number of contacts in October was 1,582."
    assert finding.figures == "Number of contacts: 1,528 (October 2026)"
    assert str(finding).startswith("contradiction: “The number of contacts")


@pytest.mark.parametrize(
    "text",
    [
        "There were 36 attendees at the launch event.",
        "Contacts are above the regional average.",
        "In April contacts stood at 1,402.",
    ],
)
def test_what_the_figures_cannot_settle_is_a_query(text):
    assert [kind for kind, _ in found(text)] == [QUERY]


def test_words_and_numbers_of_one_sentence_must_agree():
    agency = Measure("Percentage of agency social workers", "%", -1, months([30.0, 28.0]))
    assert (CONTRADICTION, "28% is a slight increase from 30%") in found(
        "The latest figure of 28% is a slight increase from 30%.", Block((agency,))
    )


def test_a_passage_must_not_say_both_of_one_figure():
    text = "The number of contacts has fallen. Managers find that the increase in the number of contacts is manageable."
    assert any(kind is CONTRADICTION and "increase" in words for kind, words in found(text))


def test_a_half_may_be_rounded_either_way_and_no_other_way():
    plans = Measure("% of care leavers with a pathway plan", "%", 1, months([85.5, 79.1], decimals=1))
    assert found("Pathway plans of care leavers fell from 85% to 79%.", Block((plans,))) == []
    assert found("Pathway plans of care leavers fell from 86% to 79%.", Block((plans,))) == []
    assert any("84%" in words for _, words in found("Pathway plans of care leavers fell from 84% to 79%.", Block((plans,))))


def test_an_unanswered_contradiction_blocks_agreement():
    findings = proofread("The number of contacts in October was 1,582.", BLOCK)
    assert len(findings) == 1 and unanswered(findings, []) == findings
    on = date(2026, 11, 3)
    answer = Answer(findings[0].words, "The tracker has 54 that the system lacks.", "A. Analyst", on)
    assert unanswered(findings, [answer]) == ()
    assert unanswered(findings, [Answer(findings[0].words, " ", "A. Analyst", on)]) == findings


def test_queries_block_nothing():
    findings = proofread("There were 36 attendees at the launch event.", BLOCK)
    assert [finding.kind for finding in findings] == [QUERY] and unanswered(findings, []) == ()


def test_an_empty_block_contradicts_nothing():
    assert [kind for kind, _ in found("Contacts rose by 187 to 1,528, the highest ever.", Block(()))] in ([QUERY], [QUERY, QUERY])
