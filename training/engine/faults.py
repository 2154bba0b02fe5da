"""What ends a job early.

JobFault   the job cannot be done: a code of `engine.messages`, told to the person with its remedy
Stopped    somebody asked the job to stop; what was trained is in a checkpoint
"""

from engine.messages import Params, message, remedy


class JobFault(Exception):
    """A fault of the job, with a code that `engine.messages` explains. Its text never quotes the data."""

    def __init__(self, code: str, **params: Params) -> None:
        self.code = code
        self.params = params
        super().__init__(message(code, params))

    @property
    def remedy(self) -> str:
        """What the person can do about it."""
        return remedy(self.code, self.params)


class Stopped(Exception):
    """The job was asked to stop, and did."""
