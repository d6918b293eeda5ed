"""Append-only: who did what to which thing, and when. Written beside each change by `noting.note`; never edited."""
