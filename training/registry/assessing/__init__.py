"""Assessments of versions: the questions, what is known without asking, and the requirement that one is signed."""
