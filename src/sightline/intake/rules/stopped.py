"""A file that cannot be used at all: not whole, not text, empty, without headings, or with its columns out of step."""

from __future__ import annotations

from sightline.intake.issues import Example, Mender, Rule, Severity, Stage

RULE = Rule(
    code="stopped",
    title="A file that cannot be used",
    severity=Severity.STOPS_TABLE,
    mender=Mender.EXTRACTOR,
    stage=Stage.FILES,
    says="It is not whole, not text, empty, without headings or without its key, or its columns have shifted.",
    # Whoever reads the files comes upon these and notes them (extract.py): there is no table to look into.
    find=lambda extract, table: (),
    examples=(Example(tables={"ssd_contacts": ""}, expect=(("ssd_contacts", None, None, ""),)),),
)
