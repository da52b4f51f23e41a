"""What changes between an officer and a village, one module per subject."""
