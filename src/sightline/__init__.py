"""Sightline: one line of sight for children's services."""
