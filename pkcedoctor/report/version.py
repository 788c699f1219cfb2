"""Which pkcedoctor this is."""

import sys
from pathlib import Path
from typing import Final

_METADATA: Final = ("pkcedoctor-", ".dist-info")


def installed_version() -> str:
    """Return the version of the installed distribution, or ``0`` where none is installed.

    A wheel's metadata stands in a folder that is named after the version; any other kind of
    installation is left to :mod:`importlib.metadata`, which is slow to import.
    """
    before, after = _METADATA
    for place in sys.path:
        for folder in Path(place).glob(f"{before}*{after}"):
            return folder.name.removeprefix(before).removesuffix(after)
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to import

    try:
        return version("pkcedoctor")
    except PackageNotFoundError:
        return "0"
