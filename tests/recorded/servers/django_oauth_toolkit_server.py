# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return"
"""An authorization server on django-oauth-toolkit, with SQLite in memory."""

import logging
import sys
from collections.abc import Callable

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import run
from django.http import HttpRequest, HttpResponse

from tests.recorded.registration import Authentication, Registration, Setting

SHARED_MEMORY = "file:recorded?mode=memory&cache=shared"
USERNAME = "resource-owner"
SHORT_LIFETIME = 1
USUAL_LIFETIME = 60


def always_logged_in(respond: Callable[[HttpRequest], HttpResponse]) -> object:
    """Attach the one user to every request."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    def attach(request: HttpRequest) -> HttpResponse:
        request.user = get_user_model().objects.get(username=USERNAME)
        return respond(request)

    return attach


def configure(registration: Registration) -> None:
    """Set Django up for this registration."""
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": SHARED_MEMORY}},
        DEBUG=False,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "tests.recorded.servers.django_oauth_toolkit_server.always_logged_in",
        ],
        OAUTH2_PROVIDER={
            "AUTHORIZATION_CODE_EXPIRE_SECONDS": SHORT_LIFETIME
            if registration.setting is Setting.SHORT_LIVED_CODES
            else USUAL_LIFETIME,
            "PKCE_REQUIRED": registration.setting is not Setting.PKCE_OPTIONAL,
            "SCOPES": {"profile": "Read the profile"},
        },
        ROOT_URLCONF="tests.recorded.servers.django_oauth_toolkit_urls",
        SECRET_KEY="recorded-on-loopback",
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        USE_TZ=True,
    )
    django.setup()


def register(registration: Registration) -> None:
    """Create the tables, the user and the clients."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from oauth2_provider.models import Application  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    get_user_model().objects.create(username=USERNAME)
    for client in registration.clients:
        public = client.authentication is Authentication.NONE
        Application.objects.create(
            name=client.client_id,
            client_id=client.client_id,
            client_secret=client.client_secret,
            client_type=Application.CLIENT_PUBLIC if public else Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
            redirect_uris=" ".join(client.redirect_uris),
            skip_authorization=True,
        )


def break_storage() -> None:
    """Let every look-up of a code fail, as when the database is gone."""
    from django.db import OperationalError  # noqa: PLC0415
    from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: PLC0415

    def validate_code(*_arguments: object, **_named: object) -> bool:
        message = "the storage is gone"
        raise OperationalError(message)

    OAuth2Validator.validate_code = validate_code


if __name__ == "__main__":
    logging.disable()
    told = Registration.from_json(sys.argv[1])
    configure(told)
    register(told)
    if told.setting is Setting.STORAGE_FAULT:
        break_storage()
    run("127.0.0.1", told.port, WSGIHandler(), threading=True)
