"""Rows put straight into the tables: how they come in is another test's business."""

import pytest

from tests.api.reading.rows import Rows
from tests.cast import Cast


@pytest.fixture
def rows(cast: Cast) -> Rows:
    """Writes rows."""
    return Rows(cast)
