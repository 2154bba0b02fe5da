"""A version of a dataset in Croissant, the format in which loaders and search engines read what a dataset is.

Croissant 1.1 of MLCommons, with the responsible-AI vocabulary 1.0 for sensitivity, and DUO codes in `usageInfo`.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from agreements.duo import CODES
from agreements.models import Agreement, Asset
from catalog.models import Dataset, DatasetVersion, File

CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
MEDIA_TYPE = 'application/ld+json; profile="http://mlcommons.org/croissant/1.1"'
OWN_TERMS = [
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject",
    "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
    "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator",
    "source", "subField", "transform",
]  # fmt: skip
# The context that the specification recommends (its appendix 1), whole, as readers compare it.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in OWN_TERMS},
}
TYPES = {
    "text": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}
FORMATS = {File.Role.NORMALISED: "application/x-parquet", File.Role.PICTURES: "application/zip"}
DUO_TERM = "http://purl.obolibrary.org/obo/"
ROWS, SPLITS = "rows", "splits"
SPLIT_TERMS = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}


def croissant_of(version: DatasetVersion, agreements: Iterable[Agreement], *, site: str) -> dict[str, Any]:
    """The description; `agreements` are those by which its reader may use it, `site` is where addresses begin."""
    dataset, asset = version.dataset, version.version.asset
    described: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": asset.name,
        "description": dataset.description or asset.name,
        "url": site + dataset.get_absolute_url(),
        "version": f"{version.version.number}.0.0",  # each version changes what is there, so the first number counts
        "datePublished": version.version.created_at.isoformat(),
        "creator": {"@type": "sc:Organization", "name": asset.owner.name, "url": site + asset.owner.get_absolute_url()},
        "distribution": [_file(file, version, site) for file in version.files.all() if file.role in FORMATS],
        "recordSet": [*_records(version), *_splits(version)],
    }
    told = {
        "license": _licence(dataset),
        "citeAs": dataset.citation,
        "keywords": dataset.field,
        "usageInfo": [_terms(each, site) for each in agreements],
        "rai:personalSensitiveInformation": _sensitivity(asset),
    }
    return described | {name: value for name, value in told.items() if value}


def _licence(dataset: Dataset) -> str:
    """The address of an SPDX licence; an expression of several, or words, as they are."""
    licence = dataset.licence
    return f"https://spdx.org/licenses/{licence}" if licence and " " not in licence else licence


def _sensitivity(asset: Asset) -> str:
    return "" if asset.sensitivity == Asset.Sensitivity.ORDINARY else str(asset.sensitivity)


def _file(file: File, version: DatasetVersion, site: str) -> dict[str, Any]:
    address = reverse("catalog:file", args=[version.version.asset.slug, version.version.number, file.role])
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": site + address,
        "contentSize": f"{file.blob.size} B",
        "encodingFormat": FORMATS[File.Role(file.role)],
        "sha256": file.blob.sha256,
    }


def _records(version: DatasetVersion) -> list[dict[str, Any]]:
    """The rows; none of a version whose files were deleted when rows were withdrawn."""
    data = next((file.name for file in version.files.all() if file.role == File.Role.NORMALISED), None)
    if data is None:
        return []
    fields = [_field(column, data, with_splits=bool(version.split)) for column in version.columns]
    return [{"@type": "cr:RecordSet", "@id": ROWS, "name": ROWS, "field": fields}]


def _splits(version: DatasetVersion) -> list[dict[str, Any]]:
    """The parts that the rows' split speaks of, as Croissant names them."""
    if not version.split:
        return []
    fields = [("name", "sc:Text"), ("url", "sc:URL")]
    told = [{f"{SPLITS}/name": part, f"{SPLITS}/url": SPLIT_TERMS[part]} for part in version.split["parts"]]
    return [
        {
            "@type": "cr:RecordSet",
            "@id": SPLITS,
            "name": SPLITS,
            "dataType": "cr:Split",
            "key": {"@id": f"{SPLITS}/name"},
            "field": [
                {"@type": "cr:Field", "@id": f"{SPLITS}/{name}", "name": name, "dataType": type_}
                for name, type_ in fields
            ],
            "data": told,
        }
    ]


def _field(column: dict[str, Any], data: str, *, with_splits: bool) -> dict[str, Any]:
    """A column; lists are arrays of texts, and what has no type of its own is text."""
    field = {
        "@type": "cr:Field",
        "@id": f"{ROWS}/{column['name']}",
        "name": column["name"],
        "dataType": TYPES.get(column["kind"], "sc:Text"),
        "source": {"fileObject": {"@id": data}, "extract": {"column": column["name"]}},
    }
    if column.get("role") == "split" and with_splits:
        field["references"] = {"field": {"@id": f"{SPLITS}/name"}}
    return field | ({"isArray": True, "arrayShape": "-1"} if column["kind"] == "list" else {})


def _terms(agreement: Agreement, site: str) -> dict[str, Any]:
    """An agreement with the purposes that it is signed for."""
    version = agreement.current_version
    codes = version.terms["purposes"]["codes"] if version else []
    return {
        "@type": "sc:CreativeWork",
        "name": agreement.title,
        "url": site + agreement.get_absolute_url(),
        "about": [_purpose(code) for code in codes],
    }


def _purpose(code: str) -> dict[str, Any]:
    known = CODES.get(code)
    term = {"@type": "sc:DefinedTerm", "termCode": code, "name": known.en if known else code}
    return term | ({"url": DUO_TERM + code.replace(":", "_")} if code.startswith("DUO:") else {})
