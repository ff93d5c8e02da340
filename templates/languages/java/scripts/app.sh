#!/bin/sh
# `app` in the production image. Half of the container's memory is for the heap; the rest is for
# classes, compiled code, threads and buffers.
exec java -XX:AOTCache=/app/app.aot -XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError \
  -jar /app/app.jar "$@"
