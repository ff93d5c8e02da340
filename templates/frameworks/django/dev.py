"""Development: `gunicorn --config dev.py` serves the app, and starts it anew after an edit.

It looks at the files twice a second, which works on every mount, so RELOAD_POLLING is not needed.
gunicorn's own `reload` misses edits made while the app is being loaded.
"""

import os
import signal
import time
import traceback
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

type Mtimes = dict[Path, int]

_port = os.environ.get("PORT") or "8000"

wsgi_app = "dev:load()"
bind = f"0.0.0.0:{_port}"
worker_class = "gthread"
threads = 20
graceful_timeout = 2
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
loglevel = "warning"


def on_starting(_server: object) -> None:
    print(f"Open {os.environ.get('APP_URL') or f'http://localhost:{_port}'}", flush=True)


def post_fork(_server: object, _worker: object) -> None:
    """What is compared with is from before the app is loaded, so that no edit is missed."""
    Thread(target=_end_after_edit, args=[_mtimes()], daemon=True, name="reload").start()


def _end_after_edit(loaded: Mtimes) -> None:
    while _mtimes() == loaded:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)  # gunicorn starts another worker


def _mtimes() -> Mtimes:
    mtimes: Mtimes = {}
    for path in Path().glob("**/*.py"):
        try:
            mtimes[path] = path.stat().st_mtime_ns
        except FileNotFoundError:  # an editor is just replacing it
            continue
    return mtimes


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
