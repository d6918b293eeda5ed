"""Sealed lines, as they came: kept by digest, chained per device and person, acknowledged by signed receipts.

Read `wire.py` (envelope, outcomes, flags), `tables.py`, `receipts.py`. What a line does is decided above, in `intake`.
"""
