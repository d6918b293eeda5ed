"""The demo's password. Everybody knows it, so it is refused wherever the installation is no demo."""

DEMO_PASSWORD = "louxun-demo"  # noqa: S105 - known to everybody on purpose


def is_refused(password: str, demo: bool) -> bool:
    """Whether this password may not be used here."""
    return password == DEMO_PASSWORD and not demo
