"""What is due next, for whom: sorting and wording of the rows that deadlines watch. Today is the as-at date of the data."""
