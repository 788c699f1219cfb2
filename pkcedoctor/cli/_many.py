"""What comes of captures, one after the other or on all cores where that pays."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pkcedoctor.cli._order import Order
from pkcedoctor.errors import PkcedoctorError
from pkcedoctor.records import dataclass
from pkcedoctor.report import Format, render
from pkcedoctor.report.undeclared import guarded

if TYPE_CHECKING:
    from pkcedoctor.diagnosis import Checkup
    from pkcedoctor.report.results import Batch

_WORTH_A_PROCESS: Final = 16
_MOST_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one capture.

    Attributes:
        report: the report; empty where there is none, or one for all captures.
        batch: the results, judged; None where nobody wants them or there are none.
        complaint: why the capture could not be checked; empty where it could.
        fails: whether something was found that fails.
    """

    report: str
    batch: "Batch | None"
    complaint: str
    fails: bool


def check_each(paths: Sequence[Path], order: Order) -> Iterator[Outcome]:
    """Check captures and yield what came of each, in their order."""
    processes = min(os.cpu_count() or 1, len(paths) // _WORTH_A_PROCESS)
    if processes <= 1:
        yield from (_outcome(path, order) for path in paths)
        return
    import multiprocessing  # noqa: PLC0415 - only many captures need it
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as above
    from functools import partial  # noqa: PLC0415 - as above

    forks = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forks else None)
    _load()
    chunk = max(min(len(paths) // (processes * 4), _MOST_AT_ONCE), 1)
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(partial(_outcome, order=order), paths, chunksize=chunk)


def conclude(checkup: "Checkup", order: Order, *, file: str) -> Outcome:
    """Judge a checkup, and write its report unless one is written for all captures.

    Args:
        checkup: what was found.
        order: what the user asks for.
        file: what to call the capture in results; empty where it is no file.
    """
    batch = None
    if order.needs_results:
        from pkcedoctor.report.gathering import gather  # noqa: PLC0415 - seldom used
        from pkcedoctor.report.results import judge  # noqa: PLC0415 - as above
        from pkcedoctor.report.secrecy import Secrecy  # noqa: PLC0415 - as above

        secrecy = Secrecy(checkup, show_secrets=order.show_secrets)
        batch = judge(gather(checkup, secrecy, file=file), order.fail_on, order.known)
    report = ""
    if not order.gathers:
        report = render(
            checkup,
            order.format,
            show_secrets=order.show_secrets,
            color=order.color,
            width=order.width,
        )
    return Outcome(report, batch, "", checkup.blamed if batch is None else batch.fails)


def file_of(path: Path) -> str:
    """Return a path as results tell it: from the working directory where that holds it."""
    try:
        path = path.resolve().relative_to(Path.cwd().resolve())
    except (OSError, ValueError):
        return path.as_posix()
    return path.as_posix()


def _load() -> None:
    """Load what every process needs before they part."""
    import pkcedoctor.checkup  # noqa: F401, PLC0415 - all rules


def _outcome(path: Path, order: Order) -> Outcome:
    from pkcedoctor.checkup import check  # noqa: PLC0415 - loads all rules

    try:
        checkup = check(
            path,
            client=order.client,
            server=order.server,
            max_size=order.max_size,
            strict=order.strict,
        )
    except PkcedoctorError as error:
        return Outcome("", None, guarded(str(error)), fails=False)
    outcome = conclude(checkup, order, file=file_of(path))
    report = outcome.report and _one_of_many(outcome.report, path, order.format)
    return Outcome(report, outcome.batch, "", outcome.fails)


def _one_of_many(report: str, path: Path, format_: Format) -> str:
    """Return a report as it stands among others: JSON on one line, the rest under a heading."""
    if format_ is Format.JSON:
        import json  # noqa: PLC0415 - only for JSON

        from pkcedoctor.report.escaping import json_text  # noqa: PLC0415 - loaded with the report

        return json_text(json.loads(report)) + "\n"
    from pkcedoctor.report.escaping import visible  # noqa: PLC0415 - loaded with the report

    name = visible(guarded(str(path)))
    if format_ is Format.MARKDOWN:
        from pkcedoctor.report.escaping import markdown_code  # noqa: PLC0415 - loaded with the report

        return f"# {markdown_code(name)}\n\n{report}\n"
    return f"==> {name} <==\n{report}\n"
