"""What people and language models read of a slice: functions over its graph."""
