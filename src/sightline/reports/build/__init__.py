"""Builds documents from judged figures: what stands where, in which words. No format, no store, no clock."""
