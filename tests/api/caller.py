"""Callers of the API: a client with a token, without following redirects."""

import json
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from accounts.commands import create_token
from accounts.models import Scope, User

ALL = tuple(Scope.values)


class Caller:
    """Somebody who calls the API, with a token of their own or without."""

    def __init__(self, user: User | None = None, *, scopes: tuple[str, ...] = ALL) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers: dict[str, str] = {}
        if user is not None:
            _token, secret = create_token(user_id=user.pk, name="test", scopes=scopes, now=datetime.now(UTC))
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, address: str, headers: Any = None, **query: Any) -> Any:
        """Read something."""
        return self.client.get(f"/api/v1/{address}", query, headers=self.headers | (headers or {}))

    def send(self, method: str, address: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """Send a JSON body, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.generic(
            method,
            f"/api/v1/{address}",
            data,
            content_type="application/json",
            headers=self.headers | (headers or {}),
        )

    def post(self, address: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """Send a POST."""
        return self.send("POST", address, body, headers)


def is_problem(response: Any, status: int, *, field: str = "") -> bool:
    """Tell whether a response is a problem document of that status, naming that field; assert its members."""
    body = json.loads(response.content)
    assert response.status_code == status, body
    assert response["Content-Type"].startswith("application/problem+json"), response["Content-Type"]
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    named = [error["field"] for error in body.get("errors", [])]
    assert not field or field in named, body
    return True
