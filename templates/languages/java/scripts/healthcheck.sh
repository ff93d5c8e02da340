#!/bin/bash
# Asks the app on this machine whether it answers, without starting a Java for it.
exec 3<>"/dev/tcp/127.0.0.1/${PORT:-8000}"
printf 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nUser-Agent: healthcheck\r\nConnection: close\r\n\r\n' >&3
read -r -t 2 _ status _ <&3
[ "${status:-}" = 200 ]
