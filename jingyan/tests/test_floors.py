"""The house: an app imports only from floors below its own."""

from click.testing import CliRunner
from importlinter.cli import lint_imports_command


def test_every_app_imports_only_from_floors_below_its_own():
    result = CliRunner().invoke(lint_imports_command, ["--no-cache", "--no-logo"])
    assert result.exit_code == 0, result.output
