"""Documents: built once, with no format in sight, then rendered. A number is the same in every format."""
