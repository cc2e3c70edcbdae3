"""The reference pages of the indicators: a page a group, and an index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from inspect import cleandoc

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import DECIDING_FIELDS, GROUPS, Example, Indicator, MeasureKind, Polarity
from sightline.catalogue.search import heading_of

_GOOD: dict[Polarity, str] = {
    Polarity.HIGH: "high is good",
    Polarity.LOW: "low is good",
    Polarity.NEUTRAL: "neither high nor low is good",
    Polarity.RANGE: "good within a range",
}


def anchor(heading: str) -> str:
    """What a link to a heading ends with, as code hosts spell it: lower case, hyphens, no other marks."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def index_page(catalogue: Catalogue) -> str:
    """Every group with its indicators, a line each."""
    lines = ["# Indicators", ""]
    for group, indicators in catalogue.by_group.items():
        lines += [f"## [{GROUPS[group]}]({group}.md)", ""]
        lines += [f"- [{indicator.name}]({group}.md#{anchor(indicator.name)})" for indicator in indicators]
        lines.append("")
    return "\n".join(lines)


def group_page(catalogue: Catalogue, group: str, indicators: Sequence[Indicator]) -> str:
    """The definitions of one group in full."""
    parts = [f"# {GROUPS[group]}", ""]
    for indicator in indicators:
        parts += [_indicator(catalogue, indicator), ""]
    return "\n".join(parts)


def _indicator(catalogue: Catalogue, indicator: Indicator) -> str:
    blocks = [
        f"## {indicator.name}",
        f"`{indicator.id}`: {indicator.unit}, {_GOOD[indicator.polarity]}. *{indicator.question}*",
        indicator.why_it_matters,
        _figure(catalogue, indicator),
        _versions(indicator),
        _sentences("Left out:", indicator.exclusions),
        _sentences("Notes:", indicator.notes),
        _comparison(indicator),
        _availability(catalogue, indicator),
        _sentences("To ask:", indicator.discussion_questions),
        _related(catalogue, indicator),
        f"Owner: {indicator.owner}. Reviewed {indicator.reviewed_on.isoformat()}.",
        *[_example(indicator, example) for example in indicator.examples],
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _figure(catalogue: Catalogue, indicator: Indicator) -> str:
    """The table of what decides the figure."""
    cohort = catalogue.measure(indicator.id).cohort
    rows = [("One unit is", indicator.grain), ("Cohort", f"`{cohort.name}`: {cohort.row}")]
    for name in DECIDING_FIELDS:
        value = getattr(indicator, name)
        if name == "cohort" or value is None or value is False:
            continue
        is_word = name == "measure" or isinstance(value, bool | int)
        rows.append((heading_of(name), _plain(value) if is_word else f"`{_plain(value)}`"))
    windows = [f"**{window}**" if window is indicator.window else window.value for window in indicator.windows]
    rows.append(("Windows", ", ".join(windows)))
    if indicator.breakdowns:
        rows.append(("Can be split by", ", ".join(indicator.breakdowns)))
    if indicator.measure is MeasureKind.RATE:
        rows.append(("Over", "persons aged 0 to 17 in force at the end of the period"))
    return "\n".join(["| | |", "|---|---|", *(f"| {heading} | {_cell(text)} |" for heading, text in rows)])


def _plain(value: object) -> str:
    return "yes" if value is True else str(value)


def _cell(text: str) -> str:
    """Text that stays in one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def _sentences(heading: str, sentences: Iterable[str]) -> str:
    lines = [f"- {' '.join(sentence.split())}" for sentence in sentences]
    return "\n".join([heading, "", *lines]) if lines else ""


def _versions(indicator: Indicator) -> str:
    if len(indicator.versions) == 1:
        return ""
    lines = []
    for version in indicator.versions:
        since = f"from {version.holds_from.isoformat()}" if version.holds_from else "from the beginning"
        until = f" until {version.holds_until.isoformat()}" if version.holds_until else ""
        changes = ", ".join(f"{heading_of(name)}: `{_plain(value)}`" for name, value in version.changes.items())
        note = f". {version.note}" if version.note else ""
        lines.append(f"Version {version.number}, {since}{until}{': ' + changes if changes else ''}{note}")
    return _sentences("Versions:", lines)


def _comparison(indicator: Indicator) -> str:
    """What it can be set beside: the law's standard, and the country's figure."""
    lines = []
    if indicator.standard:
        lines.append(f"Standard: {indicator.standard.text} ({indicator.standard.source}).")
    if indicator.national:
        source = f" ({indicator.national.source})" if indicator.national.source else ""
        lines.append(f"National definition: {indicator.national.definition}{source}.")
    if indicator.published_as:
        lines.append(f"Published as `{indicator.published_as.lait}`, which counts: {indicator.published_as.flavour}.")
    return " ".join(lines)


def _availability(catalogue: Catalogue, indicator: Indicator) -> str:
    lines = []
    needs = catalogue.measure(indicator.id).needs
    if needs:
        lines.append(f"Not available without {', '.join(f'`{table}`' for table in needs)}.")
    if indicator.proxy:
        lines.append(f"A proxy: {indicator.proxy}")
    if indicator.history:
        lines.append(indicator.history)
    return " ".join(" ".join(line.split()) for line in lines)


def _related(catalogue: Catalogue, indicator: Indicator) -> str:
    known = {other.id: other for other in catalogue.indicators}
    links = [
        f"[{known[name].name}]({known[name].group}.md#{anchor(known[name].name)})" for name in indicator.related if name in known
    ]
    return f"See also: {', '.join(links)}." if links else ""


def _example(indicator: Indicator, example: Example) -> str:
    """A worked example: its tables as drawn, and what they must give."""
    expected = example.expect.model_dump(exclude_unset=True)
    said = ", ".join(f"{name} {'nothing' if value is None else f'{value:g}'}" for name, value in expected.items())
    asked = f"{example.period}, {(example.window or indicator.window).value}"
    if example.group is not None:
        asked += f", {example.by} {example.group}"
    chosen = "".join(f", {key} = {value}" for key, value in example.settings.items())
    tables = "\n\n".join(f"{name}\n{cleandoc(drawn)}" for name, drawn in example.rows.items())
    return f"Example: {example.title} ({asked}{chosen}).\n\n```text\n{tables}\n\n{said}\n```"
