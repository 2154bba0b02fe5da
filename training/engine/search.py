"""Settings found by trials: Optuna draws them, the validation rows judge them, and the test rows are not looked at.

A search that is stopped or killed goes on as if nothing had happened: trials are in Optuna's own storage, the one that
was interrupted continues from its checkpoint, and what is drawn next is a pure function of seed and trials before.
"""

import dataclasses
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from optuna.trial import FrozenTrial, Trial, TrialState

from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.found import Found
from engine.job import run_job
from engine.memory import is_out_of_memory
from engine.models import verify_model
from engine.progress import Progress
from engine.ready import make_ready
from engine.seeds import run_seeds
from engine.spec import Choices, Span, Spec
from engine.spec.clashes import clashes
from engine.spec.space import SEARCHABLE
from engine.tables import verify_data

STORAGE, TRIALS = "search.sqlite3", "trials"  # in the output folder
OF_SETTINGS = {"nan_loss", "out_of_memory", "method_unfit", "spec_clash", "spec_range"}  # end a trial, not the search

SAMPLERS: dict[str, Callable[[int], optuna.samplers.BaseSampler]] = {
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),  # Bergstra et al. 2011
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
}
PRUNERS: dict[str, Callable[[], optuna.pruners.BasePruner]] = {
    "none": optuna.pruners.NopPruner,
    # Li et al. 2020, arXiv:1810.05934
    "asha": lambda: optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=3),
}

optuna.logging.set_verbosity(optuna.logging.ERROR)  # what a person should know comes as events


def run_search(
    spec: Spec,
    out: Path,
    *,
    events: Events,
    should_stop: Callable[[], bool],
    threads: int | None = None,
    resume: bool = False,
    looked: int | None = None,
) -> None:
    """Do the spec's trials, then its job with the best settings; with `resume` go on from what is in `out`.

    Raises:
        JobFault: as `run_job` does, and search_empty when no trial came to an end.
        Stopped: `should_stop` said so.
    """
    if not resume:
        _clear(out)
    trials = Trials(spec, out, events=events, should_stop=should_stop, threads=threads)
    trials.run()
    shutil.rmtree(out / TRIALS, ignore_errors=True)
    best = with_settings(spec, trials.best().params)
    do = run_seeds if best.seeds > 1 else run_job
    options: dict[str, Any] = {"threads": threads, "resume": resume, "looked": looked, "found": trials.found()}
    do(best, out, events=events, should_stop=should_stop, more={"search": trials.as_json()}, **options)


def with_settings(spec: Spec, settings: Mapping[str, Any]) -> Spec:
    """The job without a search and with these settings, by their paths."""
    spec = dataclasses.replace(spec, search=dataclasses.replace(spec.search, trials=0))
    for path, value in settings.items():
        group, _, name = path.rpartition(".")
        inner = {group: dataclasses.replace(getattr(spec, group), **{name: value})} if group else {name: value}
        spec = dataclasses.replace(spec, **inner)
    return spec


class Trials:
    """The trials of one search."""

    def __init__(
        self, spec: Spec, out: Path, *, events: Events, should_stop: Callable[[], bool], threads: int | None
    ) -> None:
        """Raises JobFault for what is wrong with model or data; checkpoint_mismatch for trials of another search."""
        self.spec, self.out = spec, out
        self.events, self.should_stop, self.threads = events, should_stop, threads
        identity = {
            "model": verify_model(spec.model, spec.task),
            "data": verify_data(spec.data),
            "spec": with_settings(spec, {}).digest(),  # whatever the number of trials, which may be raised
        }
        self.study = optuna.create_study(
            storage=f"sqlite:///{out / STORAGE}",
            study_name=TRIALS,
            direction="maximize",
            pruner=PRUNERS[spec.search.pruner](),
            load_if_exists=True,
        )
        if self.study.user_attrs.get("identity", identity) != identity:
            raise JobFault("checkpoint_mismatch", path=str(out))
        self.study.set_user_attr("identity", identity)

    def run(self) -> None:
        """Do those that are left to do. Raises Stopped, and JobFault for what no other settings would mend."""
        while (number := self._done()) < self.spec.search.trials:
            torn = next(iter(self.study.get_trials(states=[TrialState.RUNNING])), None)
            self.study.sampler = SAMPLERS[self.spec.search.sampler](_seed(self.spec.seed, number))
            trial = Trial(self.study, torn._trial_id) if torn else self.study.ask()
            for path, dimension in self.spec.search.space.items():
                _draw(trial, path, dimension)
            self._try(trial, torn)

    def best(self) -> FrozenTrial:
        """The one with the highest score, of equals with the least loss. Raises JobFault search_empty."""
        completed = self.study.get_trials(states=[TrialState.COMPLETE])
        if not completed:
            raise JobFault("search_empty", trials=self._done())
        return max(completed, key=lambda trial: (trial.values[0], -trial.user_attrs["loss"]))

    def found(self) -> Found:
        """Which settings are the best one's."""
        best = self.best()
        return Found(self._done(), best.number + 1, tuple(best.params))

    def as_json(self) -> dict[str, Any]:
        """All of them, the best, and how much each setting mattered."""
        search = self.spec.search
        return {
            "sampler": search.sampler,
            "pruner": search.pruner,
            "metric": self.study.user_attrs["metric"],
            "best": self.best().number + 1,
            "trials": [_as_json(trial) for trial in self.study.get_trials()],
            "importance": self._importance(),
        }

    def _done(self) -> int:
        return len(self.study.get_trials(states=[TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL]))

    def _try(self, trial: Trial, torn: FrozenTrial | None) -> None:
        """Train with the settings of `trial` and tell Optuna what came of it."""
        spec, number = with_settings(self.spec, trial.params), trial.number + 1
        folder = self.out / TRIALS / f"{number:04d}"
        watch = Watch(trial, self.should_stop, reported=len(torn.intermediate_values) if torn else 0)
        told = {"trial": number, "trials": self.spec.search.trials}
        try:
            self._train(spec, folder, watch)
        except Stopped:
            if not watch.hopeless:
                raise
            self.study.tell(trial, state=TrialState.PRUNED)
            self.events.note("trial_pruned", **told, evaluations=len(watch.progress.validation))
        except Exception as error:
            fault = _fault_of_settings(error)
            if fault is None:
                raise
            trial.set_user_attr("fault", fault)
            self.study.tell(trial, state=TrialState.FAIL)
            self.events.warn("trial_failed", **told, fault=fault)
        else:
            score, minus_loss = watch.progress.best
            trial.set_user_attr("loss", -minus_loss)
            self.study.tell(trial, score)
            best = self.best()
            scores = {"score": round(score, 4), "best": best.number + 1, "best_score": round(best.values[0], 4)}
            self.events.note("trial_done", **told, metric=self.study.user_attrs["metric"], **scores)
        shutil.rmtree(folder, ignore_errors=True)

    def _train(self, spec: Spec, folder: Path, watch: "Watch") -> None:
        for path, other in clashes(spec):
            raise JobFault("spec_clash", path=path, other=other)
        silent = Events(lambda _: None)
        ready = make_ready(spec, folder, events=silent, should_stop=watch, threads=self.threads, resume=True)
        self.study.set_user_attr("metric", ready.task.metric)
        watch.progress = ready.loop.progress
        try:
            ready.loop.run()
        finally:
            watch.trial.set_user_attr("seconds", watch.progress.seconds)
        watch.report()

    def _importance(self) -> dict[str, float] | None:
        """The share of each setting in how scores vary (fANOVA, Hutter et al. 2014); None where they do not."""
        completed = self.study.get_trials(states=[TrialState.COMPLETE])
        if len({trial.values[0] for trial in completed}) == 1:
            return None
        evaluator = optuna.importance.FanovaImportanceEvaluator(seed=self.spec.seed)
        return optuna.importance.get_param_importances(self.study, evaluator=evaluator)


class Watch:
    """Is asked after each step whether to stop: says yes to whoever asked, and for a trial that is not worth going on.

    Optuna hears of each evaluation once; `reported` counts those it knows from before.
    """

    def __init__(self, trial: Trial, should_stop: Callable[[], bool], *, reported: int) -> None:
        self.trial, self.should_stop, self.reported = trial, should_stop, reported
        self.progress = Progress()
        self.hopeless = False

    def __call__(self) -> bool:
        """Whether to stop."""
        if self.report():
            self.hopeless = self.hopeless or self.trial.should_prune()
        return self.hopeless or self.should_stop()

    def report(self) -> bool:
        """Tell Optuna of new evaluations, numbered from 1; whether there were any."""
        new = self.progress.validation[self.reported :]
        for _, _, score in new:
            self.reported += 1
            self.trial.report(score, self.reported)
        return bool(new)


def _clear(out: Path) -> None:
    (out / STORAGE).unlink(missing_ok=True)
    shutil.rmtree(out / TRIALS, ignore_errors=True)


def _seed(seed: int, number: int) -> int:
    return int(np.random.Generator(np.random.PCG64([seed, number])).integers(2**32))


def _draw(trial: Trial, path: str, dimension: Span | Choices) -> None:
    """Let `trial` have a value for this setting, unless it has one already."""
    if isinstance(dimension, Choices):
        trial.suggest_categorical(path, dimension.choices)
    elif SEARCHABLE[path].number is int:
        trial.suggest_int(path, int(dimension.low), int(dimension.high), log=dimension.log)
    else:
        trial.suggest_float(path, dimension.low, dimension.high, log=dimension.log)


def _fault_of_settings(error: Exception) -> str | None:
    """The code of a fault that other settings may mend; None for any other error."""
    if is_out_of_memory(error):
        return "out_of_memory"
    return error.code if isinstance(error, JobFault) and error.code in OF_SETTINGS else None


def _as_json(trial: FrozenTrial) -> dict[str, Any]:
    return {
        "trial": trial.number + 1,
        "settings": trial.params,
        "state": trial.state.name.lower(),
        "score": trial.value,
        "loss": trial.user_attrs.get("loss"),
        "evaluations": len(trial.intermediate_values),
        "seconds": trial.user_attrs.get("seconds"),
        "fault": trial.user_attrs.get("fault"),
    }
