"""Checklists: what is looked at, on which thing, how often, and what counts as a fault.

A checklist is content (checklists/*.toml, see the README there), not code. terms.py says what it consists of: start
there. rules.py judges one answer. reading.py reads the folder, shape.py, faults.py and item_faults.py say what is wrong
with it. due.py decides what an asset is asked in a round, on periods.py; loads.py what the whole round asks, with the
samples of sampling.py.
"""
