"""What tests compare with files that a person keeps, and how to renew those files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "pkcedoctor",
    deadline=None,
    derandomize="CI" in os.environ,  # a build tells of its change; chance is for the developers
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("pkcedoctor")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="rewrite the reports and pages of examples/ instead of comparing them",
    )


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Callable[[Path, str], None]:
    """Compare a text with a file byte for byte, or rewrite the file if asked to."""

    def compare(file: Path, text: str) -> None:
        if pytestconfig.getoption("--update-goldens"):
            file.write_text(text, encoding="utf-8", newline="\n")
        assert file.read_bytes().decode() == text

    return compare
