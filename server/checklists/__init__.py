"""Checklists: what is looked at, on which thing, how often, and what counts as a fault.

A checklist is content (checklists/*.toml, see the README there), not code. Here it is read, checked and judged:
terms.py says what a checklist consists of — start there; rules.py judges one answer and finds faults in a checklist;
due.py decides which items a round asks and where it asks a proof photo; reading.py reads the folder of TOML files.
"""
