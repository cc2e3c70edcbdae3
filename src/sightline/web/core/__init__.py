"""who may open it, the activity log, the layout."""
