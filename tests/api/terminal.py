"""The command line in a test: `louxun("doctor")` on this test's database."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from server import settings
from server.cli import louxun

Louxun = Callable[..., Result]


@pytest.fixture
def terminal(made: settings.Settings, monkeypatch: pytest.MonkeyPatch) -> Louxun:
    """Runs a command in Chinese; `input` is what is typed."""
    monkeypatch.setenv("LOUXUN_DATA", str(made.data))
    monkeypatch.setenv("LOUXUN_DATABASE_URL", made.database_url)
    monkeypatch.setenv("LOUXUN_SECRET", made.secret.decode())
    monkeypatch.setenv("LOUXUN_LANGUAGE", "zh-CN")

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(louxun, words, input=typed)

    return run
