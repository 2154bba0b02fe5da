"""An exported agreement as a PDF on A4, in English and Chinese."""

from typing import Any

from django.conf import settings
from django.utils import translation

from agreements.models import State
from agreements.paper import FAINT, Page
from agreements.rendering import Text, read
from agreements.rendering.clauses import DIALECTS

HEADINGS = {"en": "English", "zh": "中文"}
PREVAILS = {"en": "This text prevails where the two differ.", "zh": "两种文本不一致时，以本文本为准。"}


def print_agreement(told: dict[str, Any]) -> bytes:
    """The PDF of what `services.export.exported` tells."""
    document = told["document"]
    page = Page(told["agreement"]["title"], told["sha256"])
    first = document["prevailing_language"]
    page.line_of(told["agreement"]["title"], size=20, after=3)
    page.line_of(_standing(told), font="sans", size=8.5, grey=FAINT)
    for language in sorted(HEADINGS, key=lambda one: one != first):
        page.heading(HEADINGS[language])
        if language == first:
            page.line_of(PREVAILS[language], font="sans", size=8.5, grey=FAINT)
        _print_text(page, read(document[f"text_{language}"], language), language)
    _print_signatures(page, told)
    return bytes(page.output())


def _standing(told: dict[str, Any]) -> str:
    agreement, version = told["agreement"], told["document"]["version"]
    states = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            states.append(str(State(agreement["state"]).label))
    return f"{agreement['uid']} · Version 版本 {version} · {' '.join(states)} · {told['exported_at']}"


def _print_text(page: Page, text: Text, language: str) -> None:
    page.line_of(text.preamble)
    for clause in text.clauses:
        if page.will_page_break(18):
            page.add_page()
        keeper = DIALECTS[language].keepers[clause.keeper]
        page.line_of(f"{clause.number}. {clause.title} [{keeper}]", font="sans", after=0.5)
        page.line_of(clause.text, after=1)
        if clause.codes:
            page.line_of(" · ".join(clause.codes), font="sans", size=8, grey=FAINT)


def _print_signatures(page: Page, told: dict[str, Any]) -> None:
    page.heading("Signatures 签名")
    for signature in told["signatures"]:
        statement = signature["statement"]
        if page.will_page_break(30):
            page.add_page()
        page.line_of(f"{statement['signatory_name']}", size=13, after=0.5)
        page.line_of(f"{statement['organization_name']} · {statement['signed_at']}", font="sans", size=9, after=0.5)
        page.line_of(f"Ed25519 {signature['ed25519']}", font="sans", size=7.5, grey=FAINT, after=0.5)
        page.line_of(f"Key 密钥 {statement['key']}", font="sans", size=7.5, grey=FAINT, after=4)
    signed = {signature["statement"]["organization"] for signature in told["signatures"]}
    for slug in told["document"]["terms"]["parties"]:
        if slug not in signed:
            page.line_of(f"{slug}: not signed 未签署", font="sans", size=9, grey=FAINT)
    page.line_of(f"SHA-256 {told['sha256']}", font="sans", size=8)
    page.line_of(
        "The JSON export carries what was signed, byte for byte: python -m agreements.verify FILE\n"
        "JSON 导出文件逐字节载有所签署的内容：python -m agreements.verify FILE",
        font="sans",
        size=7.5,
        grey=FAINT,
    )
