"""Exits 0 when the app answers. The image has no curl; nothing is imported but sockets,
so that asking every few seconds costs next to nothing: python -IS core/healthcheck.py
"""

import os
import socket
import sys

USER_AGENT = "healthcheck"


def main() -> int:
    port = int(os.environ.get("PORT") or "8000")
    request = f"GET /healthz HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {USER_AGENT}\r\n"
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"{request}Connection: close\r\n\r\n".encode())
            status = connection.recv(64).split(b" ")[1:2]
    except OSError as error:
        print(f"no answer on port {port}: {error}", file=sys.stderr)
        return 1
    return 0 if status == [b"200"] else 1


if __name__ == "__main__":
    sys.exit(main())
