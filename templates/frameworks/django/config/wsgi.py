import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# Now, and not with the first request: an error in a view ends the start.
import_module(settings.ROOT_URLCONF)
