import os

import pytest

# Tests empty what they use. By the variable that the app reads: the one with the tests' own.
TEST_VARIABLES = {"PGDATABASE": "TEST_DATABASE"}


def use_test_variables() -> None:
    """Keeps the app's own data out of reach. Comes before anything reads the settings."""
    for name, test_name in TEST_VARIABLES.items():
        value = os.environ.get(test_name)
        if not value:
            raise pytest.UsageError(f"{test_name} is not set: docker compose run --rm test")
        os.environ[name] = value
