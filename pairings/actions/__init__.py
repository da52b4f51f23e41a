"""What changes between an officer and a village, a module a subject."""
