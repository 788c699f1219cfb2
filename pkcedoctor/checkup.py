"""Bytes → diagnoses: the whole way, for programs and for the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from pkcedoctor.advice import advise, survey
from pkcedoctor.capture import read_capture
from pkcedoctor.capture.container import SIZE_LIMIT
from pkcedoctor.capture.http import Capture
from pkcedoctor.diagnosis import Checkup, Diagnosis, diagnose
from pkcedoctor.exchange.confidential import secret_values
from pkcedoctor.exchange.interest import IN_CODE_EXCHANGES
from pkcedoctor.exchange.linking import assemble
from pkcedoctor.exchange.messages import ClientFacts
from pkcedoctor.records import replace
from pkcedoctor.servers.model import Server
from pkcedoctor.servers.recognition import Recognised

_NOTHING_KNOWN: Final = ClientFacts()


def check(
    source: str | Path | bytes | Capture,
    *,
    name: str | None = None,
    client: ClientFacts = _NOTHING_KNOWN,
    server: Server | None = None,
    max_size: int = SIZE_LIMIT,
    strict: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Checkup:
    """Diagnose every authorization-code exchange of a capture. Offline.

    Args:
        source: the path of a capture, its bytes, or a capture already read.
        name: what to call the input in the report; by default the file's name.
        client: what the user knows of the client's registration.
        server: the authorization server, where the user says which; else it is recognised.
        max_size: how many bytes the source may have, packed and unpacked.
        strict: whether to refuse what is not sound JSON from its first to its last byte.
        progress: told now and then how many bytes of a big file have been read.

    Returns:
        One diagnosis for each exchange, in order of time.

    Raises:
        UnreadableInput: if the source is no capture.
        NoExchange: if it holds no authorization-code exchange.
    """
    if isinstance(source, str):
        source = Path(source)
    capture = (
        source
        if isinstance(source, Capture)
        else read_capture(
            source,
            name=name,
            interest=IN_CODE_EXCHANGES,
            max_size=max_size,
            strict=strict,
            progress=progress,
        )
    )
    exchanges = assemble(capture, client)
    named = None if server is None else Recognised(server, "your word", certain=True)
    around = survey(capture, exchanges[0].neighbours)

    def advised(diagnosis: Diagnosis) -> Diagnosis:
        return replace(diagnosis, lapses=advise(diagnosis.exchange, around, diagnosis.told))

    return Checkup(
        source=capture.source,
        reader=capture.reader,
        notes=capture.notes,
        diagnoses=tuple(advised(diagnose(exchange, named)) for exchange in exchanges),
        secrets=secret_values(capture),
    )
