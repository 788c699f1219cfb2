# mypy: disable-error-code="import-not-found, import-untyped"
"""The URLs of the django-oauth-toolkit server."""

from django.urls import include, path

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]
