"""Diaries 工作日记: a person's working day in their own words, drafted by the phone, answered by the supervisor.

A second diary of the same date is shown in place of the first; both stay. Read `recording.py` (a diary comes in),
`answering.py` (the supervisor's words), `reading.py` (who has written, and who has not).
"""
