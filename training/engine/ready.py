"""A job made ready for its first step: inputs verified, data tokenised, model loaded, an interrupted run taken up."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.arithmetic import Arithmetic, settle_arithmetic, use_threads
from engine.checkpoints import Checkpoint, Checkpoints
from engine.events import Events
from engine.generators import seed_generators
from engine.loop import Loop
from engine.losses import make_loss
from engine.methods import Method
from engine.methods.adapters import Adapters
from engine.methods.full import Full
from engine.methods.rates import default_rate
from engine.models import verify_model
from engine.spec import Spec, Training
from engine.tasks.text_classification import Classification, Prepared, prepare


@dataclass(frozen=True)
class Ready:
    """A job before its first step."""

    prepared: Prepared
    parameters: int  # weights of base and head
    digests: dict[str, str]
    arithmetic: Arithmetic
    method: Method
    loop: Loop
    checkpoints: Checkpoints


def make_ready(
    spec: Spec,
    out: Path,
    *,
    events: Events,
    should_stop: Callable[[], bool],
    threads: int | None,
    resume: bool,
) -> Ready:
    """Everything up to the first step; with `resume` up to the step after the newest sound checkpoint in `out`.

    Raises JobFault for whatever is wrong with model, data or checkpoint.
    """
    model_digest = verify_model(spec.model)
    prepared = prepare(spec)
    digests = {"model": model_digest, "data": prepared.rows.digest, "spec": spec.digest()}
    checkpoints = Checkpoints(out / "checkpoints", digests)
    checkpoint = _find_checkpoint(checkpoints, events) if resume else None
    arithmetic = _arithmetic(spec, threads, checkpoint, events)
    seed_generators(spec.seed)
    parameters = prepared.model.num_parameters()
    rate = spec.training.learning_rate or default_rate(spec.method, parameters)
    method = _make_method(spec, prepared)
    _tell(prepared, arithmetic, method, events)
    if spec.training.learning_rate is None:
        events.note("learning_rate_chosen", **why_rate(spec, parameters, rate))
    loop = Loop(
        _make_subject(prepared, spec.training, arithmetic, should_stop),
        method,
        spec.training,
        rate=rate,
        seed=spec.seed,
        arithmetic=arithmetic,
        events=events,
        checkpoints=checkpoints,
        should_stop=should_stop,
    )
    if checkpoint:
        loop.resume(checkpoint)
        events.note("resumed", step=loop.progress.step)
    return Ready(prepared, parameters, digests, arithmetic, method, loop, checkpoints)


def _find_checkpoint(checkpoints: Checkpoints, events: Events) -> Checkpoint | None:
    checkpoint, torn = checkpoints.newest()
    for step in torn:
        events.warn("checkpoint_torn", step=step)
    return checkpoint


def _arithmetic(spec: Spec, threads: int | None, checkpoint: Checkpoint | None, events: Events) -> Arithmetic:
    """As the interrupted run computed, or as spec and machine suggest."""
    if not checkpoint:
        return settle_arithmetic(threads, spec.training.precision)
    arithmetic = Arithmetic(**checkpoint.state["arithmetic"])
    if threads not in (None, arithmetic.threads):
        events.note("threads_kept", threads=arithmetic.threads)
    use_threads(arithmetic.threads)
    return arithmetic


def why_rate(spec: Spec, parameters: int, rate: float) -> dict[str, Any]:
    """What the choice of the learning rate rests on."""
    return {"rate": rate, "method": spec.method, "millions": round(parameters / 1e6, 1)}


def _make_method(spec: Spec, prepared: Prepared) -> Method:
    if spec.method != "full":
        return Adapters(prepared.model, spec.method, spec.adapter, seed=spec.seed)
    seen = np.concatenate([prepared.parts.train, prepared.parts.validation])
    return Full(prepared.model, prepared.tokens.vocabulary(seen), seed=spec.seed)


def _make_subject(
    prepared: Prepared, training: Training, arithmetic: Arithmetic, should_stop: Callable[[], bool]
) -> Classification:
    return Classification(
        prepared.model,
        prepared.tokens,
        prepared.rows.labels,
        train=prepared.parts.train,
        validation=prepared.parts.validation,
        precision=arithmetic.precision,
        loss=make_loss(training, prepared.rows.labels[prepared.parts.train], len(prepared.rows.names)),
        should_stop=should_stop,
    )


def _tell(prepared: Prepared, arithmetic: Arithmetic, method: Method, events: Events) -> None:
    """What a person should know about the rows, and how they are trained on."""
    parts, tokens = prepared.parts, prepared.tokens
    if parts.dropped:
        events.warn("duplicates_dropped", count=parts.dropped)
    events.note("split_made", train=len(parts.train), validation=len(parts.validation), test=len(parts.test))
    if tokens.cut:
        events.warn("texts_cut", count=tokens.cut, max_length=prepared.max_length)
    if arithmetic.ratio is not None:
        events.note("precision_chosen", precision=arithmetic.precision, ratio=arithmetic.ratio)
    if method.used_tokens is not None:
        events.note("vocabulary_compacted", vocabulary=len(prepared.tokenizer), used=method.used_tokens)
