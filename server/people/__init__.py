"""People and how they prove who they are: person, membership (role at one site), device, token, session.

Read `terms.py` for the roles, `tables.py`, then `signing_in.py` and `callers.py` (who is asking).
"""
