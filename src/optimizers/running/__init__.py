"""Running candidates: in worker processes that can be ended, in this process, or where an executor runs them."""
