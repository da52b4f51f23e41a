"""Pages of the officers' app, by subject."""
