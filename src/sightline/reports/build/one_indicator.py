"""One indicator on a page of its own: what it is, its figures by month and year, its charts, its services and teams."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.catalogue.models import Indicator
from sightline.catalogue.reports import ReportPart, ReportTopic
from sightline.catalogue.scorecards import ScorecardLine
from sightline.judgement.polarity import polarity_on
from sightline.reports.build.groups import groups_table
from sightline.reports.build.lines import GOOD_IS
from sightline.reports.build.material import Material
from sightline.reports.build.topic_charts import months_chart, years_chart
from sightline.reports.build.topics import topic_page
from sightline.reports.document import Block, Pairs, Points, Prose, Section, Table
from sightline.vocabulary import wording
from sightline.vocabulary.periods import ROLLING_MONTHS, Window

# The windows that stand side by side on the page, as far as the indicator has them. A year to date has its own row.
SHOWN_WINDOWS = (Window.MONTH, Window.SNAPSHOT, Window.ROLLING_3, Window.ROLLING_6, Window.ROLLING_12)


def build_indicator(part: ReportPart, material: Material) -> Section | None:
    """The page of the indicator that the report is about; None where it has no figure."""
    indicator = material.catalogue.get(material.about or "")
    windows = [window for window in SHOWN_WINDOWS if window in indicator.windows] or [indicator.window]
    lines = tuple(ScorecardLine(indicator=indicator.id, window=window, label=_label(indicator, window)) for window in windows)
    # One chart of months and one of years are enough of one indicator.
    topic = ReportTopic(title=indicator.name, definition=indicator.question, indicators=lines, charts=())
    page = topic_page(topic, material, part.key)
    if page is None:
        return None
    question = Prose((indicator.question, indicator.why_it_matters))
    blocks: list[Block] = [question, _particulars(indicator, material), *page.blocks[1:]]
    table = next(block for block in page.blocks if isinstance(block, Table))
    line = material.named(lines[0])
    blocks += [chart for draw in (months_chart, years_chart) if (chart := draw(line, material, table)) is not None]
    blocks += _by_unit(part, indicator, material)
    if indicator.discussion_questions:
        blocks.append(Points(indicator.discussion_questions, "Questions to discuss"))
    return Section(part.key, indicator.name, tuple(blocks))


def _label(indicator: Indicator, window: Window) -> str:
    """The indicator's name, with the stretch of time where that is several months."""
    months = ROLLING_MONTHS.get(window)
    return f"{indicator.name}, over {months} months" if months else indicator.name


def _particulars(indicator: Indicator, material: Material) -> Pairs:
    polarity = polarity_on(indicator.id, material.asked.month.last, indicator.polarity, material.asked.judged.grounds.polarities)
    standard, national = indicator.standard, indicator.national
    named = (
        ("Good is", GOOD_IS[polarity] if GOOD_IS[polarity] != wording.DASH else "Neither high nor low"),
        ("Counted", indicator.grain),
        ("Left out", " ".join(f"{text.rstrip('.')}." for text in indicator.exclusions)),
        ("Standard", f"{standard.text} ({standard.source})" if standard else ""),
        ("Counted nationally", national.definition if national else ""),
        ("Owner", indicator.owner),
        ("Reviewed", wording.day(indicator.reviewed_on)),
    )
    return Pairs(tuple((term, text) for term, text in named if text), "Definition")


def _by_unit(part: ReportPart, indicator: Indicator, material: Material) -> Iterator[Block]:
    """A table for each way that the part splits by, and that the indicator can be split by."""
    line = material.named(ScorecardLine(indicator=indicator.id))
    for split in part.splits:
        if split in indicator.breakdowns:
            table = groups_table(f"{indicator.id}-{split}", f"{indicator.name}, by {split}", [line], split, material)
            if table is not None:
                yield table
