"""What a job leaves in its output folder besides the results: the model as transformers loads it, and its card."""

from pathlib import Path
from typing import Any

from torch import Tensor
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from engine.tasks import Processor, Task


def save_model(
    folder: Path, model: PreTrainedModel, processor: Processor | None, weights: dict[str, Tensor] | None = None
) -> None:
    """Weights, configuration and processor in the Hugging Face layout, without a trace of where the base lay.

    `weights` are those to save, where the model has more that are not its own.
    """
    model.config._name_or_path = ""
    model.save_pretrained(folder, state_dict=weights)
    if isinstance(processor, PreTrainedTokenizerBase):
        processor.init_kwargs.pop("name_or_path", None)
        processor.name_or_path = ""
    if processor is not None:
        processor.save_pretrained(folder)


CARD = """---
library_name: transformers
pipeline_tag: {tag}
metrics:
- {metric}
---

# {title}

Fine-tuned by Entente's engine {engine} from the base with digest `{base}` on data with digest `{data}`
({train} rows to train on, {validation} for validation). Base and data keep their own terms.

On {test} test rows that training never saw{looked}:

| | {metric} | 95 % interval |
|---|---|---|
{table}

The tuned model minus the {reference}: {difference} [{low}, {high}], {verdict}.
"""

PRIVACY = """
Trained with differential privacy: epsilon {epsilon:.3g}, delta {delta:g} for each row trained on ({accountant}
accountant, noise {noise_multiplier:.3g}, {steps} samples at a rate of {sample_rate:.3g}).
"""

TITLES = {"base": "base, untrained head", "tuned": "this model"}
NAMES = {
    "base_model": "base as it came",
    "teacher": "the teacher",
    "linear_probe": "linear probe on the frozen base",
    "tfidf_words": "TF-IDF and logistic regression",
    "last_value": "last value",
    "seasonal_naive": "value one season before",
    "linear_window": "linear model of the window",
    "window_statistics": "statistics of the window and logistic regression",
    "z_score": "distance from the mean",
    "interpolation": "straight line across the gap",
    "tfidf_characters": "TF-IDF of characters and logistic regression",
    "each_task_own": "each task's own",
    "most_frequent_tag": "each word's most frequent tag",
    "token_frequencies": "frequencies of tokens",
    "copied_source": "the source copied",
    "picture_statistics": "picture statistics and logistic regression",
    "mean_picture": "mean of the training pictures",
    "mean_box": "mean box of each class",
}
VERDICTS = {"better": "so it is better", "not_shown": "so it is not shown to be better", "worse": "so it is worse"}


def save_card(path: Path, results: dict[str, Any], task: Task) -> None:
    """A model card made of nothing but the facts in `results`."""
    contenders, metric, reference = results["contenders"], results["metric"], results["reference"]
    titles = {key: NAMES.get(each["name"]) or TITLES.get(key, each["name"]) for key, each in contenders.items()}
    share = results["metrics"][metric]["unit"] == "share"
    figure, signed = ("{:.1%}", "{:+.1%}") if share else ("{:.3g}", "{:+.3g}")
    lines = []
    for key, title in titles.items():
        value, low, high = map(figure.format, contenders[key][metric])
        lines.append(f"| {title} | {value} | {low} to {high} |")
    difference, low, high = map(signed.format, results["comparisons"][reference]["difference"])
    card = CARD.format(
        tag=task.tag,
        title=task.title,
        metric=metric,
        engine=results["engine"],
        base=results["digests"]["model"],
        data=results["digests"]["data"],
        **{part: results["rows"][part] for part in ("train", "validation", "test")},
        looked=_looked(results["test_split"]["looked_before"]),
        table="\n".join(lines),
        reference=titles[reference],
        difference=difference,
        low=low,
        high=high,
        verdict=VERDICTS[results["verdict"]],
    )
    if not results["model"]["merged"]:
        card += "\nWhat was learned cannot be merged into the weights: part of it is in `adapter`.\n"
    if call := results["model"]["how_to_load"]:
        card += f"\nAll of it is loaded by `{call}`.\n"
    if privacy := results.get("privacy"):
        card += PRIVACY.format(**privacy)
    if labels := results.get("labels"):
        card += f"\nClasses: {', '.join(labels)}.\n"
    path.write_text(card, encoding="utf-8")


def _looked(times: int) -> str:
    """What to know of figures on rows that others were chosen by."""
    return f", and that {times} earlier {'job was' if times == 1 else 'jobs were'} tried on" if times else ""
