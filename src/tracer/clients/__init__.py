"""The clients of language models that programs use: their calls are told to recordings while one is open."""
