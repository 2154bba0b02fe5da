"""Licences by their SPDX identifier, as the license-expression library keeps the list."""

from functools import cache

from license_expression import Licensing, get_spdx_licensing


@cache
def spdx() -> Licensing:
    """All of the list: 2,400 symbols, which take far longer to make than an expression to read."""
    licensing = get_spdx_licensing()
    licensing.get_advanced_tokenizer()  # made at the first reading otherwise, and seen half made by other threads
    return licensing


LICENCES: tuple[str, ...] = tuple(
    sorted(
        identifier
        for identifier, licence in spdx().known_symbols.items()
        if not licence.is_exception and not identifier.startswith("LicenseRef-")
    )
)
