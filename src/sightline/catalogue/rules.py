"""The rules that a definition keeps, a function each. A rule returns what is wrong; it does not raise."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sightline.catalogue.documents import Document, Place
from sightline.catalogue.issues import DefinitionIssue, Severity, did_you_mean
from sightline.catalogue.measures import ExpressionProblem, Measure, breakdown_columns, read_measure
from sightline.catalogue.models import DECIDING_FIELDS, GROUPS, Indicator, MeasureKind, Version
from sightline.cohorts.model import Cohort, Kind
from sightline.vocabulary.periods import STOCK_WINDOWS, Window

# Words that are unkind, ambiguous or a trade's own, with what to say instead.
BANNED_WORDS: Mapping[str, str] = {
    "lac": "looked-after children",
    "kpi": "indicator",
    "kpis": "indicators",
    "metric": "indicator",
    "metrics": "indicators",
    "client": "child",
    "clients": "children",
    "patient": "child",
    "patients": "children",
    "bame": "the ethnic groups by name",
    "rag": "rating",
    "dummy": "synthetic",
}

# What each kind of measure must have, and what else it may have, among the fields that not every kind knows.
_NEEDED: Mapping[MeasureKind, tuple[str, ...]] = {
    MeasureKind.RATE: ("per",),
    MeasureKind.MEAN: ("value",),
    MeasureKind.MEDIAN: ("value",),
    MeasureKind.MAXIMUM: ("value",),
}
_ALLOWED: Mapping[MeasureKind, frozenset[str]] = {
    MeasureKind.COUNT: frozenset({"value", "distinct"}),
    MeasureKind.PERCENTAGE: frozenset({"numerator", "value", "weight", "distinct", "share_by"}),
    MeasureKind.RATE: frozenset({"per", "annualised", "distinct"}),
    MeasureKind.MEAN: frozenset({"value", "weight"}),
    MeasureKind.MEDIAN: frozenset({"value"}),
    MeasureKind.MAXIMUM: frozenset({"value"}),
}
_NOT_EVERY_KIND = ("numerator", "value", "weight", "distinct", "per", "annualised", "share_by")

# A definition that nobody has looked at for this long is due another look.
REVIEW_YEARS = 2


@dataclass(frozen=True)
class Subject:
    """One definition under review, with what the rules compare it with.

    `tables` are the known local tables, or None where nobody gave them. `on` is the date of the check, or None.
    """

    indicator: Indicator
    document: Document
    cohorts: Mapping[str, Cohort]
    is_local: bool = False
    tables: Collection[str] | None = None
    on: date | None = None
    measures: tuple[Measure, ...] = field(init=False)
    expression_problems: tuple[ExpressionProblem, ...] = field(init=False)

    def __post_init__(self) -> None:
        measures: list[Measure] = []
        problems: list[ExpressionProblem] = []
        for version, cohort in self.versions_with_cohort():
            measure, found = read_measure(self.indicator, version, cohort, self.document.place)
            measures.extend([measure] if measure else [])
            problems.extend(found)
        object.__setattr__(self, "measures", tuple(measures))
        object.__setattr__(self, "expression_problems", tuple(dict.fromkeys(problems)))

    def versions_with_cohort(self) -> Iterator[tuple[Version, Cohort]]:
        """Each version whose cohort is known."""
        for version in self.indicator.versions:
            name = self.indicator.deciding(version)["cohort"]
            if name in self.cohorts:
                yield version, self.cohorts[name]

    def place_of(self, version: Version, name: str) -> Place:
        """Where a deciding field stands: in the version, if that gives it, else in the definition."""
        if name in version.model_fields_set:
            return self.document.place("versions", self.indicator.versions.index(version), name)
        return self.document.place(name)

    def issue(
        self,
        rule: str,
        place: Place,
        message: str,
        *,
        found: str = "",
        allowed: str = "",
        severity: Severity = Severity.ERROR,
    ) -> DefinitionIssue:
        """An issue of this definition."""
        return DefinitionIssue(place.file, place.line, self.indicator.id, rule, message, found, allowed, severity)


Rule = Callable[[Subject], Iterator[DefinitionIssue]]


def file_name_is_id(subject: Subject) -> Iterator[DefinitionIssue]:
    """A definition is found by its id, so its file is named after it."""
    stem = subject.document.path.stem
    if stem != subject.indicator.id:
        message = "The file is named after the id."
        yield subject.issue(
            "file-name-is-id",
            subject.document.place("id"),
            message,
            found=f"{stem}.yaml",
            allowed=f"{subject.indicator.id}.yaml",
        )


def group_is_folder(subject: Subject) -> Iterator[DefinitionIssue]:
    """Definitions are foldered by the stage of the child's journey that they are about."""
    group = subject.indicator.group
    place = subject.document.place("group")
    if group not in GROUPS:
        yield subject.issue("group-is-folder", place, f"There is no group '{group}'. {did_you_mean(group, GROUPS)}".strip())
    elif not subject.is_local and subject.document.path.parent.name != group:
        message = "A definition lies in the folder of its group."
        yield subject.issue("group-is-folder", place, message, found=subject.document.path.parent.name, allowed=group)


def cohort_exists(subject: Subject) -> Iterator[DefinitionIssue]:
    """The cohort of every version is one that is built."""
    for version in subject.indicator.versions:
        name = subject.indicator.deciding(version)["cohort"]
        if name not in subject.cohorts:
            message = f"There is no cohort '{name}'. {did_you_mean(name, subject.cohorts)}".strip()
            yield subject.issue("cohort-exists", subject.place_of(version, "cohort"), message)


def when_places_a_row(subject: Subject) -> Iterator[DefinitionIssue]:
    """`when` is one of the dates by which the cohort lets its rows be placed in a period."""
    for version, cohort in subject.versions_with_cohort():
        when = subject.indicator.deciding(version)["when"]
        if when not in cohort.when_columns:
            message = f"'{when}' does not place a row of cohort '{cohort.name}' in a period."
            allowed = ", ".join(cohort.when_columns)
            yield subject.issue("when-places-a-row", subject.place_of(version, "when"), message, found=when, allowed=allowed)


def expressions_resolve(subject: Subject) -> Iterator[DefinitionIssue]:
    """Every expression can be read, names columns of its cohort and gives what its place needs."""
    for problem in subject.expression_problems:
        yield subject.issue("expressions-resolve", problem.place, f"{problem.field}: {problem.problem}", found=problem.sql)


def measure_has_its_fields(subject: Subject) -> Iterator[DefinitionIssue]:
    """Each kind of measure has the fields it needs and none that mean nothing to it."""
    for version in subject.indicator.versions:
        deciding = subject.indicator.deciding(version)
        kind: MeasureKind = deciding["measure"]
        place = subject.place_of(version, "measure")
        for name in _NEEDED.get(kind, ()):
            if not deciding[name]:
                yield subject.issue("measure-has-its-fields", place, f"A {kind} needs '{name}'.")
        if kind is MeasureKind.PERCENTAGE and not any(deciding[name] for name in ("numerator", "value", "share_by")):
            message = "A percentage needs 'numerator' (a condition), 'value' (a sum) or 'share_by' (a breakdown)."
            yield subject.issue("measure-has-its-fields", place, message)
        for name in _NOT_EVERY_KIND:
            if deciding[name] and name not in _ALLOWED[kind]:
                message = f"A {kind} has no '{name}'. Take it away, or choose another measure."
                yield subject.issue("measure-has-its-fields", subject.place_of(version, name), message)


def windows_fit_the_cohort(subject: Subject) -> Iterator[DefinitionIssue]:
    """Stock is counted on a day, or on several, and events over a span."""
    for cohort in {cohort.name: cohort for _, cohort in subject.versions_with_cohort()}.values():
        is_snapshot = cohort.kind is Kind.SNAPSHOT
        wrong = [window for window in subject.indicator.windows if (window in STOCK_WINDOWS) is not is_snapshot]
        if wrong:
            rows = "rows as they stand at month ends" if is_snapshot else "events"
            message = f"Cohort '{cohort.name}' has {rows}, which these windows do not fit."
            allowed = ", ".join(window for window in Window if (window in STOCK_WINDOWS) is is_snapshot)
            place = subject.document.place("windows")
            yield subject.issue("windows-fit-the-cohort", place, message, found=", ".join(wrong), allowed=allowed)


def month_ends_average_a_ratio(subject: Subject) -> Iterator[DefinitionIssue]:
    """Only what is divided has a value at each month's end that can be averaged, and only where rows are counted."""
    if Window.MONTH_ENDS_6 not in subject.indicator.windows:
        return
    for version in subject.indicator.versions:
        deciding = subject.indicator.deciding(version)
        if deciding["measure"] not in (MeasureKind.MEAN, MeasureKind.PERCENTAGE) or deciding["distinct"]:
            message = f"'{Window.MONTH_ENDS_6}' averages a mean or a percentage of rows, month by month."
            yield subject.issue("month-ends-average-a-ratio", subject.place_of(version, "measure"), message)


def default_window_is_offered(subject: Subject) -> Iterator[DefinitionIssue]:
    """What is shown unasked is one of the windows that may be asked for."""
    windows = subject.indicator.windows
    if subject.indicator.window not in windows:
        message = "The default window is not among the windows."
        place = subject.document.place("default_window")
        found = subject.indicator.window
        yield subject.issue("default-window-is-offered", place, message, found=found, allowed=", ".join(windows))


def breakdowns_exist(subject: Subject) -> Iterator[DefinitionIssue]:
    """Every breakdown is one that the cohort's rows can be split by."""
    for _, cohort in subject.versions_with_cohort():
        known = breakdown_columns(cohort)
        for index, name in enumerate(subject.indicator.breakdowns):
            if name not in known:
                message = f"Cohort '{cohort.name}' has no breakdown '{name}'. {did_you_mean(name, known)}".strip()
                yield subject.issue("breakdowns-exist", subject.document.place("breakdowns", index), message)


def share_by_is_a_breakdown(subject: Subject) -> Iterator[DefinitionIssue]:
    """The groups that are shares of the whole are offered as a breakdown, or nobody could see them."""
    for version in subject.indicator.versions:
        name = subject.indicator.deciding(version)["share_by"]
        if name and name not in subject.indicator.breakdowns:
            message = "share_by names one of the definition's breakdowns."
            allowed = ", ".join(subject.indicator.breakdowns)
            yield subject.issue(
                "share-by-is-a-breakdown", subject.place_of(version, "share_by"), message, found=name, allowed=allowed
            )


def distinct_needs_children(subject: Subject) -> Iterator[DefinitionIssue]:
    """Only rows of children can be made one a child."""
    for version, cohort in subject.versions_with_cohort():
        if subject.indicator.deciding(version)["distinct"] and not cohort.of_children:
            message = f"The rows of cohort '{cohort.name}' are not of children, so they cannot be made one a child."
            yield subject.issue("distinct-needs-children", subject.place_of(version, "distinct"), message)


def drill_columns_exist(subject: Subject) -> Iterator[DefinitionIssue]:
    """The list of children behind a figure shows columns of the cohort."""
    for _, cohort in subject.versions_with_cohort():
        for index, name in enumerate(subject.indicator.drill):
            if name not in cohort.all_columns:
                message = f"Cohort '{cohort.name}' has no column '{name}'. {did_you_mean(name, cohort.all_columns)}".strip()
                yield subject.issue("drill-columns-exist", subject.document.place("drill", index), message)


def needs_are_tables(subject: Subject) -> Iterator[DefinitionIssue]:
    """What an indicator cannot do without, beyond its cohort, are tables by their full name; `a|b` where either will do."""
    for index, need in enumerate(subject.indicator.needs):
        place = subject.document.place("needs", index)
        for name in need.split("|"):
            if not name.startswith(("loc_", "ssd_")):
                message = "needs names tables, which begin with ssd_ or loc_."
                yield subject.issue("needs-are-tables", place, message, found=name)
            elif subject.tables is not None and name not in subject.tables:
                message = f"There is no table '{name}'. {did_you_mean(name, subject.tables)}".strip()
                yield subject.issue("needs-are-tables", place, message)


def unit_fits_the_measure(subject: Subject) -> Iterator[DefinitionIssue]:
    """A percentage is in %, and a rate says per how many."""
    indicator = subject.indicator
    place = subject.document.place("unit")
    if indicator.measure is MeasureKind.PERCENTAGE and indicator.unit != "%":
        yield subject.issue("unit-fits-the-measure", place, "A percentage has the unit %.", found=indicator.unit, allowed="%")
    if indicator.measure is MeasureKind.RATE and indicator.per and indicator.unit != f"per {indicator.per:,}":
        message = "The unit of a rate says per how many."
        yield subject.issue("unit-fits-the-measure", place, message, found=indicator.unit, allowed=f"per {indicator.per:,}")


def versions_follow_one_another(subject: Subject) -> Iterator[DefinitionIssue]:
    """Versions are numbered from 1 without a gap, and each later one says from when it holds."""
    versions = subject.indicator.versions
    numbers = [version.number for version in versions]
    place = subject.document.place("versions")
    if numbers != list(range(1, len(numbers) + 1)):
        message = "Versions are numbered 1, 2, 3 … in order."
        yield subject.issue("versions-follow-one-another", place, message, found=", ".join(map(str, numbers)))
    for index, (earlier, later) in enumerate(zip(versions, versions[1:], strict=False), start=1):
        if later.holds_from is None or (earlier.holds_from and later.holds_from <= earlier.holds_from):
            message = f"Version {later.number} says holds_from: a date after version {earlier.number} began."
            yield subject.issue("versions-follow-one-another", subject.document.place("versions", index), message)
    for index, version in enumerate(versions):
        if version.holds_from and version.holds_until and version.holds_until < version.holds_from:
            message = f"Version {version.number} ends before it begins."
            yield subject.issue("versions-follow-one-another", subject.document.place("versions", index), message)


def versions_keep_cohort_and_measure_known(subject: Subject) -> Iterator[DefinitionIssue]:
    """A version may replace the cohort, its date and the measure; it cannot take them away."""
    for index, version in enumerate(subject.indicator.versions):
        for name in ("cohort", "when", "measure"):
            if name in version.model_fields_set and getattr(version, name) is None:
                message = f"'{name}' cannot be taken away by a version."
                yield subject.issue("versions-keep-their-base", subject.document.place("versions", index, name), message)


def examples_are_there(subject: Subject) -> Iterator[DefinitionIssue]:
    """A definition carries a worked example, so that a reader can check what it counts."""
    if not subject.indicator.examples:
        # A council that tries something out is told; what ships with Sightline has to have one.
        severity = Severity.WARNING if subject.is_local else Severity.ERROR
        message = "There is no worked example. Draw a few rows and the figure they must give, with an edge in it."
        yield subject.issue("examples-are-there", subject.document.place(), message, severity=severity)


def names_use_the_fields_words(subject: Subject) -> Iterator[DefinitionIssue]:
    """Names and questions are in the words of practice."""
    for name in ("id", "name", "question"):
        for word in re.findall(r"[a-z]+", getattr(subject.indicator, name).lower()):
            if word in BANNED_WORDS:
                message = f"'{word}' is not a word to use in the {name}."
                allowed = BANNED_WORDS[word]
                yield subject.issue(
                    "names-use-the-fields-words", subject.document.place(name), message, found=word, allowed=allowed
                )


def questions_ask(subject: Subject) -> Iterator[DefinitionIssue]:
    """A question ends with a question mark."""
    indicator = subject.indicator
    if not indicator.question.endswith("?"):
        place = subject.document.place("question")
        yield subject.issue("questions-ask", place, "The question ends with a question mark.", found=indicator.question)
    for index, question in enumerate(indicator.discussion_questions):
        if not question.endswith("?"):
            place = subject.document.place("discussion_questions", index)
            yield subject.issue("questions-ask", place, "A discussion question ends with a question mark.", found=question)


def review_is_recent(subject: Subject) -> Iterator[DefinitionIssue]:
    """Somebody has looked at the definition in the last two years, and not in the future."""
    reviewed = subject.indicator.reviewed_on
    if subject.on is None:
        return
    place = subject.document.place("reviewed_on")
    if reviewed > subject.on:
        message = f"reviewed_on is after the date of this check, {subject.on.isoformat()}."
        yield subject.issue("review-is-recent", place, message, found=reviewed.isoformat(), severity=Severity.WARNING)
    elif (subject.on - reviewed).days > REVIEW_YEARS * 366:
        message = f"Last reviewed more than {REVIEW_YEARS} years ago. {subject.indicator.owner} should look at it again."
        yield subject.issue("review-is-recent", place, message, found=reviewed.isoformat(), severity=Severity.WARNING)


def local_change_of_the_figure_is_dated(subject: Subject) -> Iterator[DefinitionIssue]:
    """A council that changes what a national indicator counts says from when, in a version of its own."""
    if not subject.is_local:
        return
    changed = [
        name
        for name in DECIDING_FIELDS
        if subject.document.place(name).file == str(subject.document.path) and (name,) in subject.document.places
    ]
    is_overlay = any(place.file != str(subject.document.path) for place in subject.document.places.values())
    if is_overlay and changed and subject.document.place("versions").file != str(subject.document.path):
        message = (
            f"This changes what a national indicator counts ({', '.join(changed)}) for every month. "
            "To change it from a date, put the change in 'versions' with holds_from."
        )
        place = subject.document.place(changed[0])
        yield subject.issue("local-change-is-dated", place, message, severity=Severity.WARNING)


RULES: tuple[Rule, ...] = (
    file_name_is_id,
    group_is_folder,
    cohort_exists,
    when_places_a_row,
    expressions_resolve,
    measure_has_its_fields,
    windows_fit_the_cohort,
    month_ends_average_a_ratio,
    default_window_is_offered,
    breakdowns_exist,
    share_by_is_a_breakdown,
    distinct_needs_children,
    drill_columns_exist,
    needs_are_tables,
    unit_fits_the_measure,
    versions_follow_one_another,
    versions_keep_cohort_and_measure_known,
    examples_are_there,
    names_use_the_fields_words,
    questions_ask,
    review_is_recent,
    local_change_of_the_figure_is_dated,
)


def broken_rules(subject: Subject) -> tuple[DefinitionIssue, ...]:
    """Every issue of one definition, in the order of the rules."""
    return tuple(issue for rule in RULES for issue in rule(subject))
