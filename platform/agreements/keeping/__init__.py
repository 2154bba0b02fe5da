"""What follows from an agreement: duties, what would stop, what is held, evidence for reviews."""
