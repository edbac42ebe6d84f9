"""Trainable spans and values: found, tried, kept, and written to source."""
