"""The development server: serves app/ and starts anew after an edit.

It stands outside the package, so that an error in the package cannot end it.
"""

import logging
import os
import traceback
from typing import TYPE_CHECKING

from werkzeug.serving import is_running_from_reloader, run_simple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def load() -> WSGIApplication:
    """The app, or while it cannot be loaded, one that shows why."""
    try:
        from app import create_app  # noqa: PLC0415 (may fail, and only the child loads it)

        return create_app()
    except Exception:  # noqa: BLE001 (whatever is wrong, the next edit may put it right)
        trace = traceback.format_exc()
        print(trace, flush=True)

        def broken(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            start_response(
                "500 Internal Server Error", [("Content-Type", "text/plain; charset=utf-8")]
            )
            return [trace.encode()]

        return broken


def idle(_environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
    raise AssertionError("the process that watches the files serves nothing")


def main() -> None:
    # The app logs requests itself; werkzeug's own lines are left out.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    port = int(os.environ.get("PORT") or "8000")
    is_child = is_running_from_reloader()
    if not is_child:
        print(f"Open {os.environ.get('APP_URL') or f'http://localhost:{port}'}", flush=True)
    run_simple(
        "0.0.0.0",  # noqa: S104 (the container's own network)
        port,
        load() if is_child else idle,
        threaded=True,
        use_reloader=True,
        # File events do not come through every mount; looking every second does.
        reloader_type="stat" if os.environ.get("RELOAD_POLLING") else "watchdog",
    )


if __name__ == "__main__":
    main()
