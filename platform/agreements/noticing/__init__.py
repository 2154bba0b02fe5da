"""Who is told of which deed, how it reads, and how it is mailed."""
