"""One column from its first row to its last: what is found is counted, what is unsure is weighed over the whole."""

from collections import Counter, defaultdict

from privacy.scanning.findings import Finding
from privacy.scanning.headings import kind_by_name, promise_kept
from privacy.scanning.hits import NOTED, Hit, surest
from privacy.scanning.masking import masked
from privacy.scanning.recognise import OF_FORM, all_hits
from privacy.scanning.weighing import CONFIRMED, Evidence

SAMPLES = 3
PROMISED = 0.85  # of a value that is what its column's name says


class ColumnScan:
    """What has been found in a column so far; `form` and `prose` count the values looked at for either."""

    def __init__(self, name: str, *, is_text: bool) -> None:
        self.name = name
        self.promised = kind_by_name(name)
        self.is_text = is_text
        self.form = self.prose = self.filled = 0
        self._rows: Counter[str] = Counter()
        self._confidence: dict[str, float] = defaultdict(float)  # summed
        self._samples: dict[str, dict[str, None]] = defaultdict(dict)
        self._countries: dict[str, set[str]] = defaultdict(set)
        self._evidence = Evidence()

    def look(self, text: str, *, prose: bool) -> None:
        """Take one value into account; only with `prose` for kinds without a form, and for what the name promises."""
        hits = all_hits(text, prose=prose and self.is_text)
        if prose and (kind := promise_kept(self.promised, text.strip())):
            hits.append(Hit(kind, 0, len(text), PROMISED))
        sure: dict[str, Hit] = {}
        for hit in surest(hits):
            if hit.confidence >= NOTED and (hit.kind not in sure or sure[hit.kind].confidence < hit.confidence):
                sure[hit.kind] = hit
        for kind, hit in sure.items():
            self._note(kind, text, hit)
        self._evidence.weigh(text.strip(), hits)

    def findings(self) -> list[Finding]:
        """What was found, the commonest first."""
        for kind in self._evidence.refuted(filled=self.filled):
            if kind != self.promised:
                self._rows.pop(kind, None)
        for kind, country, rows in self._evidence.confirmed(filled=self.filled, read=self.prose):
            if rows > self._rows[kind]:
                self._rows[kind], self._confidence[kind] = rows, CONFIRMED * rows
                self._countries[kind] |= {country} - {""}
        found = [self._finding(kind, rows) for kind, rows in self._rows.items() if rows]
        return sorted(found, key=lambda each: (-each.rows, each.kind))

    def _finding(self, kind: str, rows: int) -> Finding:
        return Finding(
            column=self.name,
            kind=kind,
            rows=rows,
            looked=self.form if kind in OF_FORM and kind != self.promised else self.prose,
            confidence=round(self._confidence[kind] / rows, 2),
            samples=tuple(self._samples[kind]),
            countries=tuple(sorted(self._countries[kind])),
        )

    def _note(self, kind: str, text: str, hit: Hit) -> None:
        self._rows[kind] += 1
        self._confidence[kind] += hit.confidence
        if len(self._samples[kind]) < SAMPLES:
            self._samples[kind][masked(text[hit.start : hit.end])] = None
        if hit.country:
            self._countries[kind].add(hit.country)
