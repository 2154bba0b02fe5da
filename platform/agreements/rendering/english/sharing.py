"""What is shared, and what may be done with it."""

from agreements.rendering.english.words import all_of, any_of, asset
from agreements.rendering.facts import Names, Writer, Written, split_operations
from agreements.terms import Terms

OPERATIONS = {
    "dataset": {
        "discover": "find it and read its description",
        "preview": "look at its rows",
        "download": "download a copy of it",
        "train": "train models on it",
        "evaluate": "evaluate models with it",
        "statistics": "ask for noisy statistics of it",
        "derive": "make new models and data from it",
        "redistribute": "pass it on",
        "publish": "publish it",
    },
    "model": {
        "discover": "find it and read its description",
        "evaluate": "evaluate it",
        "derive": "make new models from it",
        "infer": "make predictions with it",
        "release_weights": "download its weights",
        "serve": "offer its predictions to others",
        "redistribute": "pass it on",
        "publish": "publish it",
    },
}


def _shared(terms: Terms, names: Names) -> Written:
    lines = []
    for share in terms["shares"]:
        reach = (
            "this and all later versions"
            if share["versions"] == "all"
            else f"its versions up to and including version {share['versions']}"
        )
        lines.append(
            f"{names.organizations[share['provider']]} shares {asset(share, names)} with "
            f"{names.organizations[share['recipient']]}: {reach}."
        )
    return Written("What is shared", "\n".join(lines))


def _allowed(terms: Terms, names: Names) -> Written:
    lines = []
    for share in terms["shares"]:
        words = OPERATIONS[share["asset"]["kind"]]
        granted, refused = split_operations(share)
        recipient = names.organizations[share["recipient"]]
        line = f"With {asset(share, names)}, {recipient} may {all_of([words[operation] for operation in granted])}."
        if refused:
            line += f" This agreement does not let it {any_of([words[operation] for operation in refused])}."
        lines.append(line)
    lines.append("What is not named here, this agreement does not allow.")
    return Written("What may be done", "\n".join(lines))


CLAUSES: dict[str, Writer] = {"shared": _shared, "allowed": _allowed}
