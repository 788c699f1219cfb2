"""All causes, in the order in which a strict token endpoint would meet them."""

from typing import Final

from pkcedoctor.errors import UnknownName
from pkcedoctor.rules._rule import Rule
from pkcedoctor.rules.body_content_type_mismatch import body_content_type_mismatch
from pkcedoctor.rules.challenge_method_invalid import challenge_method_invalid
from pkcedoctor.rules.challenge_method_mismatch import challenge_method_mismatch
from pkcedoctor.rules.challenge_method_missing import challenge_method_missing
from pkcedoctor.rules.challenge_mismatch import challenge_mismatch
from pkcedoctor.rules.challenge_missing import challenge_missing
from pkcedoctor.rules.challenge_not_base64url import challenge_not_base64url
from pkcedoctor.rules.challenge_padding import challenge_padding
from pkcedoctor.rules.client_authentication_duplicated import client_authentication_duplicated
from pkcedoctor.rules.client_authentication_missing import client_authentication_missing
from pkcedoctor.rules.client_authentication_wrong import client_authentication_wrong
from pkcedoctor.rules.client_id_mismatch import client_id_mismatch
from pkcedoctor.rules.client_id_missing import client_id_missing
from pkcedoctor.rules.client_secret_on_public_client import client_secret_on_public_client
from pkcedoctor.rules.client_type_mismatch import client_type_mismatch
from pkcedoctor.rules.code_expired import code_expired
from pkcedoctor.rules.code_mismatch import code_mismatch
from pkcedoctor.rules.code_missing import code_missing
from pkcedoctor.rules.code_reused import code_reused
from pkcedoctor.rules.content_type_not_form import content_type_not_form
from pkcedoctor.rules.cors_blocked import cors_blocked
from pkcedoctor.rules.double_encoding import double_encoding
from pkcedoctor.rules.duplicate_parameter import duplicate_parameter
from pkcedoctor.rules.grant_type_missing import grant_type_missing
from pkcedoctor.rules.grant_type_wrong import grant_type_wrong
from pkcedoctor.rules.http_method_not_post import http_method_not_post
from pkcedoctor.rules.parameters_in_query import parameters_in_query
from pkcedoctor.rules.placeholder_value import placeholder_value
from pkcedoctor.rules.redirect_uri_mismatch import redirect_uri_mismatch
from pkcedoctor.rules.redirect_uri_missing import redirect_uri_missing
from pkcedoctor.rules.redirect_uri_not_registered import redirect_uri_not_registered
from pkcedoctor.rules.server_fault import server_fault
from pkcedoctor.rules.token_endpoint_wrong import token_endpoint_wrong
from pkcedoctor.rules.verifier_charset import verifier_charset
from pkcedoctor.rules.verifier_from_another_request import verifier_from_another_request
from pkcedoctor.rules.verifier_length import verifier_length
from pkcedoctor.rules.verifier_missing import verifier_missing
from pkcedoctor.rules.verifier_padding import verifier_padding

RULES: Final[tuple[Rule, ...]] = (
    cors_blocked,
    http_method_not_post,
    token_endpoint_wrong,
    content_type_not_form,
    body_content_type_mismatch,
    parameters_in_query,
    duplicate_parameter,
    double_encoding,
    placeholder_value,
    client_id_missing,
    client_id_mismatch,
    client_authentication_missing,
    client_authentication_wrong,
    client_authentication_duplicated,
    client_secret_on_public_client,
    client_type_mismatch,
    grant_type_missing,
    grant_type_wrong,
    code_missing,
    code_mismatch,
    code_reused,
    code_expired,
    redirect_uri_missing,
    redirect_uri_mismatch,
    redirect_uri_not_registered,
    verifier_missing,
    verifier_charset,
    verifier_length,
    verifier_padding,
    challenge_missing,
    challenge_padding,
    challenge_not_base64url,
    challenge_method_missing,
    challenge_method_invalid,
    challenge_method_mismatch,
    challenge_mismatch,
    verifier_from_another_request,
    server_fault,
)
"""The catalogue; ids never change meaning."""


def rule_by_id(name: str) -> Rule:
    """Return the rule with an id; underscores and case are forgiven.

    Raises:
        UnknownName: if there is none; the text names the nearest.
    """
    wanted = name.strip().lower().replace("_", "-")
    for rule in RULES:
        if rule.id == wanted:
            return rule
    from difflib import get_close_matches  # noqa: PLC0415 - most names are known

    nearest = get_close_matches(wanted, [rule.id for rule in RULES], n=1)
    hint = f"; did you mean {nearest[0]}?" if nearest else ""
    raise UnknownName(f"no cause is called {name!r}{hint} (pkcedoctor causes lists them all)")
