"""What a definition says: the indicator as its YAML file writes it, frozen, with unknown keys refused.

The fields that decide a figure are explained in docs/explanation/architecture.md; `measures.py` holds them once their
expressions have been read. Everything else here is for the reader of a figure.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from sightline.vocabulary.periods import Month, Window

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z][a-z0-9_]*$")]
# A table by name, or several of which any will do: `loc_health_detail|ssd_cla_health`.
TableNames = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z][a-z0-9_]*(\|[a-z][a-z0-9_]*)*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
SqlText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

# Where the stages of a child's journey stand in lists and on pages, with the words for their headings.
GROUPS: dict[str, str] = {
    "front-door": "Front door",
    "early-help": "Early help",
    "assessments": "Assessments",
    "s47": "Section 47 enquiries",
    "cin": "Children in need",
    "cp": "Child protection",
    "cla": "Looked-after children",
    "placements": "Placements",
    "permanence-adoption": "Permanence and adoption",
    "care-leavers": "Care leavers",
    "fostering": "Fostering",
    "workforce": "Workforce",
    "qa": "Quality assurance",
}


class MeasureKind(StrEnum):
    """How a value is made from the rows that count."""

    COUNT = "count"
    PERCENTAGE = "percentage"
    RATE = "rate"
    MEAN = "mean"
    MEDIAN = "median"
    MAXIMUM = "maximum"


class Distinct(StrEnum):
    """How rows of one child are made one: judged on the latest row, or in the numerator if any row is."""

    LATEST = "latest"
    ANY = "any"


class Polarity(StrEnum):
    """Which way is good."""

    HIGH = "high"
    LOW = "low"
    NEUTRAL = "neutral"
    RANGE = "range"


class Flavour(StrEnum):
    """What a published figure counts, so that nobody compares children with episodes."""

    CHILD = "child"
    YOUNG_PERSON = "young person"
    CONTACT = "contact"
    REFERRAL = "referral"
    EPISODE = "episode"
    ASSESSMENT = "assessment"
    ENQUIRY = "enquiry"
    CONFERENCE = "conference"
    PLAN = "plan"
    REVIEW = "review"
    PERIOD_OF_CARE = "period of care"
    PLACEMENT = "placement"
    ADOPTION = "adoption"
    HOUSEHOLD = "household"
    WORKER = "worker"


class DefinitionPart(BaseModel):
    """What every part of a definition shares: it cannot be changed, and a key nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=False)


class Standard(DefinitionPart):
    """What law or guidance asks for, and where it says so."""

    text: Sentence
    source: Sentence


class LaitMeasure(DefinitionPart):
    """The line of the Department's Local Authority Interactive Tool that this is, or is only related to."""

    key: Annotated[str, StringConstraints(min_length=1)]
    number: int | None = None
    related: bool = Field(default=False, description="True where the published line is near, but not the same thing.")


class National(DefinitionPart):
    """How the country counts it. `definition` says 'none: local measure' where nobody publishes it."""

    definition: Sentence
    source: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    lait: LaitMeasure | None = None


class PublishedAs(DefinitionPart):
    """The published measure to set beside a local figure, and what that measure counts."""

    lait: Annotated[str, StringConstraints(min_length=1)]
    flavour: Flavour


# The fields that decide a figure, in the order in which pages show them. A version may give any of them again.
DECIDING_FIELDS = (
    "cohort",
    "when",
    "measure",
    "where",
    "numerator",
    "value",
    "weight",
    "distinct",
    "per",
    "annualised",
    "share_by",
)


class Version(DefinitionPart):
    """A numbered version of how the figure is made, and the dates for which it holds.

    The deciding fields that a version gives replace those of the definition; one given as null is taken away. Where
    `holds_until` reaches past the start of the next version, both are calculated over the overlap.
    """

    number: int = Field(ge=1)
    holds_from: date | None = None
    holds_until: date | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    cohort: Name | None = None
    when: Name | None = None
    measure: MeasureKind | None = None
    where: SqlText | None = None
    numerator: SqlText | None = None
    value: SqlText | None = None
    weight: SqlText | None = None
    distinct: Distinct | None = None
    per: int | None = None
    annualised: bool | None = None
    share_by: Name | None = None

    @property
    def changes(self) -> dict[str, Any]:
        """The deciding fields that this version gives, with their values."""
        return {name: getattr(self, name) for name in DECIDING_FIELDS if name in self.model_fields_set}


class Expected(DefinitionPart):
    """The figure that a worked example must give. A part that is left out is not checked."""

    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("expect at least one of numerator, denominator and value")
        return self


class Example(DefinitionPart):
    """A worked example that runs whenever definitions are checked.

    `rows` holds tables drawn in text, by name: the cohort's rows, and `people` or `populations` where they matter. A
    blank cell is missing. `person` may be written for `person_id`; columns that are not drawn are missing. `settings`
    are chosen as in `loc_config`; `window` is the definition's own where it is left out. `by` and `group` ask for the
    figure of one group of a breakdown.
    """

    title: Sentence
    period: str
    rows: dict[Name, str]
    expect: Expected
    window: Window | None = None
    as_at: date | None = None
    settings: dict[Name, str] = Field(default_factory=dict)
    version: int | None = None
    by: Name | None = None
    group: str | None = None

    @model_validator(mode="after")
    def _names_a_group(self) -> Self:
        if (self.by is None) is not (self.group is None):
            raise ValueError("give 'by' (a breakdown) and 'group' together, or neither")
        return self

    @field_validator("period")
    @classmethod
    def _is_a_month(cls, text: str) -> str:
        return str(Month.parse(text))

    @property
    def month(self) -> Month:
        """The month that the window ends with."""
        return Month.parse(self.period)


class Indicator(DefinitionPart):
    """One thing that a service is asked about: what is counted, why it matters, and who answers for it."""

    id: Slug
    name: Sentence
    question: Sentence
    why_it_matters: Sentence
    group: str
    polarity: Polarity
    unit: Annotated[str, StringConstraints(min_length=1)]
    decimals: int = Field(default=1, ge=0, le=3)
    grain: Sentence = Field(description="What one unit of the denominator is, such as 'one referral of one child'.")

    cohort: Name
    when: Name
    measure: MeasureKind = MeasureKind.PERCENTAGE
    where: SqlText | None = None
    numerator: SqlText | None = None
    value: SqlText | None = None
    weight: SqlText | None = None
    distinct: Distinct | None = None
    per: int | None = Field(default=None, gt=0)
    annualised: bool = False
    share_by: Name | None = Field(
        default=None,
        description="A breakdown whose groups are shares of the whole: each group's rows over the rows of all groups.",
    )

    windows: tuple[Window, ...] = Field(min_length=1)
    default_window: Window | None = None
    breakdowns: tuple[Name, ...] = ()
    drill: tuple[Name, ...] = Field(default=(), description="Columns of the cohort that the list of children shows.")

    exclusions: tuple[Sentence, ...] = ()
    national: National | None = None
    standard: Standard | None = None
    published_as: PublishedAs | None = None
    needs: tuple[TableNames, ...] = Field(
        default=(), description="Tables without which this is not available, beyond those of its cohort and columns."
    )
    proxy: Sentence | None = Field(default=None, description="What this stands in for, where it is an approximation.")
    history: Sentence | None = Field(default=None, description="Whether a past month can be worked out again.")
    notes: tuple[Sentence, ...] = ()
    discussion_questions: tuple[Sentence, ...] = ()
    related: tuple[Slug, ...] = ()
    tags: tuple[Slug, ...] = ()
    owner: Sentence
    reviewed_on: date
    versions: tuple[Version, ...] = (Version(number=1),)
    examples: tuple[Example, ...] = ()

    @property
    def window(self) -> Window:
        """The window that is shown where nobody asks for another."""
        return self.default_window or self.windows[0]

    @property
    def latest_version(self) -> Version:
        """The version with the highest number."""
        return max(self.versions, key=lambda version: version.number)

    def deciding(self, version: Version) -> dict[str, Any]:
        """The fields that decide the figure, as one version has them."""
        return {name: getattr(self, name) for name in DECIDING_FIELDS} | version.changes
