"""``pkcedoctor pair``."""

import json
import secrets

import click

from pkcedoctor.cli._output import write
from pkcedoctor.pkce import S256, s256


@click.command()
@click.option(
    "--format",
    "layout",
    type=click.Choice(["env", "json"]),
    default="env",
    show_default=True,
    help="Lines of NAME=value for a shell, or one JSON object.",
)
def pair(*, layout: str) -> None:
    """Make a code_verifier and its code_challenge (S256).

    The verifier is 32 random bytes as base64url, 43 characters. It is a secret: whoever has it and
    the authorization code can redeem the code.
    """
    code_verifier = secrets.token_urlsafe(32)
    made = {
        "code_verifier": code_verifier,
        "code_challenge": s256(code_verifier),
        "code_challenge_method": S256,
    }
    if layout == "json":
        write(json.dumps(made, indent=2) + "\n")
    else:
        write("".join(f"{name.upper()}={value}\n" for name, value in made.items()))
