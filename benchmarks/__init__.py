"""Timed comparisons: how long Sightline takes, against what an analyst would write and against reading the rows alone.

`python -m benchmarks` runs all of them and writes docs/reference/speed.md. Every ratio on that page is taken within one run
on one machine, because times of two machines, or of two days, say nothing about each other.
"""
