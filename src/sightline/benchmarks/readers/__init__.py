"""Readers of published files, one for each kind. Each fails loudly, naming a header it does not know."""
