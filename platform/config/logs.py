"""One shape of log line for our own events and everybody else's: for people at a terminal, else JSON."""

import logging.config
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

BEARER = re.compile(r"(/[tiu]/)[^/\s?&'\"]+")
"""Addresses whose last part is a proof in itself: purchase tokens, invitations, and links to unsubscribe."""


def without_bearers(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Leave out of a line what would prove a purchase to whoever reads the log."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = BEARER.sub(r"\1…", value)
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    without_bearers,
]


def logging_settings(*, level: str, for_people: bool) -> dict[str, Any]:
    """Return the standard library's logging settings: everything on stderr at this level."""
    renderers: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=False)]
        if for_people
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *renderers,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},
            "psycopg.pool": {"level": "WARNING"},
        },
    }


def configure(settings: dict[str, Any]) -> None:
    """Set logging up; Django calls it with LOGGING."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
