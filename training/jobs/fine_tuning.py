"""The kind of work "fine-tuning": what is special to it for the queue and the supervisor."""

import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from agreements.errors import NotAllowed
from agreements.policy import Decision, permitted
from audit.services import record
from catalog.sight import sight_of
from jobs.access import all_needs, may_run, submitter
from jobs.budgets import kept_to, settle_ended
from jobs.columns import columns_of
from jobs.helpers import lay_out_helpers
from jobs.inputs import lay_out
from jobs.models import Job, Result
from jobs.paths import with_settings
from jobs.specs import chosen_in, pin
from jobs.trials import found_for, keep_outcome, learn, scores_of_others, take_best
from registry.services import publish_tuned, store_folder
from vault.errors import BlobDamaged
from vault.services import put
from work.errors import JobFault, NotNow
from work.kinds import Kind
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed

ONNX = "onnx"  # the folder that the engine leaves beside the model
OF_ROWS = ("predictions", "attributions")  # files of a result that say something of single rows


class FineTuning(Kind):
    """Trains a base model on a dataset, in a warm `python -m engine`."""

    name = "fine-tuning"

    @property
    def command(self) -> list[str]:
        """The engine with its imports done."""
        return [sys.executable, "-m", "engine", "warm"]

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Asked anew each time, for roles, terms and times may have changed; jobs that ask the same are asked once."""
        jobs = Job.objects.told().filter(pk__in=[item.pk for item in items])
        alike: dict[tuple[int | frozenset[str] | None, ...], list[Job]] = defaultdict(list)
        for job in jobs:
            follows = job.item.after_id or 0 if job.from_result else 0
            asks = (job.submitted_by_id, job.item.organization_id, job.project_id, follows)
            helping = sorted(each.pk for each in job.helping.values())
            learns = frozenset(columns_of(job.spec, job.dataset_version))
            alike[*asks, job.model_version_id, job.dataset_version_id, learns, *helping].append(job)
        return {job.pk: decision for same in alike.values() for decision in [may_run(same[0])] for job in same}

    def about(self, item: Item) -> Job:
        """The job."""
        return Job.objects.told().get(pk=item.pk)

    def let_go(self, items: Sequence[Item]) -> None:
        """Settle what they reserved of privacy budgets."""
        settle_ended(items)

    def unblock(self, item: Item) -> None:
        """Start from the model that the job before has made, or with the settings of the best trial.

        Raises:
            JobFault: the settings, which were right when it was submitted, are not by now; or no trial has a score.
        """
        job = Job.objects.told().get(pk=item.pk)
        if job.search:
            take_best(job)
        if not job.from_result:
            return
        model = job.after.result.model_version
        chosen = {name: value for name, value in chosen_in(job).items() if name != "model"}
        try:
            pinned = pin(chosen, model=model, dataset=job.dataset_version, helpers=job.helping)
        except ValidationError as error:
            raise JobFault("settings_outdated") from error
        job.model_version, job.spec, job.spec_sha256 = model, pinned.resolved(), pinned.digest()
        job.save(update_fields=["model_version", "spec", "spec_sha256"])
        item.assets = sorted({*item.assets, model.version.asset_id})
        item.save(update_fields=["assets"])

    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Lay out model and data, verified and read-only, and say in the spec where they lie.

        And say how many jobs were tested on the same rows before, whoever ran them. Columns that are masked stay away.

        Raises:
            NotNow: the policy refuses by now.
        """
        job = Job.objects.told().get(pk=item.pk)
        yes = may_run(job)
        if not yes.allowed:
            raise NotNow(yes)
        if job.is_trial:
            learn(job)
        try:
            spec = lay_out(
                job.spec,
                model=job.model_version,
                dataset=job.dataset_version,
                folder=folder,
                without=sight_of(job.dataset_version, yes).masked,
            )
            spec = with_settings(spec, lay_out_helpers(job.helping, folder))
        except BlobDamaged as damaged:
            raise JobFault("input_damaged", sha256=damaged.sha256) from damaged
        if job.is_trial:
            return {"spec": spec, "trial": True, **scores_of_others(job)}
        found = found_for(job) if job.search else {}
        return {"spec": spec, "looked": Job.objects.tested_like(job).count(), **found}

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Store the model and what it says of rows, then show them with the report in one transaction.

        A private job leaves nothing of rows, and a trial what the validation rows said.
        """
        job = Job.objects.told().get(pk=lease.item_id)
        if job.is_trial:
            return _accept_trial(job, lease, _read(folder / "trial.json"))
        results = _read(folder / "results.json")
        _put_together(folder)
        stored = store_folder(folder / "model", owner=job.item.organization)
        of_rows = {
            name: put(job.item.organization, file) for name in OF_ROWS if (file := folder / f"{name}.parquet").exists()
        }
        by = submitter(job)
        try:
            with permitted(by, all_needs(job), project=job.project.undertaking, also=kept_to(job)) as yes:
                model = publish_tuned(
                    stored,
                    name=job.name,
                    task=job.spec["task"],
                    base=job.model_version,
                    sources=[job.dataset_version.version, *job.helping.values()],
                    project=job.project,
                    by=by,
                    decision=yes,
                )
                Result.objects.create(job=job, results=results, model_version=model, **of_rows)
                record(by, "job.succeeded", job, decision=yes, verdict=results["verdict"])
                return succeed(lease, stored_bytes=stored.size + sum(blob.size for blob in of_rows.values()))
        except NotAllowed as no:
            raise NotNow(no.decision) from no


def _put_together(folder: Path) -> None:
    """What other programs read is among the model's files, as the Hub has it, and so under the same clauses."""
    if (folder / ONNX).is_dir():  # only the first time that the results are accepted
        shutil.rmtree(folder / "model" / ONNX, ignore_errors=True)  # of an attempt before, whose results were refused
        (folder / ONNX).rename(folder / "model" / ONNX)


def _read(file: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise JobFault("results_unreadable") from error
    return told


def _accept_trial(job: Job, lease: Lease, outcome: dict[str, Any]) -> Item:
    """It leaves no model: the job that it is a trial of trains the best settings once more, and tests that."""
    by = submitter(job)
    try:
        with permitted(by, all_needs(job), project=job.project.undertaking, also=kept_to(job)) as yes:
            keep_outcome(job, outcome)
            record(by, "job.succeeded", job, decision=yes, score=outcome["score"])
            return succeed(lease)
    except NotAllowed as no:
        raise NotNow(no.decision) from no
