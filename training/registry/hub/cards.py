"""A card in Hugging Face's format, for what came without one: what is known, its head as JSON, which YAML contains."""

import json
from typing import Any

from catalog.models import DatasetVersion, File
from registry.models import ModelVersion


def card_of(row: ModelVersion | DatasetVersion) -> bytes:
    """The card of a version."""
    asset = row.version.asset
    if isinstance(row, DatasetVersion):
        head, description = _of_dataset(row), row.dataset.description
    else:
        head, description = _of_model(row), row.model.description
    told = {key: value for key, value in head.items() if value}
    return f"---\n{json.dumps(told, ensure_ascii=False)}\n---\n\n# {asset.name}\n\n{description}\n".encode()


def _of_dataset(row: DatasetVersion) -> dict[str, Any]:
    """With the file that holds the rows, so that a loader takes no other for them."""
    rows = next(file.name for file in row.files.all() if file.role == File.Role.NORMALISED)
    configs = [{"config_name": "default", "data_files": rows}]
    return {"pretty_name": row.version.asset.name, "license": row.dataset.licence, "configs": configs}


def _of_model(row: ModelVersion) -> dict[str, Any]:
    return {"license": row.model.licence, "pipeline_tag": row.model.task, "library_name": "transformers"}
