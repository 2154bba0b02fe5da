"""Repositories, commits and files in the hub's own words; what isn't counted here is left out."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from agreements.models import Asset
from registry.hub.repositories import Commit, Entry, Repository, name_of
from registry.models import Model


def tell_repository(repository: Repository, commit: Commit) -> dict[str, Any]:
    """What `model_info` and `dataset_info` read. Files are named for who may read them; for others it is gated."""
    asset, open_to_actor = repository.asset, repository.may_read(commit)
    told = {
        "_id": str(asset.uid),
        "id": repository.name,
        "author": asset.owner.slug,
        "sha": commit.sha,
        "createdAt": _moment(asset.created_at),
        "lastModified": _moment(commit.version.created_at),
        "private": asset.openness != Asset.Openness.OPEN,
        "gated": False if open_to_actor else "manual",
        "disabled": asset.frozen_at is not None,
        "tags": [f"license:{asset.licence}"] if asset.licence else [],
        "siblings": [_sibling(each) for each in commit.entries.values()] if open_to_actor else [],
    }
    if isinstance(repository.thing, Model):
        told |= {"modelId": repository.name, "pipeline_tag": repository.thing.task or None}
    else:
        told |= {"description": repository.thing.description}
    return told


def tell_listed(thing: Any) -> dict[str, Any]:
    """A line of a list of repositories."""
    asset = thing.asset
    name = name_of(asset)
    told = {"_id": str(asset.uid), "id": name, "author": asset.owner.slug, "createdAt": _moment(asset.created_at)}
    private = {"private": asset.openness != Asset.Openness.OPEN, "tags": []}
    return told | private | ({"modelId": name, "pipeline_tag": thing.task or None} if isinstance(thing, Model) else {})


def tell_tree(commit: Commit, below: str, *, recursive: bool) -> list[dict[str, Any]]:
    """Files and folders in the folder `below` ("" for all), or in all that it holds."""
    found: dict[str, dict[str, Any]] = {}
    for entry in commit.entries.values():
        path = PurePosixPath(entry.path)
        if below and PurePosixPath(below) not in path.parents:
            continue
        for folder in [*path.parents][:-1]:
            if len(folder.parts) > len(PurePosixPath(below).parts):
                found[str(folder)] = _folder(str(folder), commit)
        found[entry.path] = tell_entry(entry)
    depth = len(PurePosixPath(below).parts) + 1
    return [told for path, told in sorted(found.items()) if recursive or len(PurePosixPath(path).parts) == depth]


def tell_paths(commit: Commit, paths: list[str]) -> list[dict[str, Any]]:
    """Those of `paths` that are a file or a folder."""
    told = {each["path"]: each for each in tell_tree(commit, "", recursive=True)}
    return [told[path] for path in paths if path in told]


def tell_entry(entry: Entry) -> dict[str, Any]:
    """A file in a tree."""
    return {"type": "file", "path": entry.path, "size": entry.size, "oid": entry.sha256}


def _moment(at: datetime) -> str:
    """The only form of a moment that clients read."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _folder(path: str, commit: Commit) -> dict[str, Any]:
    return {"type": "directory", "path": path, "size": 0, "oid": commit.sha}


def _sibling(entry: Entry) -> dict[str, Any]:
    return {"rfilename": entry.path, "size": entry.size, "blobId": entry.sha256}


def tell_commit(commit: Commit) -> dict[str, Any]:
    """A version in the list of commits."""
    title = f"v{commit.version.number}"
    message = getattr(commit.row, "changes", "")
    made = _moment(commit.version.created_at)
    return {"id": commit.sha, "title": title, "message": message, "date": made, "authors": []}


def tell_refs(commits: list[Commit], newest: Commit) -> dict[str, Any]:
    """The branch `main`, and a tag for each version."""
    tags = [_ref(f"v{each.version.number}", "tags", each) for each in commits]
    return {"branches": [_ref("main", "heads", newest)], "tags": tags, "converts": []}


def _ref(name: str, kind: str, commit: Commit) -> dict[str, str]:
    return {"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": commit.sha}
