"""Duty (值班): who is to be rung at a site, from when to when, and the hand-over book of open matters that goes from
one to the next.

Read `rules.py` for who is on duty now and where nobody is, `tables.py`, then `planning.py` and `handing.py`.
"""
