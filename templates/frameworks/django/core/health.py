import logging
from concurrent.futures import Future
from threading import Lock, Thread

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from core.problems import database_unavailable, one_line

READY_TIMEOUT_S = 1.5

logger = logging.getLogger(__name__)


class Probe:
    """Asks the database for its version in a thread of its own.

    Only so is the time bounded: nothing ends a look-up of the host's name early. Those who ask
    while a question is open wait for the same answer, so there is never a second thread.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: Future[str] | None = None

    def version(self, timeout_s: float) -> str:
        """The number in server_version. Raises django.db.Error or TimeoutError."""
        with self._lock:
            answer = self._open
            if answer is None or answer.done():
                answer = self._open = Future()
                Thread(target=self._ask, args=[answer], daemon=True, name="probe").start()
        return answer.result(timeout_s)

    def _ask(self, answer: Future[str]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SHOW server_version")
                [version] = cursor.fetchone()
            connection.close()  # back into the pool
            answer.set_result(version.split(" ", 1)[0])
        except Exception as error:  # noqa: BLE001 (it is raised by whoever waits)
            connection.close()
            answer.set_exception(error)


probe = Probe()


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    try:
        return JsonResponse({"status": "ok", "postgres": probe.version(READY_TIMEOUT_S)})
    except (Error, TimeoutError) as error:
        logger.warning("not ready: %s", one_line(error) or "no answer in time")
        return database_unavailable()
