from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from app import (
    body,
    headers,
    health,
    imports,
    logs,
    pages,
    persons,
    problems,
    redis,
    visits,
)
from app.config import Config
from app.database import Database


class JSONProvider(DefaultJSONProvider):
    compact = True
    ensure_ascii = False
    sort_keys = False


def create_app(config: Config | None = None) -> Flask:
    config = Config.from_env() if config is None else config
    logs.configure(config.log_format)

    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.json = JSONProvider(app)
    app.url_map.merge_slashes = False
    app.extensions["database"] = Database(config)

    logs.init_app(app)
    body.init_app(app)
    headers.init_app(app)
    problems.init_app(app)
    redis.init_app(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(persons.blueprint)
    app.register_blueprint(visits.blueprint)
    app.register_blueprint(imports.blueprint)

    if config.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app
