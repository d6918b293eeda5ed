"""Vacant units: since when they stand empty and of which kind, when each is due, their meters over time.

Read `terms.py` (the words), then `rules.py` (when a unit is due, and why). A visit itself is an inspection, made and
judged like any other; what stands here is what the unit's visits have in common.
"""
