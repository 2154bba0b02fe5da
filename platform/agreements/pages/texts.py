"""The stored text of a version in the reader's language."""

from django.utils.translation import get_language

from agreements.models import TermsVersion
from agreements.pages.redline import Change, redline
from agreements.rendering import Text, read


def text_of(version: TermsVersion) -> Text:
    """The stored text in the reader's language."""
    return read(version.text_zh, "zh") if get_language() == "zh-hans" else read(version.text_en, "en")


def changes_since(before: TermsVersion | None, version: TermsVersion) -> list[Change]:
    """What this version says otherwise than the one before; nothing for a first one."""
    return redline(text_of(before), text_of(version)) if before else []
