"""What a program does with Hugging Face's own clients; its arguments are repositories, and it prints what it found."""

import json
import sys

from datasets import load_dataset
from huggingface_hub import HfApi, hf_hub_download, snapshot_download
from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError
from transformers import AutoModel


def raised(call, *arguments, **named):
    """The name of what a call raises."""
    try:
        call(*arguments, **named)
    except (EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError) as error:  # gated is one of the second
        return type(error).__name__
    return None


model, dataset, hidden = sys.argv[1:]
api = HfApi()
rows = load_dataset(dataset, split="train")
json.dump(
    {
        "whoami": api.whoami()["name"],
        "models": [each.id for each in api.list_models()],
        "info": [api.model_info(model).sha, api.model_info(model).gated],
        "files": sorted(api.list_repo_files(dataset, repo_type="dataset")),
        "tags": [each.name for each in api.list_repo_refs(model).tags],
        "snapshot": snapshot_download(model),
        "again": hf_hub_download(model, "config.json", revision="v1"),
        "size": api.get_paths_info(model, "config.json")[0].size,
        "parameters": AutoModel.from_pretrained(model).num_parameters(),
        "columns": rows.column_names,
        "rows": rows.num_rows,
        "no file": raised(hf_hub_download, model, "nothing.json"),
        "no version": raised(api.model_info, model, revision="v9"),
        "no model": raised(api.model_info, f"{model}-two"),
        "hidden": raised(api.dataset_info, hidden),
        "gated": raised(hf_hub_download, hidden.replace("closed", "described"), "README.md", repo_type="dataset"),
    },
    sys.stdout,
)
