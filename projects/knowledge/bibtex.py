"""Papers as BibTeX, in and out, by pybtex."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pybtex.database import BibliographyData, Entry, Person, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from knowledge.models import Paper

LONGEST = 100_000
VENUES = ("journal", "booktitle", "publisher", "school", "institution")


class Read(NamedTuple):
    """What an entry says of a paper."""

    title: str
    authors: list[str]
    venue: str
    doi: str
    abstract: str


def read_entry(written: str) -> Read:
    """The one entry of a text in BibTeX.

    Raises:
        ValidationError: it can't be read, has no entry or several, or the entry has no title.
    """
    if len(written) > LONGEST:
        raise ValidationError(_("This is too long for one entry. Paste a single one."))
    try:
        entries = list(parse_string(written, "bibtex").entries.values())
        if len(entries) != 1:
            told = {"count": len(entries)}
            raise ValidationError(_("There are %(count)s entries in this. Paste exactly one.") % told)
        read = _read(entries[0])
    except (PybtexError, RecursionError) as fault:
        said = _("This can't be read as BibTeX: %(fault)s. Mend it, and paste it again.") % {"fault": fault}
        raise ValidationError(said) from fault
    if not read.title:
        raise ValidationError(_("The entry has no title. Add one, and paste it again."))
    return read


def _read(entry: Entry) -> Read:
    return Read(
        title=_plain(entry.fields.get("title", "")),
        authors=[_name(person) for person in entry.persons.get("author", [])],
        venue=_plain(next((entry.fields[name] for name in VENUES if name in entry.fields), "")),
        doi=_plain(entry.fields.get("doi", "")),
        abstract=_plain(entry.fields.get("abstract", "")),
    )


def entry_of(paper: Paper) -> str:
    """The paper as an entry of BibTeX."""
    year = (paper.published_at or paper.submitted_at or paper.begun_at).year
    kind = "article" if paper.published_at else "unpublished"
    fields = {"title": _tex(paper.title), "year": str(year)}
    if paper.venue:
        fields["journal" if paper.published_at else "note"] = _tex(paper.venue)
    elif not paper.published_at:
        fields["note"] = "Manuscript"
    if paper.doi:
        fields["doi"] = paper.doi
    people = [Person(first=" ".join(_first(each.name)), last=_last(each.name)) for each in paper.authors.all()]
    entry = Entry(kind, fields=fields, persons={"author": people} if people else {})
    data = BibliographyData({f"entente-{str(paper.uid)[-8:]}": entry})
    return str(data.to_string("bibtex"))


def _plain(tex: str) -> str:
    """The words without what is there for TeX."""
    return " ".join(str(Text.from_latex(tex)).split())


def _tex(words: str) -> str:
    """Words in which nothing is a command or a group; the rest pybtex writes as TeX wants it."""
    return words.translate({ord(sign): None for sign in "\\{}"})


def _name(person: Person) -> str:
    parts = [
        *person.first_names,
        *person.middle_names,
        *person.prelast_names,
        *person.last_names,
        *person.lineage_names,
    ]
    return _plain(" ".join(parts))


def _first(name: str) -> list[str]:
    return [_tex(part) for part in name.split()[:-1]]


def _last(name: str) -> str:
    return _tex(name.split()[-1])
