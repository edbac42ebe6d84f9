"""The durable record of an optimization: one sqlite file, to which lines are only added."""
