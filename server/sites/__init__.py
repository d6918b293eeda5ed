"""Places: site → building → floor → point → asset; units; tags on points.

Read `tables.py` first, then `terms.py` for what a site may set. `queries.py` reads, `importing.py` takes the XLSX in,
`labels.py` and `labelling.py` are about the labels to print.
"""
