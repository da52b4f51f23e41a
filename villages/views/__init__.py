"""Pages of the villages' app, by subject."""
