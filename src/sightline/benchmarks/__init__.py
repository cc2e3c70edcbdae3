"""Published figures of other authorities, and where this one stands among them.

`load.load_benchmarks` reads the Department's files into a store; `show.show_benchmarks` answers for one indicator,
`show.PublishedFigures` for many at once; `cautions` words what a reader must be told.
"""
