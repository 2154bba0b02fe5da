"""A4 to print on, in English and Chinese. The fonts come along as a package, and are embedded."""

from functools import cache

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import WrapMode
from pylopdf_fonts_zh_cn import sans_path, serif_path

INK, FAINT, RULE = 24, 110, 190  # greys


class Page(FPDF):
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
        """The digest and the number of the page."""
        self.set_y(-16)
        self.set_font("sans", size=7)
        self.set_text_color(FAINT)
        self.cell(0, 4, f"SHA-256 {self.sha256}")
        self.cell(0, 4, f"{self.page_no()} / {{nb}}", align="R")

    def line_of(self, text: str, *, font: str = "serif", size: float = 10.5, grey: int = INK, after: float = 2) -> None:
        """A paragraph, `after` millimetres above the next."""
        self.set_font(font, size=size)
        self.set_text_color(grey)
        chinese = _is_chinese(text)
        # Quotation marks as wide as Latin ones, and no ligatures: a digest is copied from here.
        self.set_text_shaping(not chinese, features={"pwid": True, "liga": False})
        wrap = WrapMode.CHAR if chinese else WrapMode.WORD
        self.multi_cell(0, size * 0.55, printable(text), new_x="LMARGIN", new_y="NEXT", align="L", wrapmode=wrap)
        self.ln(after)

    def heading(self, text: str) -> None:
        """A heading under a rule, never at the foot of a page."""
        if self.will_page_break(24):
            self.add_page()
        self.ln(4)
        self.set_draw_color(RULE)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(3)
        self.line_of(text, font="sans", size=12)


@cache
def _known_characters() -> frozenset[int]:
    """What both fonts can show."""
    with TTFont(serif_path(), lazy=True) as serif, TTFont(sans_path(), lazy=True) as sans:
        return frozenset(serif.getBestCmap()) & frozenset(sans.getBestCmap())


def printable(text: str) -> str:
    """The text with the code of each character that the fonts lack: nothing that was signed goes missing unseen."""
    known = _known_characters()
    return "".join(one if one == "\n" or ord(one) in known else f"[U+{ord(one):04X}]" for one in text)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in text)
