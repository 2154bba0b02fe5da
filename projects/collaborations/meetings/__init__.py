"""Meetings of a project: planned with their repetitions, answered, held, and what came of them."""
