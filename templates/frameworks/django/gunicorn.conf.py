"""Production: `gunicorn` reads this file. Workers: WEB_CONCURRENCY."""

import os

from config import settings

wsgi_app = "config.wsgi"
bind = f"0.0.0.0:{os.environ.get('PORT') or '8000'}"

# Loaded once, before the workers fork: they share its memory, and an error ends the start.
preload_app = True
worker_class = "gthread"
# Each connection of the pool has its thread; the spare ones answer health checks and
# files, and wait out a burst, while all connections are at work.
threads = settings.DB_POOL_SIZE + 15

# Requests in flight finish; all is over inside 3 s.
graceful_timeout = 2
# Longer than proxies keep an idle connection (caddy 120 s, nginx 60 s): whoever closes
# first must be the proxy, or it sends a request into a closed connection.
keepalive = 130

# Heartbeats on memory: on a disk they can block, and the file system may be read-only.
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True

logconfig_dict = settings.LOGGING
accesslog = None  # the app logs its requests
