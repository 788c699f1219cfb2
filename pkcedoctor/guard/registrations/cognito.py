"""Cognito user-pool clients: ``describe-user-pool-client``, CloudFormation, Terraform.

Members after the API's ``UserPoolClientType``, CloudFormation's ``AWS::Cognito::UserPoolClient``
and hashicorp/terraform-provider-aws, ``aws_cognito_user_pool_client``. A client has a secret only
if it was created with one; without ``AllowedOAuthFlowsUserPoolClient`` its OAuth settings do not
count.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.model import Fact, Located, Registration
from pkcedoctor.guard.registrations._parts import is_resource, renamed, uris
from pkcedoctor.guard.view import View

_FLOWS: Final = {"code": "authorization_code"}


def read(view: View) -> Iterator[Registration]:
    """Read one client."""
    if is_resource(view, "aws_cognito_user_pool_client"):
        secret = view.flag("generate_secret")
        yield _registration(view, _made(view, secret))
    elif view.word("Type") == "AWS::Cognito::UserPoolClient":
        properties = view.inner("Properties")
        if properties is not None:
            yield _registration(properties, _made(properties, properties.flag("GenerateSecret")))
    elif view.has("ClientId") and view.any("UserPoolId", "CallbackURLs"):
        place = view.place
        yield _registration(view, Fact(not view.has("ClientSecret"), place, "ClientSecret"))


def _made(view: View, secret: Fact | None) -> Fact | None:
    """Return whether a client is public: without a switch for its secret it has none."""
    if secret is not None:
        return Fact(not secret.holds, secret.place, secret.name)
    return (
        Fact(holds=True, place=view.place)
        if not view.any("GenerateSecret", "generate_secret")
        else None
    )


def _registration(view: View, public: Fact | None) -> Registration:
    return Registration(
        kind="cognito",
        name="the Cognito app client",
        place=view.place,
        label=view.text("ClientName", "name"),
        client_id=view.text("ClientId"),
        tenant=view.text("UserPoolId"),
        redirect_uris=uris(view.texts("CallbackURLs", "callback_urls")),
        public=public,
        client_secret=view.text("ClientSecret"),
        grant_types=_grants(view),
    )


def _grants(view: View) -> tuple[Located, ...] | None:
    flows = view.texts("AllowedOAuthFlows", "allowed_oauth_flows")
    switch = view.flag("AllowedOAuthFlowsUserPoolClient", "allowed_oauth_flows_user_pool_client")
    if switch is not None and not switch.holds:
        return ()
    return renamed(flows, _FLOWS) if flows else None
