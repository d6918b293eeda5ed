"""Keys (钥匙): the cabinet of a site, who borrows which key for what and until when, and the daily count.

Read `terms.py` for the words, then `rules.py` (who may borrow, who agrees, until when, the ladder when one is late;
pure). `lending.py` writes every step at a key, from a desk and from phones alike; `cabinet.py` adds and retires keys;
`counting.py` keeps the count that must balance. A key's state is never stored: it follows from its open loan and the
clock when somebody asks (`queries.py`).
"""
