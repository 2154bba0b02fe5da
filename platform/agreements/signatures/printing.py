"""An exported agreement as a PDF on A4, in English and Chinese. The fonts come along as a package, and are embedded."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import WrapMode
from pylopdf_fonts_zh_cn import sans_path, serif_path

from agreements.models import State
from agreements.rendering import Text, read
from agreements.rendering.clauses import DIALECTS

INK, FAINT, RULE = 24, 110, 190  # greys
HEADINGS = {"en": "English", "zh": "中文"}
PREVAILS = {"en": "This text prevails where the two differ.", "zh": "两种文本不一致时，以本文本为准。"}


class _Page(FPDF):
    """A4 with the digest under each page."""

    def __init__(self, title: str, sha256: str) -> None:
        super().__init__(format="A4")
        self.sha256 = sha256
        self.add_font("serif", fname=serif_path())
        self.add_font("sans", fname=sans_path())
        self.set_title(title)
        self.set_creator("Entente")
        self.set_margins(22, 20, 22)
        self.set_auto_page_break(True, margin=24)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-16)
        self.set_font("sans", size=7)
        self.set_text_color(FAINT)
        self.cell(0, 4, f"SHA-256 {self.sha256}")
        self.cell(0, 4, f"{self.page_no()} / {{nb}}", align="R")

    def line_of(self, text: str, *, font: str = "serif", size: float = 10.5, grey: int = INK, after: float = 2) -> None:
        self.set_font(font, size=size)
        self.set_text_color(grey)
        chinese = _is_chinese(text)
        # Quotation marks as wide as Latin ones, and no ligatures: a digest is copied from here.
        self.set_text_shaping(not chinese, features={"pwid": True, "liga": False})
        wrap = WrapMode.CHAR if chinese else WrapMode.WORD
        self.multi_cell(0, size * 0.55, _printable(text), new_x="LMARGIN", new_y="NEXT", align="L", wrapmode=wrap)
        self.ln(after)

    def heading(self, text: str) -> None:
        if self.will_page_break(24):
            self.add_page()
        self.ln(4)
        self.set_draw_color(RULE)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(3)
        self.line_of(text, font="sans", size=12)


def print_agreement(told: dict[str, Any]) -> bytes:
    """The PDF of what `services.export.exported` tells."""
    document = told["document"]
    page = _Page(told["agreement"]["title"], told["sha256"])
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


def _print_text(page: _Page, text: Text, language: str) -> None:
    page.line_of(text.preamble)
    for clause in text.clauses:
        if page.will_page_break(18):
            page.add_page()
        keeper = DIALECTS[language].keepers[clause.keeper]
        page.line_of(f"{clause.number}. {clause.title} [{keeper}]", font="sans", after=0.5)
        page.line_of(clause.text, after=1)
        if clause.codes:
            page.line_of(" · ".join(clause.codes), font="sans", size=8, grey=FAINT)


def _print_signatures(page: _Page, told: dict[str, Any]) -> None:
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


@cache
def _known_characters() -> frozenset[int]:
    """What both fonts can show."""
    with TTFont(serif_path(), lazy=True) as serif, TTFont(sans_path(), lazy=True) as sans:
        return frozenset(serif.getBestCmap()) & frozenset(sans.getBestCmap())


def _printable(text: str) -> str:
    """The text with the code of each character that the fonts lack: nothing that was signed goes missing unseen."""
    known = _known_characters()
    return "".join(one if one == "\n" or ord(one) in known else f"[U+{ord(one):04X}]" for one in text)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in text)
