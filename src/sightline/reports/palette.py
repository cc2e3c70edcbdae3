"""Colours, as the Government Analysis Function advises for charts; every pair used for text or lines is held to its contrast.

No colour stands alone: a rating has its mark and word, a line its name, a bar its label.
"""

from __future__ import annotations

from sightline.judgement.tolerance import Rating

WHITE = "#FFFFFF"
INK = "#0B0C0C"
QUIET_INK = "#505A5F"
GRID = "#D9DCDE"
# Limits, and what is not to be looked at first: 4.8 to 1 on white, so that the thinnest line is still seen.
QUIET = "#6F777B"

# Dark blue, turquoise, dark pink, orange: at most four categories, always in this order.
CATEGORIES = ("#12436D", "#28A197", "#801650", "#F46A25")
FOCUS = CATEGORIES[0]
# Bars that surround the one in focus; their outline is `QUIET`, for the fill alone is too faint.
AROUND_FOCUS = "#BFBFBF"

RATING_TEXT = {Rating.MET: "#005A30", Rating.NEAR: "#704300", Rating.NOT_MET: "#942514", Rating.NOT_JUDGED: INK}


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
