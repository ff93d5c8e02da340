"""Works off the queue: `python -m app.worker`. SIGTERM lets the job that runs come to its end."""

from redis import Redis
from rq import Worker
from rq.serializers import JSONSerializer

from app import logs
from app.config import Config
from app.redis import queue_on, url


def main() -> None:
    logs.configure(Config.from_env().log_format)
    # It waits for jobs as long as there are none, hence no time limit.
    connection = Redis.from_url(url())
    worker = Worker([queue_on(connection)], connection=connection, serializer=JSONSerializer)
    worker.work(with_scheduler=True)


if __name__ == "__main__":
    main()
