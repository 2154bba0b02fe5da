"""Of the stages what stands here and below: goals that all agreed to, what is shared in force, and the board."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agreements.models import Agreement, State
from agreements.policy import decide, visible
from collaborations.board import told_tasks
from collaborations.confirmations import confirmations_of
from collaborations.models import Project, Task
from collaborations.objectives import ToldObjective, objectives_of
from collaborations.sharing import Shared, shared_in
from collaborations.stages import Check, Fact, Step
from organizations.actor import Actor
from organizations.models import Organization


def goals(project: Project, by: Actor) -> Fact:
    """The first stage: a purpose that is confirmed, and objectives that every party has agreed to."""
    missing = [
        each.organization for each in confirmations_of(project.undertaking) if each.needed and not each.confirmed
    ]
    objectives = objectives_of(project, by=by)
    checks = [_of_purpose(project, missing), *map(_of_objective, objectives)]
    steps = _steps_to_goals(project, missing, objectives, by)
    asked = sum(bool(each.missing) for each in objectives)
    if missing:
        names = ", ".join(each.name for each in missing)
        return Fact("now", _("The purpose waits to be confirmed by: %(names)s.") % {"names": names}, checks, steps)
    if not objectives:
        return Fact("now", _("No objective has been stated yet."), checks, steps)
    if asked:
        sentence = ngettext(
            "%(count)s objective waits until every party has agreed.",
            "%(count)s objectives wait until every party has agreed.",
            asked,
        )
        return Fact("now", sentence % {"count": asked}, checks, steps)
    reached = sum(each.reached for each in objectives)
    sentence = _("All parties have agreed to the objectives; %(reached)s of %(all)s reached.")
    return Fact("done", sentence % {"reached": reached, "all": len(objectives)}, checks, steps)


def _steps_to_goals(
    project: Project, missing: list[Organization], objectives: list[ToldObjective], by: Actor
) -> list[Step]:
    """What the reader can do for it."""
    undertaking, ours = project.undertaking, by.organization
    page = reverse("collaborations:objectives", args=[undertaking.slug])
    steps = []
    if ours in missing and decide(by, "confirm_purpose", undertaking).allowed:
        steps.append(Step(_("Confirm the purpose"), f"{project.get_absolute_url()}#purpose"))
    asked = [each for each in objectives if ours in each.missing]
    if asked and decide(by, "agree_objective", undertaking).allowed:
        steps.append(Step(_("Read and agree"), asked[0].url if len(asked) == 1 else page))
    if objectives:
        steps.append(Step(_("All objectives"), page, quiet=True))
    elif decide(by, "plan", undertaking).allowed:
        steps.append(Step(_("State an objective"), page))
    return steps


def _of_purpose(project: Project, missing: list[Organization]) -> Check:
    place = f"{project.get_absolute_url()}#purpose"
    if missing:
        return Check("wait", _("Purpose, parties and team"), place, _("not confirmed by all yet"))
    return Check("ok", _("Purpose, parties and team"), place, _("confirmed by all who share something"))


def _of_objective(told: ToldObjective) -> Check:
    objective = told.objective
    words = _("%(name)s: %(metric)s %(comparison)s %(target)s") % {
        "name": objective.name,
        "metric": told.metric.name,
        "comparison": objective.get_comparison_display(),
        "target": told.target,
    }
    if told.missing:
        names = ", ".join(each.name for each in told.missing)
        return Check("wait", words, told.url, _("waits for %(names)s") % {"names": names})
    if told.waiting and not told.reached:
        names = ", ".join(told.waiting.missing)
        waits = {"value": told.waiting_said, "report": told.waiting.name, "names": names}
        more = _("%(value)s in “%(report)s” would reach it; waits for the sign-off of %(names)s") % waits
        return Check("wait", words, told.url, more)
    if told.reading is None:
        return Check("rest", words, told.url, _("no report that all have signed off speaks of it yet"))
    named = {"value": told.reading_said, "report": told.reading.name}
    if told.reached:
        return Check("ok", words, told.url, _("reached: %(value)s in “%(report)s”") % named)
    return Check("rest", words, told.url, _("not yet: %(value)s in “%(report)s”") % named)


def sharing(project: Project, by: Actor) -> Fact:
    """The second stage: agreements in force that were made for the project or fit it, and what they let whom do."""
    about_it = Agreement.objects.filter(current_version__terms__purposes__project=project.undertaking.slug)
    agreements = list(visible(by, about_it, "discover"))
    active = sum(each.state == State.ACTIVE for each in agreements)
    shared = shared_in(project.undertaking, by)
    checks = [_of_shared(each) for each in shared]
    if active:
        sentence = ngettext(
            "%(active)s agreement made for this project is active.",
            "%(active)s agreements made for this project are active.",
            active,
        )
        return Fact("done", sentence % {"active": active}, checks)
    if shared:
        return Fact("done", _("No agreement was made for this project alone; what others let it use is here."), checks)
    if agreements:
        sentence = _("An agreement is being negotiated for this project; none is active yet.")
        if any(each.state == State.SUSPENDED for each in agreements):
            sentence = _("The agreement made for this project is suspended.")
        return Fact("now", sentence, steps=[Step(_("Read the agreement"), agreements[0].get_absolute_url())])
    steps = []
    if decide(by, "draft_agreement", by.organization).allowed:
        steps = [Step(_("Draft an agreement"), reverse("agreements:new"))]
    return Fact("next", _("No agreement has been made for this project yet."), steps=steps)


def _of_shared(shared: Shared) -> Check:
    words = _("%(provider)s to %(recipient)s: %(operations)s") % shared.words
    if shared.confirmed:
        return Check("ok", shared.asset.name, shared.url, words)
    paused = _("%(words)s; paused until %(provider)s has confirmed the purpose")
    return Check(
        "wait", shared.asset.name, shared.url, paused % {"words": words, "provider": shared.grant.provider.name}
    )


def research(project: Project, by: Actor) -> Fact | None:
    """Of the third stage, the board: how many tasks are open, how many of them late, and what is next."""
    tasks = told_tasks(project, by=by)
    still_open = list(tasks.exclude(state=Task.State.DONE))
    board = reverse("collaborations:tasks", args=[project.undertaking.slug])
    steps = [Step(_("Open the board"), board, quiet=True)]
    if not still_open:
        return Fact("done", _("All tasks of the board are done."), steps=steps) if tasks.exists() else None
    late = sum(task.is_late for task in still_open)
    sentence = ngettext("%(count)s task is open.", "%(count)s tasks are open.", len(still_open)) % {
        "count": len(still_open)
    }
    if late:
        told_late = ngettext("%(count)s is late.", "%(count)s are late.", late) % {"count": late}
        sentence = _("%(open)s %(late)s") % {"open": sentence, "late": told_late}
    return Fact("now", sentence, [_of_task(still_open[0], board)], steps)


def _of_task(task: Task, board: str) -> Check:
    """The one that is due first."""
    more = [str(task.owner.user) if task.owner else _("nobody’s yet")]
    if task.due_on:
        due = _("was due %(day)s") if task.is_late else _("due %(day)s")
        more.append(due % {"day": date_format(task.due_on, pgettext("date format", "j M Y"))})
    words = _("Next: %(task)s") % {"task": task}
    return Check("stop" if task.is_late else "rest", words, f"{board}{task.uid}/", " · ".join(more))
