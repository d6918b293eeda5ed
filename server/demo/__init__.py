"""The demo (演示): two made-up sites and a made-up week, so that no screen is empty.

Read `building.py` first: it imports the places as an XLSX like any other (`places.py`), adds the people (`people.py`)
and lets them live the week (`week.py`, `story.py`) through the doors that phones use (`phones.py`, `walking.py`).
The photos are drawn by us (`drawing.py`); none shows a real place.
"""
