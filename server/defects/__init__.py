"""Defects (问题): one fault of an asset's item at one spot, however often and by whomever it is seen.

Read `terms.py` for the words, then `rules.py`: it decides, without any I/O, which defect an observation belongs to
(a sighting of an open one, a late word about a closed one, a new one or a recurrence).
"""
