"""Pages of the frame: home, the reader's choices, the styleguide, and what is shown instead of a page."""

from dashboard.views.home import home
from dashboard.views.preferences import choose_colours, choose_language
from dashboard.views.refused import refused
from dashboard.views.styleguide import styleguide

__all__ = ["choose_colours", "choose_language", "home", "refused", "styleguide"]
