"""A report as a PDF on A4, in the language of the moment."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from agreements.paper import FAINT, INK, Page, printable
from jobs.models import Job
from organizations.actor import Actor
from reports.formats import day, interval, moment, percent
from reports.models import Part
from reports.page import page_of


def print_report(job: Job, *, by: Actor) -> bytes:
    """The verdict, what it rests on, what it cost, and who has signed it off."""
    told = page_of(job, by=by)
    talk = told["talk"]
    page = Page(job.name, talk["sha256"])
    page.line_of(_("Report: %(job)s") % {"job": job}, size=20, after=2)
    page.line_of(f"{job.uid} · {day(job.result.created_at)}", font="sans", size=8.5, grey=FAINT)
    for sentence in (strip_tags(told["sentence"]), told["evidence"], told["seeds"]):
        page.line_of(sentence)
    _print_contenders(page, told)
    if any(each.get("f1") for each in told["results"].get("classes", [])):
        _print_classes(page, told["results"]["classes"])
    if told["kinds"]:
        page.heading(str(Part.SLICES.label))
        head = (_("Rows"), _("Count"), told["kinds"][0].figure.title, "")
        _table(page, [head, *((each.name, each.rows, *each.said) for each in told["kinds"])])
    page.heading(str(Part.COST.label))
    _table(page, told["costs"], widths=(1, 3))
    _print_clauses(page, told["under"])
    _print_sign_off(page, talk["standing"])
    return bytes(page.output())


def _print_contenders(page: Page, told: dict[str, Any]) -> None:
    page.heading(told["contenders_title"])
    page.line_of(told["reference"].figure.rule, font="sans", size=8.5, grey=FAINT)
    head = (_("Contender"), told["reference"].figure.title, "", _("Fine-tuned minus it"), "p")
    rows = [
        (f"{each.name}\n{each.more}", *each.said, " ".join(each.ahead or (_("itself"),)), each.p_value)
        for each in told["contenders"]
    ]
    _table(page, [head, *rows], widths=(3, 1.2, 1.8, 2.4, 1.2))


def _print_classes(page: Page, classes: list[dict[str, Any]]) -> None:
    page.heading(str(Part.CLASSES.label))
    head = (_("Class"), _("Rows"), _("Precision"), _("Recall"), "F1", "")
    rows = [
        (each["label"], each["rows"], percent(each["precision"]), percent(each["recall"]), percent(each["f1"][0]),
         interval(each["f1"]))
        for each in classes
        if each.get("f1")
    ]  # fmt: skip
    _table(page, [head, *rows])


def _print_clauses(page: Page, under: Any) -> None:
    page.heading(str(Part.CLAUSES.label))
    page.line_of(under.agreement.title if under.agreement else under.sentence)
    for clause in under.clauses:
        page.line_of(f"{clause.number}. {clause.title}", font="sans", size=9, after=0.5)


def _print_sign_off(page: Page, standing: Any) -> None:
    page.heading(_("Sign-off"))
    for each in standing.reviews:
        page.line_of(str(each.reviewer), size=13, after=0.5)
        said = f"{each.organization} · {each.get_verdict_display()} · {moment(each.reviewed_at)}"
        page.line_of(said, font="sans", size=9, after=0.5)
        page.line_of(f"SHA-256 {each.sha256}", font="sans", size=7.5, grey=FAINT, after=3)
    for organization in standing.missing:
        page.line_of(_("%(organization)s has not signed off.") % {"organization": organization}, font="sans", size=9)


def _table(page: Page, rows: Sequence[Sequence[Any]], *, widths: Sequence[float] | None = None) -> None:
    page.set_font("sans", size=8.5)
    page.set_text_color(INK)
    page.set_text_shaping(False)
    with page.table(
        borders_layout="HORIZONTAL_LINES", first_row_as_headings=False, text_align="LEFT", col_widths=widths, padding=1
    ) as table:
        for cells in rows:
            row = table.row()
            for cell in cells:
                row.cell(printable(str(cell).replace("₂", "2")))
