"""What a job leaves in its output folder besides the results: the model as transformers loads it, and predictions."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from engine.contenders import Contender


def save_model(folder: Path, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
    """Weights, configuration and tokenizer in the Hugging Face layout, without a trace of where the base lay."""
    model.config._name_or_path = ""
    model.save_pretrained(folder)
    tokenizer.init_kwargs.pop("name_or_path", None)
    tokenizer.name_or_path = ""
    tokenizer.save_pretrained(folder)


def save_predictions(path: Path, tuned: Contender, labels: np.ndarray, rows: np.ndarray) -> None:
    """The test rows only: place in the data file, true and predicted class as indices, confidence. No text."""
    columns = {
        "row": pa.array(rows, pa.int64()),
        "label": pa.array(labels, pa.int32()),
        "predicted": pa.array(tuned.predicted, pa.int32()),
        "confidence": pa.array(tuned.probabilities.max(axis=1), pa.float64()),
    }
    pyarrow.parquet.write_table(pa.table(columns), path)


CARD = """---
library_name: transformers
pipeline_tag: text-classification
metrics:
- accuracy
---

# A text classifier with {classes} classes

Fine-tuned by Entente's engine {engine} from the base with digest `{base}` on data with digest `{data}`
({train} rows to train on, {validation} for validation). Base and data keep their own terms.

On {test} test rows that training never saw:

| | accuracy | 95 % interval |
|---|---|---|
{table}

The tuned model minus the {reference}: {difference:+.1%} [{low:+.1%}, {high:+.1%}], {verdict}.

Classes: {labels}.
"""

TITLES = {
    "base": "base, untrained head",
    "probe": "linear probe on the frozen base",
    "baseline": "TF-IDF and logistic regression",
    "tuned": "this model",
}
VERDICTS = {"better": "so it is better", "not_shown": "so it is not shown to be better", "worse": "so it is worse"}


def save_card(path: Path, results: dict[str, Any]) -> None:
    """A model card made of nothing but the facts in `results`."""
    contenders, reference = results["contenders"], results["reference"]
    accuracies = {title: contenders[key]["accuracy"] for key, title in TITLES.items()}
    lines = [f"| {title} | {v:.1%} | {low:.1%} to {high:.1%} |" for title, (v, low, high) in accuracies.items()]
    difference, low, high = results["comparisons"][reference]["difference"]
    card = CARD.format(
        classes=len(results["labels"]),
        engine=results["engine"],
        base=results["digests"]["model"],
        data=results["digests"]["data"],
        **{part: results["rows"][part] for part in ("train", "validation", "test")},
        table="\n".join(lines),
        reference=TITLES[reference],
        difference=difference,
        low=low,
        high=high,
        verdict=VERDICTS[results["verdict"]],
        labels=", ".join(results["labels"]),
    )
    path.write_text(card, encoding="utf-8")
