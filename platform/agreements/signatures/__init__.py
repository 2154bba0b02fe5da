"""Keys held, what is signed, and how it is printed."""
