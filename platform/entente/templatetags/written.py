"""What people write in Markdown, set on pages: `{% load written %}{{ notes|markdown }}`."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()

# Raw HTML stays text, links that run scripts are no links, and nothing is loaded from elsewhere.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
HEADINGS_BELOW = 2  # where it stands on pages, under the heading of a panel


@register.filter
def markdown(text: str) -> SafeString:
    """The text as HTML that is safe to show."""
    tokens = MARKDOWN.parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)  # whoever begins with ## skips no level
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + 1 + HEADINGS_BELOW, 6)}"
    return mark_safe(str(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})))  # noqa: S308  without raw HTML
