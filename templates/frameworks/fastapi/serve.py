"""Production: one process that watches over the workers, as many as WEB_CONCURRENCY says."""

import os
import signal
import sys

import uvicorn

from app.logs import log_config
from app.settings import Settings


def main() -> None:
    # Read here too, since workers that cannot start would be started again and again.
    settings = Settings()
    # uvicorn repeats the signal to itself once it is done: an ordered end, and no error.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host="0.0.0.0",  # noqa: S104 (the container's own network)
        port=int(os.environ.get("PORT") or "8000"),
        # It reads on after an answer that came before the end of the body, and so keeps the
        # connection; h11 would close it.
        http="httptools",
        ws="none",
        server_header=False,
        log_config=log_config(settings.log_format),
        access_log=False,  # the app logs its requests
        # A worker answers once its imports are done: on a busy host that takes longer than the
        # default of 5 s, after which it would be killed and started again, for ever.
        timeout_worker_healthcheck=30,
        # Requests in flight finish; all is over inside 3 s.
        timeout_graceful_shutdown=2,
        # Longer than proxies keep an idle connection (caddy 120 s, nginx 60 s): whoever closes
        # first must be the proxy, or it sends a request into a closed connection.
        timeout_keep_alive=130,
    )


if __name__ == "__main__":
    main()
