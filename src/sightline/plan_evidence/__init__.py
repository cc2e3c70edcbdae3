"""Whether an action of the improvement plan had its effect, asked of the figures. Pure: it knows no web page or clock."""
