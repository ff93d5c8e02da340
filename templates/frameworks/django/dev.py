"""Development: `gunicorn --config dev.py` serves the app, and starts it anew after an edit.

It looks at the files every second, which works on every mount, with or without RELOAD_POLLING.
"""

import os
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_port = os.environ.get("PORT") or "8000"

wsgi_app = "dev:load()"
bind = f"0.0.0.0:{_port}"
worker_class = "gthread"
threads = 20
graceful_timeout = 2
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
loglevel = "warning"

reload = True
# Also what is not loaded, since an error kept it from being so.
reload_extra_files = ["**/*.py"]


def on_starting(_server: object) -> None:
    print(f"Open {os.environ.get('APP_URL') or f'http://localhost:{_port}'}", flush=True)


def load() -> WSGIApplication:
    """The app, or while it cannot be loaded, one that shows why."""
    try:
        from config.wsgi import application  # noqa: PLC0415 (may fail)
    except Exception:  # noqa: BLE001 (whatever is wrong, the next edit may put it right)
        trace = traceback.format_exc()
        print(trace, flush=True)

        def broken(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            start_response(
                "500 Internal Server Error", [("Content-Type", "text/plain; charset=utf-8")]
            )
            return [trace.encode()]

        return broken
    return application
