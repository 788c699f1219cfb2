"""Which pkcedoctor this is."""


def installed_version() -> str:
    """Return the version of the installed distribution, or ``0`` where none is installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to import

    try:
        return version("pkcedoctor")
    except PackageNotFoundError:
        return "0"
