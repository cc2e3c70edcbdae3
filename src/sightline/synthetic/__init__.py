"""A made-up authority, seeded, in the standard's own tables.

Nobody in it exists. Every person's id is `SYN-` and six digits (`PERSON_ID_PATTERN`), names come from short lists of
made-up ones, and postcodes begin with `ZZ` or `ZY`, which no postcode area does; so a log line, a message or a file name
that holds a child's identifier can be found by looking for them.

The modules follow a child: people, front door, assessments, protection, care, leaving care; beside them the workforce and
the local tables. `extract` keeps what the standard's extract would keep, `faults` spoils a known few rows, `writing` writes.
"""

from sightline.synthetic.authority import PERSON_ID_PATTERN, Written, generate
from sightline.synthetic.region import generate_region

__all__ = ["PERSON_ID_PATTERN", "Written", "generate", "generate_region"]
