"""What the worker does, each job in a process of its own."""

from app.config import Config
from app.database import Database
from app.models import Person


def add_persons(names: list[str]) -> int:
    """Adds all of them or none, so that a job that failed can be tried again."""
    database = Database(Config.from_env())
    try:
        with database.session() as db, db.begin():
            db.add_all([Person(name=name) for name in names])
    finally:
        database.engine.dispose()
    return len(names)
