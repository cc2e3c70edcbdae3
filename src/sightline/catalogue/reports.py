"""Reports as their files write them: which parts, in which order, with which words and indicators."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sightline.catalogue.models import DefinitionPart, Name, Sentence, Slug
from sightline.catalogue.scorecards import ScorecardColumn, ScorecardLine, lines_of
from sightline.vocabulary.audience import Audience

# A committee's text may be blank until somebody writes it, so that its heading is there to write under.
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True)]


class PartKind(StrEnum):
    """What a part of a report is made of."""

    TEXT = "text"
    """Words of the file itself, such as those under a committee's headings."""
    NARRATIVE = "narrative"
    """What people wrote about the figures of a scorecard, in its order."""
    READING = "reading"
    """How to read the report: what its marks and words mean."""
    RESTATED = "restated"
    """Which figures are no longer what an earlier report said."""
    SCORECARD = "scorecard"
    """The lines of a scorecard, as tables."""
    TOPICS = "topics"
    """A page a topic."""
    FIGURES = "figures"
    """One table of some indicators, with what is said of each."""
    GROUPS = "groups"
    """Some indicators for each group of a breakdown, such as the caseload of each service."""
    CHANGES = "changes"
    """What changed since a board last met."""
    INDICATOR = "indicator"
    """The one indicator that the report is about."""


# What a part of each kind may hold beside its key, title and text.
FIELDS_OF = {
    PartKind.SCORECARD: ("scorecard", "columns", "panels"),
    PartKind.TOPICS: ("topics",),
    PartKind.FIGURES: ("indicators", "columns", "charts"),
    PartKind.GROUPS: ("indicators", "split"),
    PartKind.NARRATIVE: ("scorecard",),
    PartKind.CHANGES: ("scorecard",),
    PartKind.INDICATOR: ("splits",),
}
# What a part cannot do without. The scorecard of a part may be left to whoever asks for the report.
NEEDED = {
    PartKind.TOPICS: "topics",
    PartKind.FIGURES: "indicators",
    PartKind.GROUPS: "indicators",
    PartKind.NARRATIVE: "scorecard",
    PartKind.CHANGES: "scorecard",
}
FIELDS = frozenset(name for names in FIELDS_OF.values() for name in names)


class ReportTopic(DefinitionPart):
    """A page about one topic: its indicators side by side, month by month.

    `split` names a breakdown: then the page shows each indicator by its groups. `charts` names those that are drawn, where
    that is not every one.
    """

    title: Sentence
    definition: Sentence | None = None
    notes: tuple[Sentence, ...] = ()
    indicators: tuple[ScorecardLine, ...] = Field(min_length=1)
    split: Name | None = None
    charts: tuple[Slug, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _ids_are_lines(cls, given: object) -> object:
        return lines_of(given)


class ReportPanel(DefinitionPart):
    """Some columns of a scorecard as a table of their own, so that print stays large enough to read."""

    title: Sentence
    columns: tuple[ScorecardColumn, ...] = Field(min_length=1)


class ReportPart(DefinitionPart):
    """One part of a report. `kind` decides what else it may hold; `key` names it, in `order` and in links."""

    kind: PartKind
    key: Slug
    title: Sentence
    text: tuple[Paragraph, ...] = ()
    scorecard: Slug | None = None
    columns: tuple[ScorecardColumn, ...] = ()
    panels: tuple[ReportPanel, ...] = ()
    topics: tuple[ReportTopic, ...] = ()
    indicators: tuple[ScorecardLine, ...] = ()
    split: Name | None = None
    splits: tuple[Name, ...] = ()
    charts: tuple[Slug, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _ids_are_lines(cls, given: object) -> object:
        return lines_of(given)

    @model_validator(mode="after")
    def _holds_what_its_kind_does(self) -> Self:
        allowed = FIELDS_OF.get(self.kind, ())
        strange = sorted((self.model_fields_set & FIELDS) - set(allowed))
        if strange:
            may = f"It may hold {', '.join(allowed)}" if allowed else "It holds a key, a title and text"
            raise ValueError(f"a part of kind '{self.kind}' has no {strange[0]}. {may}")
        needed = NEEDED.get(self.kind)
        if needed is not None and not getattr(self, needed):
            raise ValueError(f"a part of kind '{self.kind}' needs {needed}")
        return self


class ReportDefinition(DefinitionPart):
    """A report that can be made: its parts. `name` is what the command line calls it.

    `order` names parts by their keys: those are shown, in this order. Without it all are, as they are written. So a council
    that only drops or moves parts gives no more than an order.
    """

    name: Slug
    title: Sentence
    purpose: Sentence | None = None
    audience: Audience = Audience.LEADERSHIP
    parts: tuple[ReportPart, ...] = Field(min_length=1)
    order: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _orders_its_own_parts(self) -> Self:
        keys = [part.key for part in self.parts]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"two parts have the key '{twice[0]}'. Give each its own")
        unknown = [key for key in self.order if key not in keys]
        if unknown:
            raise ValueError(f"order names '{unknown[0]}', which is no part. There are: {', '.join(keys)}")
        return self

    @property
    def shown(self) -> tuple[ReportPart, ...]:
        """The parts that are shown, in order."""
        if not self.order:
            return self.parts
        by_key = {part.key: part for part in self.parts}
        return tuple(by_key[key] for key in self.order)

    @property
    def lines(self) -> Iterator[tuple[tuple[str | int, ...], ScorecardLine, str | None]]:
        """Every indicator that the file names: where, the line itself, and the breakdown it is split by."""
        for index, part in enumerate(self.parts):
            for place, line in enumerate(part.indicators):
                yield ("parts", index, "indicators", place), line, part.split
            for at, topic in enumerate(part.topics):
                for place, line in enumerate(topic.indicators):
                    yield ("parts", index, "topics", at, "indicators", place), line, topic.split
