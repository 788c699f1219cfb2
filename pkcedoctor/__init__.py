"""Reads a captured OAuth code exchange with PKCE and names the one cause of the refusal.

``check`` goes the whole way from a file to a :class:`Checkup`, ``render`` writes it down.
``read_capture``, ``assemble`` and ``diagnose`` are the steps of ``check``. Every name is imported
when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pkcedoctor.capture import read_capture
    from pkcedoctor.checkup import check
    from pkcedoctor.diagnosis import (
        Cause,
        Certainty,
        Checkup,
        Diagnosis,
        Finding,
        Outcome,
        diagnose,
    )
    from pkcedoctor.errors import (
        NoExchange,
        PkcedoctorError,
        UnknownName,
        UnreadableInput,
        Unseen,
    )
    from pkcedoctor.exchange.linking import assemble
    from pkcedoctor.exchange.messages import ClientFacts, Exchange
    from pkcedoctor.report import Format, render
    from pkcedoctor.rules._rule import Excludes, Explains, NotCaptured, Suspects

    __version__: str

__all__ = [
    "Cause",
    "Certainty",
    "Checkup",
    "ClientFacts",
    "Diagnosis",
    "Exchange",
    "Excludes",
    "Explains",
    "Finding",
    "Format",
    "NoExchange",
    "NotCaptured",
    "Outcome",
    "PkcedoctorError",
    "Suspects",
    "UnknownName",
    "UnreadableInput",
    "Unseen",
    "__version__",
    "assemble",
    "check",
    "diagnose",
    "read_capture",
    "render",
]

_HOMES: Final = {
    name: module
    for module, names in {
        "pkcedoctor.capture": ("read_capture",),
        "pkcedoctor.checkup": ("check",),
        "pkcedoctor.diagnosis": (
            "Cause",
            "Certainty",
            "Checkup",
            "Diagnosis",
            "Finding",
            "Outcome",
            "diagnose",
        ),
        "pkcedoctor.errors": (
            "NoExchange",
            "PkcedoctorError",
            "UnknownName",
            "UnreadableInput",
            "Unseen",
        ),
        "pkcedoctor.exchange.linking": ("assemble",),
        "pkcedoctor.exchange.messages": ("ClientFacts", "Exchange"),
        "pkcedoctor.report": ("Format", "render"),
        "pkcedoctor.rules._rule": ("Excludes", "Explains", "NotCaptured", "Suspects"),
    }.items()
    for name in names
}

if not TYPE_CHECKING:  # pragma: no branch - to a type checker it would allow any name

    def __getattr__(name: str) -> object:
        """Import a public name from the module that it lives in."""
        if name == "__version__":
            from pkcedoctor.report.version import installed_version  # noqa: PLC0415 - as all

            found = installed_version()
        elif name in _HOMES:
            found = getattr(import_module(_HOMES[name]), name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        """Return the public names and what every module has."""
        return sorted({*globals(), *__all__})
