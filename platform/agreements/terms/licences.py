"""Licences by their SPDX identifier, as the license-expression library keeps the list."""

from license_expression import get_spdx_licensing

LICENCES: tuple[str, ...] = tuple(
    sorted(
        identifier
        for identifier, licence in get_spdx_licensing().known_symbols.items()
        if not licence.is_exception and not identifier.startswith("LicenseRef-")
    )
)
