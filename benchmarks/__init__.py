"""Measurements against the project's goals: `python -m benchmarks.<name> --json`."""
