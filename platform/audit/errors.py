"""What can keep the audit from being sealed."""


class SealError(Exception):
    """No seal was made."""


class NoKey(SealError):
    """There is nothing to sign seals with."""

    def __init__(self) -> None:
        super().__init__("AUDIT_SEAL_KEY is not set. Set it to a long random text that nobody else has.")


class ClockBehind(SealError):
    """The server counts transactions from below what is sealed."""

    def __init__(self, counted: int, sealed: int) -> None:
        super().__init__(
            f"This server has counted {counted} transactions, and the last seal speaks of {sealed}: the database was "
            "restored into a new server. Raise the counter with pg_resetwal --epoch before serving (docs/audit.md)."
        )


class UnreadableSeals(SealError):
    """A file is no list of seals."""
