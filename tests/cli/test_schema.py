from click.testing import CliRunner

from pkcedoctor.cli import main
from pkcedoctor.report.json_v1 import schema_text


def test_the_shipped_schema_is_printed() -> None:
    result = CliRunner().invoke(main, ["schema"])

    assert result.exit_code == 0
    assert result.stdout == schema_text()
