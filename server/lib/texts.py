"""How texts that people type are compared and kept."""

import unicodedata


def tidy(text: str | None) -> str:
    """Trimmed and in Unicode NFC, so that two phones' keyboards agree; nothing typed is the empty text."""
    return unicodedata.normalize("NFC", text or "").strip()
