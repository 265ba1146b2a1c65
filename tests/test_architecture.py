"""What the house is built on, checked by walking it."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import PROTECT

from ratings.reviews.models import Review, Stars

ROOT = Path(__file__).resolve().parents[1]
SUBJECTS = ("companies", "claims", "verification", "reviews", "replies", "moderation", "scores")
COMMANDS = [f"ratings.{subject}.commands" for subject in SUBJECTS]
BY_NOBODY = {"freeze_prior", "screen_review", "screen_reply", "screen_imports", "publish_due_replies", "lock"}
BY_NOBODY |= {
    "lock_with_proof",
    "forget",  # judged once for all subjects, by whoever erases the account
    "close_moot_cases",
    "mark_invitation_sent",
    "mark_invitation_reminded",
    "hold_invitation",  # for whoever sends its mail
    "end_invitation",
    "unsubscribe",  # judged by its token: whoever holds the link of a mail may end them
    "forget_addresses",  # time does this
    "unsubscribe_token_of",
    "token_of",
    "hash_of_token",
    "clean_address",
    "begin_purchase",  # writes nothing that counts; who shows it is the door's word
    "open_inspection",  # a check asks for a person
    "close_reexamination",  # it ends with its case
    "keep_file",
    "redeem_token",  # by whoever holds one; nobody is known
    "submit_private_review",
    "write_waiting_reviews",  # time does this
    "class_revoked",
    "draft_of",
    "private_pseudonym",
    "mark_key_published",  # says where in the log it stands, and nothing else
    "read_file",  # for a check by the system itself
    "destroy_file",  # time does this
    "destroy_files_of",
    "destroy_due_files",
    "sweep_files",
    "bind_order",
    "free_slug",
    "clean_website",
    "wait_for_other_openings",
}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "ratings").rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text())


def verbs(module: str) -> Iterator[tuple[str, FunctionType]]:
    home = import_module(module)
    for name, thing in inspect.getmembers(home, inspect.isfunction):
        if not name.startswith("_") and (thing.__module__ or "").startswith(module):
            yield name, thing


@pytest.mark.parametrize("module", COMMANDS)
def test_every_verb_takes_the_time_and_an_actor_by_name(module: str) -> None:
    found = dict(verbs(module))

    assert found
    for name, verb in found.items():
        parameters = inspect.signature(verb).parameters
        if name in BY_NOBODY:
            continue
        assert {"actor", "now"} <= set(parameters), f"{module}.{name}"
        assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in parameters.values()), f"{module}.{name}"


def test_rows_of_the_domain_protect_the_person_they_name() -> None:
    user = get_user_model()
    ours = [model for model in apps.get_models() if model.__module__.startswith("ratings.")]
    named = [
        (model.__name__, field.name, getattr(field.remote_field, "on_delete", None))
        for model in ours
        for field in model._meta.get_fields()
        if field.related_model is user and field.concrete
    ]

    assert named
    assert [one for one in named if one[2] is not PROTECT] == []


def test_nothing_lets_a_person_be_rated() -> None:
    user = get_user_model()

    assert [f.name for f in Stars._meta.get_fields() if f.is_relation] == ["revision"]
    assert [f.name for f in Review._meta.get_fields() if f.concrete and f.related_model is user] == ["author"]
    assert not {"score", "rating", "stars", "rank"} & {field.name for field in user._meta.get_fields()}


def test_the_domain_overrides_no_save_and_sends_no_signals() -> None:
    for path, tree in sources():
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert "save" not in names, path
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not imported & {"django.dispatch", "django.db.models.signals", "django.http", "django.shortcuts"}, path


def test_nothing_is_imported_inside_a_function() -> None:
    for path, tree in sources():
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        inner = [n for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not inner, path


def test_platform_is_no_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert not (ROOT / "tests" / "platform").exists()
