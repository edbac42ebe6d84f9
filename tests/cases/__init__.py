"""Small programs and what their slices hold, thought out by hand, by topic."""
