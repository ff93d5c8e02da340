"""The app's settings. There is no SECRET_KEY: nothing here signs, and neither sessions nor
the admin are installed. Who adds them sets it from the environment.
"""

import os
from pathlib import Path

from config import env
from core import database, logs, redis

BASE_DIR = Path(__file__).resolve().parent.parent

# The error pages of DEBUG are HTML, and an API's errors are JSON; tracebacks are in the log.
DEBUG = False
# Which names lead here is the proxy's to decide.
ALLOWED_HOSTS = ["*"]

# X-Forwarded-* are believed: nobody but the proxy can reach the app.
if env.flag("FORWARDED_ALLOW_IPS"):
    USE_X_FORWARDED_HOST = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = ["core", "persons"]

MIDDLEWARE = [
    "core.logs.RequestLogMiddleware",
    "core.body.DrainMiddleware",
    "core.body.HeadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.headers.ContentSecurityPolicyMiddleware",
    "core.problems.ProblemMiddleware",
    "core.redis.RedisProblemMiddleware",
    "django.middleware.common.CommonMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False

SECURE_REFERRER_POLICY = "no-referrer"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "public"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Connections of one worker process, and no more.
DB_POOL_SIZE = env.integer("DB_POOL_SIZE", default=5, at_most=100)

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        # What is not here libpq reads itself: PGHOST, PGPORT, PGUSER …
        "NAME": os.environ.get("PGDATABASE", ""),
        "PASSWORD": env.secret("PGPASSWORD"),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": database.options(DB_POOL_SIZE),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ.get("REDIS_URL") or "redis://redis:6379/0",
        "OPTIONS": redis.options(),
    }
}

USE_I18N = False
TIME_ZONE = "UTC"

LOGGING = logs.settings(env.choice("LOG_FORMAT", ("json", "text"), default="json"))
