"""From a value back to what made it: one backward sweep over a recording's events."""
