"""Logs: one JSON line an event, on standard error. Traces never show local variables: these hold tokens and texts."""

import logging
import sys

import structlog


def configure() -> None:
    """Sets structlog up for this process; libraries speak only from warnings on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Says "Running Postgres version …" at every connection, and every request's address.
    for name in ("piccolo", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
