"""What can be done with assets, undertakings and agreements, in a file per subject."""
