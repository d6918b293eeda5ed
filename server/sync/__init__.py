"""The door for phones: sign-in, bundle, reports, heartbeat, the read endpoints. Routes only; the deeds are below.

Read `api.py`, then `bundling.py`.
"""
