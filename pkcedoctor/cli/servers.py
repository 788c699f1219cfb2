"""``pkcedoctor servers``, and the options by which a user names the server."""

from collections.abc import Callable, Iterator
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pkcedoctor.cli._output import page_width, wants_color, write
from pkcedoctor.errors import UnknownName, UnreadableInput

if TYPE_CHECKING:
    from pkcedoctor.servers.model import Server


def _complete(
    context: click.Context,  # noqa: ARG001 - click's signature
    parameter: click.Parameter,  # noqa: ARG001 - as above
    incomplete: str,
) -> list[str]:
    from pkcedoctor.servers.files import server_ids  # noqa: PLC0415 - loaded where used

    return [server_id for server_id in server_ids() if server_id.startswith(incomplete)]


@click.command()
@click.argument("server", required=False, metavar="[ID]", shell_complete=_complete)
@click.option("--markdown", is_flag=True, help="Write Markdown.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a server file.")
def servers(server: str | None, *, markdown: bool, schema: bool) -> None:
    """List the known servers, or show the page of one.

    The page says how the server is recognised, where it wants which request, what it demands beside
    the RFC, and what its answers mean.
    """
    if schema:
        if server is not None or markdown:
            raise click.UsageError("--schema goes alone")
        write(_schema_text())
    elif server is None:
        _write_table(markdown=markdown)
    else:
        _write_page(known_server(server), markdown=markdown)


def server_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add ``--server`` and ``--server-file``; the command gets what they name as ``server``."""

    @click.option(
        "--server",
        "server_id",
        shell_complete=_complete,
        metavar="ID",
        help="The authorization server, where it is not recognised or not rightly.",
    )
    @click.option(
        "--server-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="What is known of your own server, as TOML.",
    )
    @wraps(command)
    def with_server(
        *arguments: Any,  # noqa: ANN401 - whatever the command takes
        server_id: str | None,
        server_file: Path | None,
        **options: Any,  # noqa: ANN401 - as above
    ) -> int:
        return command(*arguments, server=_chosen(server_id, server_file), **options)

    return with_server


def known_server(name: str) -> "Server":
    """Return the server with an id or name; case, blanks and underscores are forgiven.

    Raises:
        UnknownName: if there is none; the text names the nearest.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - for mistakes only

    from pkcedoctor.servers.files import load_server, server_ids  # noqa: PLC0415 - where used
    from pkcedoctor.servers.index import load_index  # noqa: PLC0415 - as above

    ids = {_folded(called): server_id for server_id, called in load_index().names.items()}
    ids |= {server_id: server_id for server_id in server_ids()}
    wanted = _folded(name)
    if wanted in ids:
        return load_server(ids[wanted])
    holding = [label for label in ids if wanted and wanted in label]
    nearest = get_close_matches(wanted, ids, n=1) or holding
    hint = f"; did you mean {ids[nearest[0]]}?" if nearest else ""
    raise UnknownName(f"no server is called {name!r}{hint} (pkcedoctor servers lists them all)")


def own_server(path: Path) -> "Server":
    """Read a user's own server file.

    Raises:
        UnreadableInput: if it cannot be read, is not understood or names an unknown cause.
    """
    from pkcedoctor.catalogue import rule_by_id  # noqa: PLC0415 - loads all rules
    from pkcedoctor.servers.files import read_server_file  # noqa: PLC0415 - loaded where used

    server = read_server_file(path)
    for place, cause in _named_causes(server):
        try:
            rule = rule_by_id(cause)
        except UnknownName as error:
            raise UnreadableInput(f"{path.name}: {place}: {error}") from None
        if rule.id != cause:
            raise UnreadableInput(f"{path.name}: {place}: write {rule.id}, not {cause!r}")
    return server


def _chosen(server_id: str | None, server_file: Path | None) -> "Server | None":
    if server_id is not None and server_file is not None:
        raise click.UsageError("give either --server or --server-file, not both")
    if server_file is not None:
        return own_server(server_file)
    return None if server_id is None else known_server(server_id)


def _folded(name: str) -> str:
    return "-".join(name.lower().replace("_", " ").split())


def _named_causes(server: "Server") -> Iterator[tuple[str, str]]:
    """Return every cause that a file names, and where."""
    for number, row in enumerate(server.wordings, start=1):
        yield from ((f"wordings[{number}].causes", cause) for cause in row.causes)
    causes = {
        "allows": [rule.cause for rule in server.allows],
        "ignores": [rule.cause for rule in server.ignores],
        "advice": [advice.cause for advice in server.advice],
    }
    for name, named in causes.items():
        for number, cause in enumerate(named, start=1):
            yield f"{name}[{number}].cause", cause


def _schema_text() -> str:
    from importlib.resources import files  # noqa: PLC0415 - loaded where used

    return files("pkcedoctor.servers").joinpath("schema_v1.json").read_text(encoding="utf-8")


def _write_table(*, markdown: bool) -> None:
    from pkcedoctor.report.server_page import servers_as_markdown, servers_as_text  # noqa: PLC0415
    from pkcedoctor.servers.files import load_server, server_ids  # noqa: PLC0415
    from pkcedoctor.servers.index import load_index  # noqa: PLC0415 - all are loaded where used

    known = tuple(map(load_server, server_ids()))
    if markdown:
        write(servers_as_markdown(known, load_index()))
    else:
        write(servers_as_text(known, load_index(), width=page_width()))


def _write_page(server: "Server", *, markdown: bool) -> None:
    from pkcedoctor.report.server_page import server_as_markdown, server_as_text  # noqa: PLC0415

    if markdown:
        write(server_as_markdown(server))
    else:
        color = wants_color()
        heading = partial(click.style, bold=True) if color else str
        write(server_as_text(server, width=page_width(), heading=heading), color=color)
