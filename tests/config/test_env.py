import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.env import Environment, WrongSetting
from config.secrets_file import kept_secrets
from tests.servers import ROOT


def read(tmp_path: Path, **environment: str) -> Environment:
    return Environment.read({"EVENHAND_DATA": str(tmp_path), **environment})


def test_without_any_setting_the_embedded_servers_serve_a_developer(tmp_path: Path) -> None:
    environment = read(tmp_path)

    assert environment.database is None
    assert environment.redis_url is None
    assert environment.debug
    assert "localhost" in environment.allowed_hosts


def test_a_server_of_ones_own_ends_debugging(tmp_path: Path) -> None:
    environment = read(tmp_path, DATABASE_URL="postgres://ana:pass@db.example:5433/ratings")

    assert environment.database is not None
    assert (environment.database["HOST"], environment.database["PORT"]) == ("db.example", 5433)
    assert not environment.debug


def test_a_command_beside_up_links_to_where_up_serves(tmp_path: Path) -> None:
    assert read(tmp_path).public_url == "http://localhost:8000"

    (tmp_path / "address").write_text("http://localhost:8141\n")

    assert read(tmp_path).public_url == "http://localhost:8141"
    assert read(tmp_path, PUBLIC_URL="https://ratings.example").public_url == "https://ratings.example"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "sqlite:///x"),
        ("DATABASE_URL", "postgres://ana@db.example"),
        ("REDIS_URL", "http://cache.example"),
        ("DEBUG", "maybe"),
        ("ALLOWED_HOSTS", "https://ratings.example/"),
        ("PUBLIC_URL", "ratings.example"),
        ("PUBLIC_URL", "https://ratings.example/under"),
        ("EMAIL_URL", "mail.example"),
        ("DNS_RESOLVERS", "9.9.9.9"),
        ("DNS_RESOLVERS", "9.9.9.9:99999"),
        ("LOG_LEVEL", "LOUD"),
        ("SECURITY_CONTACT", "security@ratings.example"),
        ("HASH_KEYS", "1:short"),
        ("HASH_KEYS", "c2hvcnQ="),
        ("DATABASE_POOL", "-1"),
        ("BEHIND_PROXY", "2"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line_that_names_it(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        read(tmp_path, **{variable: value})

    assert str(refusal.value).startswith(f"{variable}: ")
    assert "\n" not in str(refusal.value)


def test_keys_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)

    assert first.secret_key == second.secret_key
    assert first.hash_keys == second.hash_keys
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_starters_at_the_same_moment_get_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starters:
        found = list(starters.map(lambda _: kept_secrets(tmp_path / "secrets.json"), range(32)))

    assert all(kept == found[0] for kept in found)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_given_keys_leave_no_file(tmp_path: Path) -> None:
    environment = read(tmp_path, SECRET_KEY="given", HASH_KEYS="1:" + "A" * 43 + "=,2:" + "B" * 43 + "=")

    assert sorted(environment.hash_keys) == [1, 2]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "variable",
    [
        *("DATABASE_URL", "REDIS_URL", "EVENHAND_DATA", "SECRET_KEY", "HASH_KEYS", "DEBUG", "ALLOWED_HOSTS"),
        *("PUBLIC_URL", "BEHIND_PROXY", "EMAIL_URL", "MAIL_FROM", "DNS_RESOLVERS", "LOG_LEVEL", "DATABASE_POOL"),
    ],
)
def test_every_setting_is_documented(variable: str) -> None:
    assert f"`{variable}`" in (ROOT / "docs" / "configuration.md").read_text()
