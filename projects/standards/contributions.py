"""What standards tell on a project's page: its panel, and the fourth stage."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.policy import decide, visible
from catalog.models import DatasetVersion
from collaborations.models import Project
from collaborations.panels import Panel
from collaborations.stages import Check as Told
from collaborations.stages import Fact, Step
from organizations.actor import Actor
from standards.models import Check, Standard, StandardVersion
from standards.services.publishing import missing_for
from standards.standing import certificates_of, draft_of, latest_by, named, newest

NAMED = 3  # of what conforms to a standard, so that a stage stays short


def standards_of(project: Project, by: Actor) -> list[Standard]:
    """Its standards with their versions, by name."""
    rows = visible(by, Standard.objects.filter(project=project), "discover").select_related("project__undertaking")
    return list(rows.prefetch_related("versions__endorsements", "project__undertaking__organizations"))


def standards_panel(project: Project, by: Actor) -> Panel:
    """Its standards, each with the version that applies."""
    told = [(standard, newest(standard), draft_of(standard)) for standard in standards_of(project, by)]
    may_write = decide(by, "write_standard", project.undertaking).allowed
    return Panel("standards/panel.html", {"project": project, "standards": told, "may_write": may_write})


def standards_met(project: Project, by: Actor) -> Fact:
    """The fourth stage: the standards that apply, and what conforms to each."""
    standards = standards_of(project, by)
    page = reverse("standards:list", args=[project.undertaking.slug])
    if not standards:
        may_write = decide(by, "write_standard", project.undertaking).allowed
        return Fact(
            "next",
            _("No standard has been chosen yet."),
            steps=[Step(_("Write a standard"), f"{page}new/")] if may_write else [],
        )
    applying = {standard.pk: version for standard in standards if (version := newest(standard))}
    latest = latest_by(applying.values())
    names = {pk: told.name for pk, told in named(latest, by).items()}
    checks = [
        _told(
            standard, applying.get(standard.pk), [each for each in latest if each.version.standard == standard], names
        )
        for standard in standards
    ]
    met = sum(each.tone == "ok" for each in checks)
    sentence = ngettext(
        "%(count)s standard applies; met: %(met)s.", "%(count)s standards apply; met: %(met)s.", len(applying)
    ) % {"count": len(applying), "met": met}
    done = bool(applying) and met == len(standards)
    return Fact("done" if done else "now", sentence, checks, _steps(standards, by, page))


def badges(version: DatasetVersion, reader: Actor) -> list[Check]:
    """What a dataset's page says of the version: certificates by standards that the reader knows of."""
    return certificates_of(version.version, reader)


def _told(standard: Standard, version: StandardVersion | None, checks: list[Check], names: dict[int, str]) -> Told:
    """It is met as long as the last check of something by the version that applies has found that it conforms."""
    if version is None:
        return Told("wait", str(standard), standard.get_absolute_url(), _("no version is published yet"))
    good = [names[each.pk] for each in checks if each.conforms]
    words = f"{standard}, {version.number}"
    if good:
        more = ", ".join(good[:NAMED]) + ("…" if len(good) > NAMED else "")
        return Told("ok", words, standard.get_absolute_url(), _("met by %(names)s") % {"names": more})
    if checks:
        return Told("stop", words, standard.get_absolute_url(), _("nothing that was checked conforms"))
    return Told("rest", words, standard.get_absolute_url(), _("nothing has been checked yet"))


def _steps(standards: list[Standard], by: Actor, page: str) -> list[Step]:
    """A draft that waits for the reader's organization, and the way on."""
    steps = [Step(_("All standards"), page, quiet=True)]
    waiting = [
        standard for standard in standards if (draft := draft_of(standard)) and by.organization in missing_for(draft)
    ]
    if waiting and decide(by, "agree_standard", waiting[0].project.undertaking).allowed:
        steps.insert(0, Step(_("Read and agree to “%(name)s”") % {"name": waiting[0]}, waiting[0].get_absolute_url()))
    return steps
