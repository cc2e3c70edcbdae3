"""The engine: definitions and cohorts in, one served file of figures out. Set-based SQL, built with SQLGlot."""
