"""The exception tree is the one drawn in its docstring."""

import inspect
import re

import pytest

from pkcedoctor import errors


def drawn() -> set[str]:
    return {*re.findall(r"^ {4}(?:[├└]── )?(\w+)", str(errors.__doc__), re.MULTILINE)}


def test_the_drawing_is_complete() -> None:
    defined = inspect.getmembers(errors, inspect.isclass)
    assert drawn() == {name for name, kind in defined if kind.__module__ == errors.__name__}


@pytest.mark.parametrize("name", sorted(drawn()))
def test_all_have_one_base(name: str) -> None:
    assert issubclass(getattr(errors, name), errors.PkcedoctorError)


def test_what_is_unseen_says_what_it_needs() -> None:
    assert errors.Unseen("the token request").needs == "the token request"
    assert str(errors.Unseen("the token request")) == "the token request"
