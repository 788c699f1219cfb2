"""``pkcedoctor verify``."""

from collections.abc import Iterator

import click

from pkcedoctor.cli._given import read_given
from pkcedoctor.cli._output import write
from pkcedoctor.cli._program import ExitCode
from pkcedoctor.derivation import Derivation, derive, describe_shape, recognise_sample
from pkcedoctor.pkce import (
    MAX_LENGTH,
    MIN_LENGTH,
    PLAIN,
    S256,
    is_code_verifier,
    reserved_characters,
    s256,
)
from pkcedoctor.report.escaping import visible


@click.command(
    context_settings={
        # A verifier may begin with a dash; and what is left over is not named, for it may be one.
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "help_option_names": ["--help"],
    }
)
@click.argument("verifier", callback=read_given)
@click.argument("challenge")
@click.option(
    "--method",
    type=click.Choice([S256, PLAIN]),
    default=S256,
    show_default=True,
    help="The code_challenge_method.",
)
@click.option("--all", "every", is_flag=True, help="Show the remedy in every language.")
@click.pass_context
def verify(
    context: click.Context, verifier: str, challenge: str, *, method: str, every: bool
) -> None:
    """Check one code_verifier against one code_challenge.

    A wrong challenge is given the formula by which it was computed, and what to write instead.
    VERIFIER is the value, or @FILE, or - for standard input: these two keep it out of the shell's
    history. It is never printed.

    \b
    Exit status:
      0  right
      1  wrong
      2  could not check
    """  # noqa: D301 - click looks for the backspace itself
    if context.args:
        raise click.UsageError("verify takes one VERIFIER and one CHALLENGE")
    if not verifier or not challenge:
        raise click.UsageError("VERIFIER and CHALLENGE may not be empty")
    expected = s256(verifier) if method == S256 else verifier
    if challenge == expected:
        write("".join(f"{line}\n" for line in _right(verifier, method)))
        context.exit(ExitCode.NO_CAUSE)
    found = derive(verifier, challenge)
    lines = (
        *(_unexplained(verifier, challenge, method) if found is None else _wrong(found)),
        *([f"S256 of the verifier is {expected}"] if method == S256 else []),
        *(_remedies(found, every=every) if found is not None else []),
    )
    write("".join(f"{line}\n" for line in lines))
    context.exit(ExitCode.CAUSE)


def _right(code_verifier: str, method: str) -> Iterator[str]:
    how = "S256 of" if method == S256 else "equal to"
    yield f"right: the challenge is {how} the verifier"
    if not is_code_verifier(code_verifier):
        yield f"but a server may refuse the verifier: {_illegality(code_verifier)}"
    sample = recognise_sample(code_verifier)
    if sample is not None:
        yield f"and the verifier is no secret: it is {sample}"


def _illegality(code_verifier: str) -> str:
    odd = [character for _, character in reserved_characters(code_verifier)]
    if odd:
        return f"it may not hold {visible(repr(odd[0]))} (RFC 7636 4.1)"
    return (
        f"it has {len(code_verifier)} characters, not {MIN_LENGTH} to {MAX_LENGTH} (RFC 7636 4.1)"
    )


def _wrong(found: Derivation) -> Iterator[str]:
    yield f"wrong: {found.sentence}"
    yield f"computed as {found.notation}"


def _unexplained(code_verifier: str, challenge: str, method: str) -> Iterator[str]:
    if method == PLAIN and challenge == s256(code_verifier):
        yield "wrong: the challenge is S256 of the verifier, but the method says plain"
        return
    yield f"wrong: no known formula leads from this verifier to this challenge (method {method})"
    sample = recognise_sample(challenge)
    if sample is not None:
        yield f"the challenge is {sample}"
    shape = describe_shape(challenge) if method == S256 else None
    yield (
        "the challenge most likely belongs to another verifier"
        if shape is None
        else f"the challenge itself: {shape}"
    )


def _remedies(found: Derivation, *, every: bool) -> Iterator[str]:
    for remedy in found.remedies if every else found.remedies[:1]:
        yield f"write instead, in {remedy.language}:"
        yield f"  {remedy.expression}"
