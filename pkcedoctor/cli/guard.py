"""``pkcedoctor guard``."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pkcedoctor.cli._output import wants_color, write
from pkcedoctor.cli._program import ExitCode
from pkcedoctor.cli._progress import progress
from pkcedoctor.report import GATHERED
from pkcedoctor.report import Format as GatheredFormat

if TYPE_CHECKING:
    from pkcedoctor.guard.findings import Finding
    from pkcedoctor.guard.settings import Settings

_FORMATS: Final = ("text", "markdown", "json", "sarif", "junit", "github")
_GENERATOR_FORMATS: Final = ("text", "json")
_LEVELS: Final = ("proven", "likely", "possible", "warning")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--generator", metavar="COMMAND", help="Run this to make pairs of verifier and challenge."
)
@click.option(
    "--pairs", type=click.Path(path_type=Path), metavar="FILE", help="Check recorded pairs."
)
@click.option(
    "--runs",
    type=click.IntRange(1, 100_000),
    default=500,
    show_default=True,
    help="How many pairs the generator should make.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long one run of the generator may take.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A pkcedoctor.toml, or a pyproject.toml with [tool.pkcedoctor]. By default the next one "
    "upwards of the working directory.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Fail only for what is not in this file.",
)
@click.option("--update-baseline", is_flag=True, help="Write what is found to the --baseline file.")
@click.option(
    "--fail-on",
    type=click.Choice(_LEVELS),
    default="warning",
    show_default=True,
    help="The least that fails: an error of this certainty, or any warning.",
)
@click.option(
    "--format",
    "report_format",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How to write the report.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to a file."
)
def guard(  # noqa: PLR0913, PLR0917 - one for each option
    paths: tuple[Path, ...],
    generator: str | None,
    pairs: Path | None,
    runs: int,
    timeout: float,
    config: Path | None,
    baseline: Path | None,
    fail_on: str,
    report_format: str,
    output: Path | None,
    *,
    update_baseline: bool,
) -> int:
    """Check OAuth client configuration before anyone logs in.

    PATH is a file or a folder. The client's side: settings of oidc-client-ts,
    angular-oauth2-oidc, angular-auth-oidc-client, MSAL, Auth0, Okta, keycloak-js, AppAuth,
    Auth.js, Spring Boot, ASP.NET, Postman, the Genesys SDKs, MCP clients, and dotenv files. The
    server's side: RFC 7591 metadata, exports of Keycloak, Entra, Auth0, Okta, Cognito, Genesys
    Cloud, Hydra, authentik, IdentityServer and Authelia, Terraform and CloudFormation, and
    server metadata. Each is checked alone, and both sides of one client against each other.

    Or, instead of a PATH, the code that makes the pairs: --generator runs it many times, and
    --pairs reads what it made.

    \b
    Exit status:
      0  nothing found
      1  something found
      2  could not check
    """  # noqa: D301 - click looks for the backspace itself
    if generator is not None or pairs is not None:
        if paths or (generator is not None and pairs is not None):
            raise click.UsageError("give one of PATH, --generator and --pairs")
        source = generator if generator is not None else pairs
        return _guard_generator(source, runs, timeout, report_format, output)
    if not paths:
        raise click.UsageError("give a PATH, or --generator or --pairs")
    from pkcedoctor.guard.baseline import baseline_text, read_baseline  # noqa: PLC0415 - lazy
    from pkcedoctor.guard.inspection import inspect  # noqa: PLC0415 - lazy
    from pkcedoctor.guard.reports import Format, render  # noqa: PLC0415 - lazy

    if update_baseline and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    known = frozenset[str]()
    if baseline is not None and not update_baseline:
        known = read_baseline(baseline)
    inspection = inspect(paths, _settings(config), baseline=known)
    if update_baseline and baseline is not None:
        write(baseline_text(inspection.findings), baseline)
        click.echo(
            f"pkcedoctor: findings written to {baseline}: {len(inspection.findings)}", err=True
        )
        return ExitCode.NO_CAUSE
    color = output is None and wants_color()
    if GatheredFormat(report_format) in GATHERED:
        from pkcedoctor.guard.reports.gathered import write_gathered  # noqa: PLC0415 - lazy

        report = write_gathered(
            inspection, GatheredFormat(report_format), lambda finding: _fails(finding, fail_on)
        )
    else:
        report = render(inspection, Format(report_format), color=color)
    write(report, output, color=color)
    failed = any(_fails(finding, fail_on) for finding in inspection.findings)
    return ExitCode.CAUSE if failed else ExitCode.NO_CAUSE


def _guard_generator(
    source: str | Path | None, runs: int, timeout: float, report_format: str, output: Path | None
) -> ExitCode:
    from pkcedoctor.guard.generators import guard_generator  # noqa: PLC0415 - lazy

    if source is None or report_format not in _GENERATOR_FORMATS:
        raise click.UsageError("pairs are reported as text or json")
    with progress(runs, "Making pairs") as reached:
        report, refused = guard_generator(
            source, runs=runs, timeout=timeout, report_format=report_format, progress=reached
        )
    write(report, output)
    return ExitCode.CAUSE if refused else ExitCode.NO_CAUSE


def _fails(finding: "Finding", least: str) -> bool:
    if least == "warning":
        return True
    return finding.level == "error" and _LEVELS.index(finding.certainty) <= _LEVELS.index(least)


def _settings(config: Path | None) -> "Settings | None":
    """Read the settings that are given, or the next ones upwards that say anything."""
    from pkcedoctor.guard.settings import find_settings, load_settings  # noqa: PLC0415 - lazy

    if config is not None:
        return load_settings(config)
    return find_settings(Path.cwd())
