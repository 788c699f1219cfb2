"""What the user asks of a check, whatever the capture."""

from pathlib import Path
from typing import TYPE_CHECKING

from pkcedoctor.records import dataclass
from pkcedoctor.report import GATHERED, FailOn, Format

if TYPE_CHECKING:
    from pkcedoctor.exchange.messages import ClientFacts
    from pkcedoctor.servers.model import Server


@dataclass(frozen=True, slots=True)
class Order:
    """How captures are to be checked, judged and reported.

    Attributes:
        client: what the user knows of the client.
        server: the server, where the user says which.
        max_size: how many bytes a capture may have.
        format: how to write the report.
        fail_on: the least that fails.
        known: fingerprints of the baseline.
        new_baseline: where to write a baseline, or None.
        strict: whether damaged JSON is refused.
        show_secrets: whether secrets are printed.
        color: whether text may hold colours.
        width: how many columns text may use.
    """

    client: "ClientFacts"
    server: "Server | None"
    max_size: int
    format: Format
    fail_on: FailOn
    known: frozenset[str]
    new_baseline: Path | None
    strict: bool
    show_secrets: bool
    color: bool
    width: int

    @property
    def gathers(self) -> bool:
        """Whether one document tells of all captures."""
        return self.format in GATHERED

    @property
    def judges(self) -> bool:
        """Whether it takes more than a named cause to know how to exit."""
        return self.fail_on is not FailOn.POSSIBLE or bool(self.known)

    @property
    def needs_results(self) -> bool:
        """Whether single results are wanted, beside or instead of a report."""
        return self.gathers or self.judges or self.new_baseline is not None
