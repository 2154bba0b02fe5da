"""Numbers as forms bring them in hidden fields."""


def number(words: str) -> int:
    """A revision; what is no number was never one of ours."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
