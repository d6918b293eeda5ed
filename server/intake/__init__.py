"""The one transaction: a sealed line in, its effects and its receipt out. Used by both doors.

Read `taking.py` (a request's lines, one savepoint each), then `applying.py` (a report's kind → the packages it
concerns). `accepting.py` is the same way for what a supervisor releases from quarantine.
"""
