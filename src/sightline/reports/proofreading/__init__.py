"""The parts of the proof-reader: the figures that a passage stands with, what a sentence claims, and whether it holds."""
