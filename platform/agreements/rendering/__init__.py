"""Terms made readable: the same clauses in English and Chinese, both stored with the version and both signed."""

from agreements.rendering.chinese import render_chinese
from agreements.rendering.clauses import KEEPERS, Clause, Text, read, written
from agreements.rendering.english import render_english
from agreements.rendering.facts import Names
from agreements.terms import Terms

RENDERER_VERSION = "1"

__all__ = ["KEEPERS", "RENDERER_VERSION", "Clause", "Names", "Text", "read", "render"]


def render(terms: Terms, names: Names) -> tuple[str, str]:
    """Both texts of the terms, English and Chinese, as they are stored and signed."""
    return written(render_english(terms, names), "en"), written(render_chinese(terms, names), "zh")
