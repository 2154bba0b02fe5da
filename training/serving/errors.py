"""Why the model server does not answer, as sentences for who asked."""


class NotAnswered(Exception):
    """A sentence, and the status that goes with it."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadInput(NotAnswered):
    """What was sent cannot be read."""


class WrongPlace(NotAnswered):
    """The terms let the model compute elsewhere only."""

    status = 403


class TooManyAsked(NotAnswered):
    """The organization has asked as often as it may for now."""

    status = 429

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


class Damaged(NotAnswered):
    """The files that are kept are not those of the model that came in."""

    status = 503


class NoRoom(NotAnswered):
    """The model is larger than what this server has room for."""

    status = 503
