"""Tags of the look: `{% load look %}`. What has a body is a block tag; the markup stands in templates/components/."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from entente import pictures
from entente.states import KEEPERS, LOOKS, Look
from reports import formats

register = template.Library()

NAMED = re.compile(r"\*([^*]+)\*")

Words = str | Promise


@register.inclusion_tag("components/icon.html")
def icon(name: str, large: bool = False) -> dict[str, object]:
    """An icon of the sprite; always beside a word."""
    return {"name": name, "large": large}


@register.inclusion_tag("components/status.html")
def status(
    state: object = None, *, tone: str = "", icon: str = "", word: Words = "", bare: bool = False
) -> dict[str, object]:
    """A state as word, shape and colour; `tone`, `icon` and `word` replace what the table says."""
    look = LOOKS[str(state)] if state else Look("rest", "rest", "")
    return {"tone": tone or look.tone, "icon": icon or look.icon, "word": word or look.word, "bare": bare}


@register.inclusion_tag("components/keeper.html")
def keeper(name: object, count: int | None = None) -> dict[str, object]:
    """Who keeps a clause: the software, people, or only the text."""
    alone, counted = KEEPERS[str(name)]
    return {"keeper": str(name), "word": alone if count is None else counted % {"count": count}}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*parts: Words) -> dict[str, object]:
    """Where the reader is: label, address, label, address, …, and the page's own label last."""
    pairs = list(zip(parts[:-1:2], parts[1::2], strict=True))
    return {"links": pairs, "here": parts[-1]}


@register.simple_block_tag
def heading(
    content: SafeString,
    title: object,
    *,
    state: object = None,
    lead: Words = "",
    tone: str = "",
    icon: str = "",
    word: Words = "",
) -> SafeString:
    """The page's title with its state, its buttons (the body) and one lead sentence."""
    return _component(
        "heading",
        {"title": title, "state": state, "lead": lead, "tone": tone, "icon": icon, "word": word, "actions": content},
    )


@register.simple_block_tag
def panel(
    content: SafeString,
    title: Words,
    *,
    id: str,  # noqa: A002  the attribute it becomes
    note: Words = "",
    more: Words = "",
    more_url: str = "",
    flush: bool = False,
) -> SafeString:
    """A titled sheet; `flush` lets tables and worklists run to its edges."""
    return _component(
        "panel",
        {"body": content, "title": title, "id": id, "note": note, "more": more, "more_url": more_url, "flush": flush},
    )


@register.simple_block_tag
def note(content: SafeString, title: Words, *, id: str) -> SafeString:  # noqa: A002  the attribute it becomes
    """Context beside the work: no sheet, a rule on top."""
    return _component("note", {"body": content, "title": title, "id": id})


@register.simple_block_tag
def callout(content: SafeString, tone: str, *, title: Words = "", icon: str = "", role: str = "") -> SafeString:
    """A sentence that must be seen, in the tone of what it means."""
    icons = {"ok": "ok", "run": "info", "wait": "warn", "stop": "stop", "rest": "text"}
    return _component(
        "callout", {"body": content, "tone": tone, "title": title, "icon": icon or icons[tone], "role": role}
    )


@register.simple_block_tag
def scroll(content: SafeString, label: Words) -> SafeString:
    """The frame a wide table scrolls in, reachable by keyboard."""
    return _component("scroll", {"body": content, "label": label})


@register.simple_block_tag
def confirm(
    content: SafeString,
    button: Words,
    *,
    title: Words,
    icon: str = "",
    danger: bool = True,
    primary: bool = False,
    open: bool = False,  # noqa: A002  the attribute it becomes
) -> SafeString:
    """A deed that asks once more before it is done; opens without a script."""
    look = "button-danger" if danger else "button-primary" if primary else ""
    return _component(
        "confirm", {"body": content, "button": button, "title": title, "icon": icon, "look": look, "open": open}
    )


@register.inclusion_tag("components/whisker.html")
def whisker(
    value: float,
    low: float,
    high: float,
    *,
    start: float = 0.0,
    end: float = 1.0,
    series: int = 1,
    reference: float | None = None,
    share: bool = True,
) -> dict[str, object]:
    """A value and its interval as a picture in a table's cell: fractions, unless it is no `share` of anything."""
    drawn = pictures.whisker(value, low, high, start=start, end=end, reference=reference)
    said = formats.percent if share else formats.number
    return {"drawn": drawn, "series": series, "value": said(value), "low": said(low), "high": said(high)}


@register.inclusion_tag("components/whisker_scale.html")
def whisker_scale(*, start: float = 0.0, end: float = 1.0, share: bool = True) -> dict[str, object]:
    """The scale in the head of a column of whiskers, in percent; or of other numbers, its two ends."""
    step = (end - start) / pictures.TICKS
    if share:
        return {"marks": [(x, formats.number(100 * (start + i * step), 0)) for i, x in enumerate(pictures.ticks())]}
    left, *_between, right = pictures.ticks()
    return {"marks": [(left, formats.number(start)), (right, formats.number(end))]}


@register.inclusion_tag("components/heat.html")
def heat(
    confusion: Sequence[Sequence[int]], labels: Sequence[str], *, caption: Words, total: Words
) -> dict[str, object]:
    """A confusion matrix: counts in a square, hits and mistakes told apart."""
    return {"rows": pictures.heat_rows(confusion, labels), "labels": labels, "caption": caption, "total": total}


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """A form field's control, dressed as `.input` beside the classes it brings along."""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"input {own}".strip()})


@register.filter
def target(field: BoundField) -> str:
    """The id a link to a field leads to: its control, or the group of its choices."""
    return field.id_for_label or field.auto_id


@register.filter
def percent(fraction: float | None, decimals: int = 1) -> str:
    """0.933 as "93.3 %"."""
    return formats.percent(fraction, decimals)


@register.filter
def points(fraction: float | None, decimals: int = 1) -> str:
    """0.072 as "+7.2"."""
    return formats.points(fraction, decimals)


@register.filter
def interval(bounds: Sequence[float] | None, decimals: int = 1) -> str:
    """[v, low, high] or [low, high] as "[2.2, 12.2]"."""
    return formats.interval(bounds, decimals)


@register.filter
def number(value: float | None, decimals: int | None = None) -> str:
    """1204 as "1,204"."""
    return formats.number(value, decimals)


@register.filter
def duration(seconds: float | None) -> str:
    """108 as "1 min 48 s"."""
    return formats.duration(seconds)


@register.filter
def clock(seconds: float | None) -> str:
    """38 as "0:38"."""
    return formats.clock(seconds)


@register.filter
def digest(sha256: str, form: str = "short") -> SafeString:
    """A digest, short unless `full` is asked for; the whole of it stands in its title."""
    text = sha256 if form == "full" else formats.short_digest(sha256)
    return format_html('<span class="digest" title="{}">{}</span>', sha256, text)


@register.filter
def day(at: date | None) -> str:
    """19 Nov 2026."""
    return formats.none() if at is None else _time(at, formats.day(at))


@register.filter
def moment(at: datetime | None) -> str:
    """19 Nov 2026, 14:31."""
    return formats.none() if at is None else _time(at, formats.moment(at))


@register.filter
def last_day(ends_at: datetime | None) -> str:
    """The last day on which what ends at this moment still holds."""
    return formats.none() if ends_at is None else _time(ends_at, formats.last_day(ends_at))


@register.filter
def told(sentence: object) -> SafeString:
    """A sentence of the policy with the names in it set apart: *Chest imaging 2026* in italics."""
    return mark_safe(NAMED.sub(r"<em>\1</em>", conditional_escape(str(sentence))))  # noqa: S308  escaped right here


def _time(at: date, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)


def _component(name: str, context: dict[str, object]) -> SafeString:
    return render_to_string(f"components/{name}.html", context)
