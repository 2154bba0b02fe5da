"""The model server's own parts: models in memory, and calls that are computed together. They know no database."""
