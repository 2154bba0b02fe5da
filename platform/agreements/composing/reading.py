"""Between what a form holds and what terms are made of. What can't be read is passed on, and the check says why."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agreements.terms import Portion, Terms, Words


def number(text: str) -> int | str | None:
    """A whole number; nothing for nothing, and what is no number as it was written."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text or None


def lines(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def words(values: Mapping[str, Any], path: str) -> dict[str, str]:
    """Free words in both languages, each one paragraph."""
    return {language: " ".join(values[f"{path}.{language}"].split()) for language in ("en", "zh")}


def words_or_none(values: Mapping[str, Any], path: str) -> dict[str, str] | None:
    """Free words, or nothing where both languages are empty."""
    said = words(values, path)
    return said if any(said.values()) else None


def portions(values: Mapping[str, Any], path: str, parties: list[str]) -> list[dict[str, Any]]:
    """What belongs to each party that was given something."""
    given = {party: number(values[f"{path}.{party}"]) for party in parties}
    return [{"party": party, "percent": percent} for party, percent in given.items() if percent not in (None, 0)]


def diseases(text: str) -> list[dict[str, Any]]:
    """One disease to a line: its code, then after a colon and a space the narrower ones."""
    read = []
    for line in lines(text):
        code, _, narrower = line.partition(": ")
        listed = [one.strip() for one in narrower.replace("，", ",").split(",") if one.strip()]
        read.append({"code": code.strip(), "narrower": listed})
    return read


def masked_columns(text: str) -> list[dict[str, Any]]:
    """One dataset to a line: its address, then after a colon the columns that are masked."""
    read = []
    for line in lines(text):
        dataset, *columns = re.split("[:：]", line, maxsplit=1)
        read.append({"dataset": dataset.strip(), "columns": _listed("".join(columns))})
    return read


_NAME = re.compile(r'\s*"((?:[^"]|"")*)"\s*|([^,，]+)')


def _listed(text: str) -> list[str]:
    """Names between commas; one with a comma in it stands in quotation marks."""
    found = (quoted.replace('""', '"') or plain.strip() for quoted, plain in _NAME.findall(text))
    return [name for name in found if name]


def _as_list(names: Sequence[str]) -> str:
    """The same, written."""
    return ", ".join('"' + name.replace('"', '""') + '"' if re.search('[",，]', name) else name for name in names)


def in_fields(terms: Terms) -> dict[str, Any]:
    """The terms as the values of the composer's fields, the shares left out."""
    flat: dict[str, Any] = {}
    for part in ("purposes", "protections", "retention", "publication", "compliance", "amendment"):
        for name, value in terms[part].items():
            flat[f"{part}.{name}"] = value
    flat |= {name: terms[name] for name in ("prevailing_language", "starts_on", "ends_on")}
    flat["purposes.diseases"] = "\n".join(
        f"{one['code']}: {', '.join(one['narrower'])}" if one["narrower"] else one["code"]
        for one in terms["purposes"]["diseases"]
    )
    flat["protections.masked_columns"] = "\n".join(
        f"{mask['dataset']}: {_as_list(mask['columns'])}" for mask in terms["protections"].get("masked_columns", [])
    )
    flat["protections.sites"] = "\n".join(terms["protections"]["sites"])
    budget = terms["protections"]["privacy_budget"]
    flat["protections.privacy_budget.epsilon"] = budget["epsilon"] if budget else ""
    flat["protections.privacy_budget.delta"] = budget["delta"] if budget else ""
    derived, property_ = terms["derived_models"], terms["intellectual_property"]
    for name in ("licence", "deploy", "serve", "pass_on", "at_end"):
        flat[f"derived_models.{name}"] = derived[name]  # type: ignore[literal-required]
    filing = property_["filing"]
    flat["intellectual_property.filing.party"] = filing["party"] if filing else ""
    flat["intellectual_property.filing.days"] = filing["days"] if filing else ""
    return (
        flat
        | _portions("derived_models.ownership", derived["ownership"])
        | _portions("intellectual_property.foreground", property_["foreground"])
        | _words("derived_models.words", derived["words"])
        | _words("intellectual_property.background", property_["background"])
        | _words("law", terms["law"])
        | _words("liability", terms["liability"])
    )


def _portions(path: str, portions: list[Portion]) -> dict[str, Any]:
    return {f"{path}.{portion['party']}": portion["percent"] for portion in portions}


def _words(path: str, said: Words | None) -> dict[str, Any]:
    return {f"{path}.en": said["en"], f"{path}.zh": said["zh"]} if said else {}
