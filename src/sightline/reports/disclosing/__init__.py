"""Hiding small numbers in a document: its figures as counts, the sums that hold between them, and the document without them."""
