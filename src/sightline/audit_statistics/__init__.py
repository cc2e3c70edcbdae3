"""Sampling, agreement and honest figures of practice audits. Pure: it knows no web page, clock or random source."""
