"""What can be wrong with kept bytes."""


class BlobDamaged(Exception):
    """The bytes in the storage are not those that were put: changed, cut short or gone."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"The stored bytes {sha256} are damaged or gone. Restore them from a backup, or add them again."
        )
        self.sha256 = sha256
