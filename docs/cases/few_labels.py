"""A table with few labels to learn from: `python docs/cases/few_labels.py data/chest-xray-pneumoniamnist`.

Of `labels.csv` it keeps the first 30 training rows of each label, and all rows to validate and to test on.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

KEPT = 30


def main(folder: Path) -> None:
    """Write `few.csv` into `folder`."""
    with (folder / "labels.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    seen: Counter[str] = Counter()
    few = [header]
    for row in rows:
        _, label, part = row
        if part == "train":
            seen[label] += 1
        if part != "train" or seen[label] <= KEPT:
            few.append(row)
    with (folder / "few.csv").open("w", newline="") as file:
        csv.writer(file).writerows(few)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
