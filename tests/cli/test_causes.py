from click.testing import CliRunner

from pkcedoctor.catalogue import RULES
from pkcedoctor.cli import main


def test_every_cause_is_listed_in_order() -> None:
    lines = CliRunner().invoke(main, ["causes"]).stdout.splitlines()
    ids = {rule.id for rule in RULES}

    assert [word for line in lines for word in line.split()[1:2] if word in ids] == [
        rule.id for rule in RULES
    ]


def test_markdown() -> None:
    lines = CliRunner().invoke(main, ["causes", "--markdown"]).stdout.splitlines()

    assert lines[0] == "| stage | cause | the exchange shows |"
    assert len(lines) == len(RULES) + 2
