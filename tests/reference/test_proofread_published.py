"""What councils printed in words, read against what they printed in tables.

The contradictions and the agreements are those found by hand in reference/inconsistencies.md. The words are read where they
lie, by the line of the report on which they stand; nothing of them is copied here.
"""

from __future__ import annotations

import pytest

from sightline.reports.proofread import proofread
from sightline.reports.proofreading.block import Block
from sightline.reports.proofreading.findings import FindingKind
from tests.reference.published_blocks import rotherham, sefton_2024, sefton_board, sefton_quarters, summary

pytestmark = pytest.mark.reference

MONTHLY_REPORT, BOARD_PAPER = "003_2b02333ee879ba03.txt", "001_c34d76a8cb57ef5e.txt"
CERTAIN = {FindingKind.CONTRADICTION}
ASKED = {FindingKind.CONTRADICTION, FindingKind.QUERY}

# Each topic of the monthly report: its pages, the summary sections that stand in for pages whose tables are lost, and the
# lines of its analysis.
TOPICS = {
    "contacts": (("CONTACTS",), (), (149, 151, 170, 172)),
    "referrals": (("REFERRALS", "CONTACTS"), (), (215, 218)),
    "assessments": (("NEW ASSESSMENTS - STARTED",), (), (265, 267)),
    "outcomes": (("NEW ASSESSMENTS - OUTCOMES",), (), (325,)),
    "section-47": (("SECTION 47",), ("3.1", "3.2", "3.3"), (433, 435, 450, 452)),
    "children-in-need": ((), ("4.",), (487, 489, 491)),
    "conferences": (("INITIAL CHILD",), (), (503, 505)),
    "child-protection": ((), ("5.1", "5.6", "5.7", "5.8"), (542, 544, 546)),
    "time-periods": ((), ("5.9", "5.10", "5.11", "5.12"), (571, 573, 575)),
    "reviews": (("CHILD PROTECTION - REV",), (), (590, 592)),
    "looked-after": (("LOOKED AFTER CHILDREN",), (), (635, 637)),
    "visits": (("LOOKED AFTER CHILDREN - REV",), (), (676, 678)),
    "health": (("LOOKED AFTER CHILDREN - HEALTH",), (), (709, 711)),
    "education": (("LOOKED AFTER CHILDREN - PERS",), (), (774,)),
    "care-leavers": ((), ("7.",), (817,)),
    "placements": (("LOOKED AFTER CHILDREN - PLAC",), (), (834, 836, 839)),
    "fostering": (("FOSTERING",), (), (883, 885)),
    "adoptions": (("ADOPTIONS",), (), (940, 943, 946)),
    "caseloads": (("CASELOADS",), (), (1003, 1006, 1008)),
}
# Contradictions of the monthly report: its number, the topic, a piece of the words found, and how sure plain rules can be.
CONTRADICTIONS = [
    ("N01", "children-in-need", "a further 21", CERTAIN),
    ("N02", "looked-after", "leaving a total of 643", CERTAIN),
    ("N03", "looked-after", "31.3%", CERTAIN),
    ("N04", "adoptions", "A1 and A2", CERTAIN),
    ("N05", "assessments", "there are 34", ASKED),
    ("N06", "time-periods", "within 24 months", ASKED),
    ("N06 ever", "time-periods", "'ever'", ASKED),
    ("N07", "conferences", "a high of 91%", CERTAIN),
    ("N08", "fostering", "17 approvals", ASKED),
    ("N09", "caseloads", "a slight increase of caseload", CERTAIN),
]
# What agrees: the topic and the numbers that no finding may quote.
AGREEMENTS = [
    ("contacts", ["187", "199", "310", "39.7%"]),
    ("referrals", ["(32)"]),
    ("assessments", ["difference of 14", "88.8%"]),
    ("outcomes", ["3.6%", "76.1%"]),
    ("section-47", ["96.5%"]),
    ("conferences", ["41 children out of 53", "77.4%"]),
    ("reviews", ["151 out of 152", "99.3%"]),
    ("visits", ["98.3%"]),
    ("health", ["were 7 Initial"]),
    ("care-leavers", ["301", "of 45"]),
    ("placements", ["reduced by 8", "13.9%", "12.7%", "increased by 5", "51.3%", "52.3%"]),
    ("adoptions", ["11 of the 32", "72%", "(23"]),
    ("caseloads", ["20.2", "19.6", "21.6"]),
]


@pytest.fixture
def lines(reference):
    def read(report):
        return (reference / "reference" / "reports" / report).read_text("utf-8").split("\n")

    return read


@pytest.fixture
def findings_of(table, lines):
    def find(topic):
        pages, sections, places = TOPICS[topic]
        measures = (*(rotherham(table, *pages) if pages else ()), *(summary(table, *sections) if sections else ()))
        report = lines(MONTHLY_REPORT)
        return [found for place in places for found in proofread(report[place - 1], Block(measures))]

    return find


@pytest.mark.parametrize(("number", "topic", "words", "kinds"), CONTRADICTIONS)
def test_the_monthly_report_s_contradictions_are_found(findings_of, number, topic, words, kinds):
    found = [f for f in findings_of(topic) if words in f.words and f.kind in kinds]
    assert found, f"{number} was not found"
    assert number in {"N08"} or found[0].figures or found[0].sentence


def test_statements_that_agree_raise_at_most_one_false_alarm(findings_of):
    # A passage quoted for another reason may hold an agreeing number: what counts is the number that the remark is about.
    alarms = []
    for topic, agreeing in AGREEMENTS:
        for finding in findings_of(topic):
            said = {part.strip("()").split()[-1] for part in agreeing}
            about = finding.sentence.removeprefix("there is no figure ").split(" ")[0].rstrip(".")
            is_known = any(words in finding.words for _, place, words, _ in CONTRADICTIONS if place == topic)
            if (about in said or (finding.kind is FindingKind.CONTRADICTION and not is_known)) and not is_known:
                alarms.append(str(finding))
    # The one: 98.37% is printed in words where the table has 98.3%, which is R01 of the same list and no false alarm.
    assert [alarm for alarm in alarms if "98.37%" not in alarm] == []


@pytest.mark.parametrize(
    ("row", "words", "kinds"),
    [
        ("32", "quarter on quarter", CERTAIN),
        ("41", "further improvement in Q4", CERTAIN),
        ("24", "24%", CERTAIN),
        ("37", "20% of CLA", CERTAIN),
    ],
)
def test_s04_the_quarterly_scorecard(table, row, words, kinds):
    block, comment = sefton_quarters(table, row)
    assert any(words in f.words and f.kind in kinds for f in proofread(comment, block))


@pytest.mark.parametrize("row", ["2", "17", "25", "27", "45", "46", "50"])
def test_comments_of_the_quarterly_scorecard_that_agree_are_not_contradicted(table, row):
    block, comment = sefton_quarters(table, row)
    assert [f for f in proofread(comment, block) if f.kind is FindingKind.CONTRADICTION] == []


def test_s07_and_s08_the_summary_of_the_board_paper(table, lines):
    block, text = sefton_board(table), "\n".join(lines(BOARD_PAPER)[:20])
    said = [f.words for f in proofread(text, block) if f.kind is FindingKind.CONTRADICTION]
    for number in ("740", "330", "615", "60%", "80%"):
        assert any(number in words for words in said), number
    assert not any(words.startswith("498") and "740" not in words for words in said)


@pytest.mark.parametrize(
    ("number", "words", "kinds"),
    [
        (1, "726", CERTAIN),
        (6, "increase from 30%", CERTAIN),
        (12, "12m rate of 88%", CERTAIN),
        (14, "12m current rate of 58", CERTAIN),
        (13, "an increase compared to the same point last year", CERTAIN),
        (26, "on par", CERTAIN),
        (24, "below NW", CERTAIN),
        (19, "above", CERTAIN),
    ],
)
def test_s13_to_s17_the_scorecard_of_2024(table, number, words, kinds):
    block, analysis = sefton_2024(table, number)
    assert any(words in f.words and f.kind in kinds for f in proofread(analysis, block))
