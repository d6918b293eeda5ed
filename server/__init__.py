"""Louxun 楼巡: building patrols and inspections that work without signal.

Start at `app.py` (what is served) or walk one photo report: `sync/api.py` → `intake/taking.py` →
`inspections/recording.py` → `defects/opening.py` → `workorders/ordering.py` → `photos/storing.py`.
Packages stand on floors and know only those below them; `pyproject.toml` holds the floors, import-linter checks them.
"""

__version__ = "0.1.0"
