import pytest

from config.commandline import needs_servers
from config.data_folder import take_data_folder
from embedded.stop import Stop


@pytest.mark.parametrize("said", [["--data", "/tmp/x"], ["--data=/tmp/x"]])
def test_every_command_takes_a_data_folder(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_DATA", "")

    assert take_data_folder(["manage.py", "invite", *said, "acme"]) == ["manage.py", "invite", "acme"]


def test_a_data_folder_without_a_name_is_refused() -> None:
    with pytest.raises(Stop, match="names no folder"):
        take_data_folder(["manage.py", "up", "--data"])


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("", False),
        ("--version", False),
        ("check", False),
        ("invite --help", False),
        ("migrate", True),
        ("import_reviews x.csv", True),
    ],
)
def test_only_commands_that_touch_rows_start_servers(line: str, needed: bool) -> None:
    assert needs_servers(["manage.py", *line.split()]) is needed
