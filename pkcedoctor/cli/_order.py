"""What the user asks of a check, whatever the capture."""

from typing import TYPE_CHECKING

from pkcedoctor.records import dataclass
from pkcedoctor.report import Format

if TYPE_CHECKING:
    from pkcedoctor.exchange.messages import ClientFacts
    from pkcedoctor.servers.model import Server


@dataclass(frozen=True, slots=True)
class Order:
    """How captures are to be checked and reported."""

    client: "ClientFacts"
    server: "Server | None"
    max_size: int
    format: Format
    strict: bool
    show_secrets: bool
    color: bool
    width: int
