"""What happens between `manage.py` and a command: the data folder, the servers, the migrations, the last line."""

import os
import sys

import django
from django.conf import settings
from django.core.management import execute_from_command_line, get_commands, load_command_class

from config.env import WrongSetting
from embedded.start import migrate_when_needed, refuse_unusable_database, use_servers
from embedded.stop import Stop

# Commands that touch no rows, and `up`, which starts everything itself and in its own order.
WITHOUT_SERVERS = frozenset(
    {
        "check",
        "check_disclosures",
        "check_vectors",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "screen",
        "sign",
        "spectacular",
        "startapp",
        "up",
        "version",
    }
)

# Besides all of ratings: whose commands expect the newest tables.
OUR_PLATFORM = frozenset({"accounts", "api", "config", "demo", "embedded", "staff", "web"})


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; what people can put right ends in one line on stderr."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        if needs_servers(arguments):
            _bring_up(arguments[1])
            arguments = _without_checks(arguments)
        execute_from_command_line(arguments)
    except WrongSetting as error:
        return _say(str(error), code=2)
    except Stop as stop:
        return _say(str(stop), code=stop.code)
    except KeyboardInterrupt:
        return 130
    return 0


def needs_servers(arguments: list[str]) -> bool:
    """Say whether this command line touches the database."""
    command = arguments[1] if len(arguments) > 1 else "help"
    asks_for_help = bool({"-h", "--help", "--version"}.intersection(arguments))
    return command not in WITHOUT_SERVERS and not command.startswith("-") and not asks_for_help


def _bring_up(command: str) -> None:
    django.setup()
    if command not in get_commands():
        return
    use_servers(settings.DATA, settings.EMBEDDED_SERVERS)
    if "postgres" not in settings.EMBEDDED_SERVERS:
        refuse_unusable_database()
    if _is_ours(command):
        migrate_when_needed()


def _is_ours(command: str) -> bool:
    app = str(get_commands().get(command))
    return app in OUR_PLATFORM or app.startswith("ratings.")


def _without_checks(arguments: list[str]) -> list[str]:
    """
    Return the command line of one of our commands without Django's checks before it.

    They are of the program rather than of the installation: they import every page and call, which costs a process
    that serves neither most of a second; `up` runs those of the installation, `check` and CI all.
    """
    program, command, *rest = arguments
    if not _is_ours(command) or not load_command_class(str(get_commands()[command]), command).requires_system_checks:
        return arguments
    return [program, command, "--skip-checks", *rest]


def _say(line: str, *, code: int) -> int:
    sys.stderr.write(f"{line}\n")
    return code
