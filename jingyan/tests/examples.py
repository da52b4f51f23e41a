"""How many examples a property test tries. The profiles are in the root `conftest.py`."""

from hypothesis import settings

# For a test that writes many rows or whole workbooks in each example.
fewer_examples = settings(max_examples=settings.default.max_examples // 10)
