"""A fault of terms: a sentence for people, and the path of the part it is about for forms and programs."""

from django.core.exceptions import ValidationError


class Fault(ValidationError):
    """One fault. `path` is such as `shares[0].operations[1]`, or empty for the terms as a whole; `words` is the
    sentence without it, for a form that shows it beside the field."""

    def __init__(self, path: str, sentence: str, **params: object) -> None:
        self.path = path
        self.words = _told(sentence % {"path": "", **params})
        super().__init__(sentence % {"path": path or "terms", **params}, code="terms")


def _told(sentence: str) -> str:
    words = sentence.lstrip(":： ")
    return words[:1].upper() + words[1:]
