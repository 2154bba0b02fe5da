"""The settings' names and help in the reader's language; a test holds the English ones equal to the engine's own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

SETTINGS: dict[str, tuple[Words, Words]] = {
    "task": (_("Task"), _("What the model is to learn.")),
    "split.train": (_("Share to train on"), _("Share of the rows to train on.")),
    "split.validation": (_("Share to validate on"), _("Share to choose settings and the moment to stop by.")),
    "split.test": (_("Share to test on"), _("Share kept unseen for the report.")),
    "method": (_("Method"), _("What of the model is trained, and how.")),
    "adapter.rank": (_("Rank"), _("Of the small matrices; more can learn more.")),
    "adapter.alpha": (_("Alpha"), _("They count alpha / rank times.")),
    "adapter.dropout": (_("Dropout"), _("Before the small matrices.")),
    "seed": (_("Seed"), _("Of the split, the new weights and the order of rows.")),
    "training.epochs": (_("Epochs"), _("How often training goes through the rows at most.")),
    "training.batch_size": (_("Batch size"), _("Rows per step.")),
    "training.learning_rate": (
        _("Learning rate"),
        _("The highest rate, reached after the warmup. Left empty, it is chosen by method and size."),
    ),
    "training.optimizer": (
        _("Optimizer"),
        _("What turns gradients into steps; the rate suits adamw unless you name one."),
    ),
    "training.schedule": (_("Schedule"), _("How the rate changes after the warmup.")),
    "training.warmup": (_("Warmup"), _("Share of the steps in which the rate rises.")),
    "training.weight_decay": (
        _("Weight decay"),
        _("Not on embeddings, norms and biases. Left empty, 0.01 with adamw and adafactor, else none."),
    ),
    "training.clip": (_("Clipping"), _("Longest allowed gradient, as a norm.")),
    "training.accumulation": (_("Accumulation"), _("Parts in which a batch is computed, to save memory.")),
    "training.label_smoothing": (_("Label smoothing"), _("Share of certainty that is spread over the other classes.")),
    "training.class_weights": (_("Class weights"), _("balanced lets every class count alike, however few its rows.")),
    "training.focal": (_("Focal loss"), _("Exponent that lets rows known well count less.")),
    "training.patience": (_("Patience"), _("Epochs without improvement on validation before training stops.")),
    "training.max_length": (_("Longest text"), _("Tokens of a text that are read.")),
    "training.precision": (_("Precision"), _("auto measures which is faster on this machine.")),
    "training.checkpoint_seconds": (_("Checkpoint interval"), _("Seconds between checkpoints.")),
}
