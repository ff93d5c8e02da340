"""The development server: serves app/ and starts anew after an edit.

It loads nothing of the package itself, so that an error there cannot end it.
"""

import os

import uvicorn


def main() -> None:
    port = int(os.environ.get("PORT") or "8000")
    print(f"Open {os.environ.get('APP_URL') or f'http://localhost:{port}'}", flush=True)
    if os.environ.get("RELOAD_POLLING"):
        # File events do not come through every mount; watchfiles then looks for itself.
        os.environ["WATCHFILES_FORCE_POLLING"] = "true"
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host="0.0.0.0",  # noqa: S104 (the container's own network)
        port=port,
        reload=True,
        reload_dirs=["app"],
        http="httptools",
        ws="none",
        server_header=False,
        log_level="warning",
        access_log=False,  # the app logs its requests
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
