"""Why settings that are the same for every job are what they are; what is chosen by job or machine says so itself."""

from engine.messages import Params, message
from engine.spec import Training


def why_defaults(training: Training) -> dict[str, str]:
    """Of epochs, batch size and schedule, why each is the default; of one that is not, that the spec asks for it.

    Of rate and weight decay only that: where the spec does not, whoever chose them says why.
    """
    default = Training()
    spoken: dict[str, dict[str, Params]] = {
        "epochs": {"epochs": training.epochs, "patience": training.patience},
        "batch_size": {"batch_size": training.batch_size},
        "schedule": {"schedule": training.schedule, "percent": round(100 * training.warmup)},
    }
    asked = [name for name in ("learning_rate", "weight_decay") if getattr(training, name) is not None]
    if training.warmup_steps is not None:
        asked.append("schedule")
        del spoken["schedule"]
    return {name: message("asked_for", {}) for name in asked} | {
        name: message(f"{name}_default", params)
        if getattr(training, name) == getattr(default, name)
        else message("asked_for", {})
        for name, params in spoken.items()
    }
