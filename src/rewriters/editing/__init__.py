"""Changes of source: by span, byte for byte the same elsewhere, all files or none."""
