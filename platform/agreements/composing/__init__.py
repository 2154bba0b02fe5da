"""Composing terms: templates to start from, the form in which they are chosen, and the text they would have."""
