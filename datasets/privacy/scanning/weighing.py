"""What no value says by itself, but a whole column does."""

from collections import Counter
from collections.abc import Iterator

from privacy.scanning.hits import Hit
from privacy.scanning.names import LONE

# Check digits are met by chance in one of ten numbers (Luhn) or fewer. So a whole column that meets them is no chance,
# and a column of numbers that meets them about as often as chance has none of that kind.
ENOUGH, ALL, BY_CHANCE = 20, 0.9, 0.2
MOSTLY = 0.5  # of the values are one name each, and many different ones: given names, not categories
SHORTEST_NUMBER, LONGEST_NUMBER = 6, 30
CHECKED = ("card", "identity")
CONFIRMED = 0.9


class Evidence:
    """The unsure of one column, counted."""

    def __init__(self) -> None:
        self._numbers = 0
        self._passed: Counter[tuple[str, str]] = Counter()
        self._lone = 0
        self._names: set[str] = set()  # at most `ENOUGH` of those that stand alone

    def weigh(self, plain: str, hits: list[Hit]) -> None:
        """Take a value, without the spaces around it, and all that was claimed of it into account."""
        if any(hit.confidence == LONE and hit.kind == "person" for hit in hits):
            self._lone += 1
            if len(self._names) < ENOUGH:
                self._names.add(plain)
        digits = sum(letter.isdigit() for letter in plain)
        if digits < SHORTEST_NUMBER or len(plain) > LONGEST_NUMBER:
            return
        self._numbers += 1
        whole = (hit for hit in hits if hit.kind in CHECKED and hit.end - hit.start >= len(plain))
        self._passed.update({(hit.kind, hit.country) for hit in whole})

    def confirmed(self, *, filled: int, read: int) -> Iterator[tuple[str, str, int]]:
        """Kind, country and rows of what nearly all of the `filled` values are; names of most of the `read` ones."""
        if len(self._names) == ENOUGH and self._lone >= MOSTLY * read:
            yield "person", "", self._lone
        for kind in CHECKED if self._is_of_numbers(filled) else ():
            country, passed = self._best(kind)
            if passed >= ALL * self._numbers:
                yield kind, country, passed

    def refuted(self, *, filled: int) -> list[str]:
        """Kinds whose checks are met about as often as chance."""
        if not self._is_of_numbers(filled):
            return []
        return [kind for kind in CHECKED if self._best(kind)[1] <= BY_CHANCE * self._numbers]

    def _is_of_numbers(self, filled: int) -> bool:
        return self._numbers >= max(ENOUGH, ALL * filled)

    def _best(self, kind: str) -> tuple[str, int]:
        of_kind = [(passed, country) for (other, country), passed in self._passed.items() if other == kind]
        passed, country = max(of_kind, default=(0, ""))
        return country, passed
