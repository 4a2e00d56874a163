"""Django's settings. Everything that differs between installations comes from the environment (see .env.example)."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse

from gameday import env_file
from gameday.env_file import items, number, switch, text

BASE_DIR = Path(__file__).resolve().parent.parent

env_file.fill(os.environ, BASE_DIR / ".env")
# The label of every container and network that this installation owns.
INSTALLATION = text("GAMEDAY_INSTALLATION", "gameday")
env_file.fill(os.environ, BASE_DIR / "var" / INSTALLATION / "environment")  # what the last `manage.py up` chose

DEBUG = switch("DEBUG", default=False)
SECRET_KEY = text("SECRET_KEY", "insecure-for-development-only")
PUBLIC_URL = text("GAMEDAY_PUBLIC_URL", "http://localhost:8000")  # what join links start with
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
ALLOWED_HOSTS = items("ALLOWED_HOSTS", ["localhost", "testserver", PUBLIC_HOST])
CSRF_TRUSTED_ORIGINS = items("CSRF_TRUSTED_ORIGINS", [PUBLIC_URL])

# Gameday's own settings -----------------------------------------------------------------------------------------------
SHOP_HOST = text("GAMEDAY_SHOP_HOST", "127.0.0.1")  # the host at which browsers open shops; never PUBLIC_URL's
PROBE_HOST = text("GAMEDAY_PROBE_HOST", "127.0.0.1")  # the host at which the referee's customers reach shops
DOCKER_URL = text("GAMEDAY_DOCKER_URL", "unix:///var/run/docker.sock")
SCENARIO_FOLDERS = [Path(folder) for folder in items("GAMEDAY_SCENARIO_FOLDERS", [])]
TICK_SECONDS = number("GAMEDAY_TICK_SECONDS", 5.0)
PAGES_AT_ONCE = number("GAMEDAY_PAGES_AT_ONCE", 8)  # of a web process; each needs a connection to PostgreSQL
WARM_POOL = number("GAMEDAY_WARM_POOL", 0)  # how many ready sandboxes, paused, are kept on each host
TERMINALS = switch(
    "GAMEDAY_TERMINALS", default=True
)  # does this process serve them? Exactly one of an installation must
TERMINAL_GRACE = number(
    "GAMEDAY_TERMINAL_GRACE", 60.0
)  # seconds that a shell without tabs waits for a broken connection
TERMINAL_IDLE = number("GAMEDAY_TERMINAL_IDLE", 1800.0)  # seconds without typing after which a terminal is closed
SANDBOX_NETWORK = text("GAMEDAY_SANDBOX_NETWORK", "10.213.0.0/16")  # each sandbox gets a /26 of it

INSTALLED_APPS = [
    "gameday",
    "scenarios",
    "scoring",
    "channels",
    "axes",
    "django_htmx",
    "django_structlog",
    "django_prometheus",
    "gameday.apps.DeskConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
    "gameday.refusals.SayRefusals",  # last, so that the others see its answer and no exception
]

ROOT_URLCONF = "gameday.urls"
ASGI_APPLICATION = "gameday.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASE_URL = text("DATABASE_URL", "postgres://gameday:gameday@127.0.0.1:5432/gameday")
DATABASES = {"default": env_file.database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": INSTALLATION,
    }
}

# No channel layer: gameday/live/subscriber.py passes messages to sockets; a layer would copy every message for each socket.
BOARD_SENDER = "scoring.board.publisher.flush_board"  # what gameday.live.changes calls where points have moved

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"{INSTALLATION}:celery:"}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_DB_REUSE_MAX = 10**9  # tasks; gameday.background.kept_connections drops what is old
CELERY_TASK_DEFAULT_QUEUE = "director"
CELERY_TASK_ROUTES = {"scoring.tasks.*": {"queue": "referee"}}
# Work for an engine goes to the queue "host.<name>", which the caller names: the worker beside that engine reads it.
CELERY_BEAT_SCHEDULE = {
    "clock": {"task": "gameday.tasks.beat", "schedule": 1.0, "options": {"expires": 1.0}},
    "referee": {"task": "scoring.tasks.beat", "schedule": 1.0, "options": {"expires": 1.0}},
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
LOGIN_URL = "admin:login"
ABSOLUTE_URL_OVERRIDES = {
    "scenarios.scenario": lambda row: reverse("gameday:scenario-version", args=[row.slug, row.version]),
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = text("TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = f"{INSTALLATION}_session"
CSRF_COOKIE_NAME = f"{INSTALLATION}_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
