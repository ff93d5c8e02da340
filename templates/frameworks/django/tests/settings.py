"""The app's settings with the tests' own database, and whatever else they may empty."""

from tests.environment import use_test_variables

use_test_variables()

from config.settings import *  # noqa: E402, F403
