"""The settings' names and help in the reader's language; a test holds the English ones equal to the engine's own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

SETTINGS: dict[str, tuple[Words, Words]] = {
    "task": (_("Task"), _("What the model is to learn.")),
    "split.train": (_("Share to train on"), _("Share of the rows to train on.")),
    "split.validation": (_("Share to validate on"), _("Share to choose settings and the moment to stop by.")),
    "split.test": (_("Share to test on"), _("Share kept unseen for the report.")),
    "split.seed": (
        _("Seed of the split"),
        _("Where the same rows are to be drawn for jobs of other seeds. Left empty, it is the job's."),
    ),
    "method": (_("Method"), _("What of the model is trained, and how.")),
    "adapter.rank": (_("Rank"), _("Of the small matrices, or the width of bottlenecks; more can learn more.")),
    "adapter.alpha": (_("Alpha"), _("They count alpha / rank times.")),
    "adapter.dropout": (_("Dropout"), _("Before the small matrices.")),
    "adapter.prompt_length": (_("Prompt length"), _("Vectors that are learned before each text.")),
    "augmentation.crop": (_("Crop"), _("Pictures are moved by up to this share of their size in each direction.")),
    "augmentation.flip": (_("Flip"), _("Half of them are mirrored, left to right: not where sides mean something.")),
    "augmentation.color": (_("Light and colour"), _("Brightness, contrast and saturation change by up to this share.")),
    "augmentation.mixup": (
        _("Mixup"),
        _("Alpha of the beta distribution by which two pictures and their labels are mixed; 0 mixes none."),
    ),
    "augmentation.words": (
        _("Word noise"),
        _("Share of a text's words that are left out or exchanged with the next; characters in Chinese."),
    ),
    "augmentation.typos": (
        _("Typos"),
        _("Share of a text's words in which a letter is left out, doubled or exchanged with the next."),
    ),
    "augmentation.synonyms": (
        _("Synonyms"),
        _("Share of the words with synonyms in the file that are exchanged for one of them."),
    ),
    "augmentation.synonym_file": (
        _("File of synonyms"),
        _("A text file: on each line words of one meaning, with tabs between them."),
    ),
    "augmentation.synonym_sha256": (_("Digest of the synonyms"), _("SHA-256 of the file; refused when it differs.")),
    "augmentation.translations": (
        _("Back-translation"),
        _("Share of the texts that are read as they come back from another language."),
    ),
    "augmentation.translator": (
        _("Translator"),
        _("The folder of a model that translates the texts into another language."),
    ),
    "augmentation.translator_sha256": (
        _("Translator's digest"),
        _("Digest of the folder's manifest; refused when it differs."),
    ),
    "augmentation.translator_back": (
        _("Translator back"),
        _("The folder of a model that translates from that language back."),
    ),
    "augmentation.translator_back_sha256": (
        _("Digest of the translator back"),
        _("Digest of the folder's manifest; refused when it differs."),
    ),
    "augmentation.jitter": (
        _("Jitter"),
        _("Noise that is added to what is read of series, as a share of each column's deviation."),
    ),
    "augmentation.scaling": (
        _("Scaling"),
        _("The swings of each column of series are made smaller or greater by up to this share."),
    ),
    "augmentation.shift": (_("Window shift"), _("Windows of series begin up to so many steps earlier.")),
    "distillation.teacher": (_("Teacher"), _("The folder of a larger model that was trained for the same task.")),
    "distillation.sha256": (_("Teacher's digest"), _("Digest of the folder's manifest; refused when it differs.")),
    "distillation.temperature": (_("Temperature"), _("By which both models' answers are softened.")),
    "distillation.weight": (_("Weight of the teacher"), _("Share of the loss; the labels have the rest.")),
    "seed": (_("Seed"), _("Of the split, the new weights and the order of rows.")),
    "seeds": (
        _("Seeds"),
        _("From how many seeds the model is trained, on the same split; the best on the validation rows is kept."),
    ),
    "training.epochs": (_("Epochs"), _("How often training goes through the rows at most.")),
    "training.batch_size": (_("Batch size"), _("Rows per step.")),
    "training.learning_rate": (
        _("Learning rate"),
        _("The highest rate, reached after the warmup. Left empty, it is chosen by method and size."),
    ),
    "training.optimizer": (
        _("Optimizer"),
        _("What turns gradients into steps; the rate suits AdamW unless you name one."),
    ),
    "training.schedule": (_("Schedule"), _("How the rate changes after the warmup.")),
    "training.warmup": (_("Warmup"), _("Share of the steps in which the rate rises.")),
    "training.warmup_steps": (
        _("Warmup steps"),
        _("So many steps in which the rate rises. Left empty, it is the share."),
    ),
    "training.weight_decay": (
        _("Weight decay"),
        _("Not on embeddings, norms and biases. Left empty, 0.01 with AdamW and Adafactor, else none."),
    ),
    "training.dropout": (
        _("Dropout"),
        _("Share that is dropped wherever the model drops any. Left empty, it is the model's own."),
    ),
    "training.clip": (_("Clipping"), _("Longest allowed gradient, as a norm.")),
    "training.accumulation": (_("Accumulation"), _("Parts in which a batch is computed, to save memory.")),
    "training.label_smoothing": (_("Label smoothing"), _("Share of certainty that is spread over the other classes.")),
    "training.class_weights": (_("Class weights"), _("Balanced, every class counts alike, however few its rows.")),
    "training.focal": (_("Focal loss"), _("Exponent that lets rows known well count less.")),
    "training.patience": (
        _("Patience"),
        _("Evaluations without improvement before training stops; there is one after each epoch."),
    ),
    "training.evaluate_every": (
        _("Evaluate every"),
        _("Steps between evaluations. Left empty, there is one after each epoch."),
    ),
    "training.sampling": (_("Sampling"), _("Balanced, as many rows of every class are drawn in each epoch.")),
    "training.layer_decay": (_("Layer decay"), _("Each layer learns at so much of the rate of the one above it.")),
    "training.unfreezing": (
        _("Gradual unfreezing"),
        _("Share of the steps over which layers join the training, from the head down."),
    ),
    "training.ema": (
        _("Weight averaging"),
        _("Decay of the running mean of the weights, which is then what is evaluated and kept; 0 for none."),
    ),
    "training.adversarial": (
        _("Adversarial training"),
        _("Train on inputs changed for the worse too, in one step or three."),
    ),
    "training.adversarial_radius": (_("Adversarial radius"), _("Length of the change as a share of the input's.")),
    "training.head": (
        _("Head"),
        _("Put on the base to classify texts; three others in parallel say their mean."),
    ),
    "training.max_length": (_("Longest text"), _("Tokens of a text that are read.")),
    "training.precision": (
        pgettext_lazy("of numbers", "Precision"),
        _("Bits of each number; the engine measures what is faster on its machine."),
    ),
    "training.compile": (
        _("Compile the model"),
        _("Compiling takes minutes and makes steps quicker; the engine does it on a GPU, for long jobs."),
    ),
    "training.gradient_checkpointing": (
        _("Gradient checkpointing"),
        _("Compute activations again on the way back, which saves memory; the engine does if a GPU is too small."),
    ),
    "training.processes": (_("Processes"), _("That share each batch, each with a GPU or cores of its own.")),
    "training.parallel": (
        _("Parallel training"),
        _("Of several processes each has the whole model, or a share of every weight."),
    ),
    "training.checkpoint_seconds": (
        _("Checkpoint interval"),
        _("Seconds between checkpoints; more where they would take over 1 % of the time. 0: after each step."),
    ),
    "privacy.epsilon": (
        _("Epsilon"),
        _("Train so that the weights tell at most this much of any one row. Left empty, training is not private."),
    ),
    "privacy.delta": (_("Delta"), _("Probability with which more may be told: well below one in the number of rows.")),
    "privacy.max_norm": (
        _("Longest row gradient"),
        _("To this length each row's gradient is cut before noise is added; it stands for clipping."),
    ),
    "lighter": (_("Lighter model"), _("Try the tuned model in 8-bit numbers too: what is won and lost.")),
    "onnx": (_("ONNX"), _("Save the tuned model as ONNX too, and compare what it says on the test rows.")),
    "tracker": (_("Tracker"), _("Keep the run for Weights & Biases or MLflow as well, as files beside the result.")),
    "search.trials": (_("Trials"), _("How many settings are tried; 0 for no search.")),
    "search.sampler": (_("Sampler"), _("TPE draws where trials before were good, the other anywhere.")),
    "search.pruner": (
        _("Pruner"),
        _("ASHA gives a trial up that is not in the best third after 1, 3, 9 or more evaluations."),
    ),
    "search.space": (_("Space"), _("For each setting that is searched its range, low to high, or its choices.")),
}

METHOD_NAMES: dict[str, Words] = {  # as papers write them
    "full": _("All weights"),
    "head": _("The head alone"),
    "lora": "LoRA",
    "dora": "DoRA",
    "qlora": "QLoRA",
    "ia3": "IA³",
    "adalora": "AdaLoRA",
    "houlsby": _("Adapters after Houlsby"),
    "pfeiffer": _("Adapters after Pfeiffer"),
    "prefix": _("Prefix tuning"),
    "prompt": _("Prompt tuning"),
    "p-tuning": "P-tuning",
}
METHODS: dict[str, Words] = {
    "full": _("Every weight is trained."),
    "head": _("Only the head is trained; the base reads each row once."),
    "lora": _("Small matrices beside the weights are trained, and the head."),
    "dora": _("As LoRA, with the length of each weight apart."),
    "qlora": _("As LoRA, beside a base in 4 bits: for large bases on a CUDA GPU."),
    "ia3": _("Few numbers that scale what the layers say, and the head."),
    "adalora": _("As LoRA, with more ranks where they are needed more."),
    "houlsby": _("Two small networks in every layer, and the head."),
    "pfeiffer": _("One small network in every layer, and the head."),
    "prefix": _("Keys and values before those of each text, and the head."),
    "prompt": _("Embeddings before those of each text, and the head."),
    "p-tuning": _("As prompt tuning, with vectors that a small network makes while it is trained."),
}
