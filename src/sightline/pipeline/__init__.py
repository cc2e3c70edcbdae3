"""The verbs, a file each: all that the command line and the web call."""
