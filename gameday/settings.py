"""Settings: everything that differs between installations comes from the environment (see .env.example)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")
INSTALLATION = env.str("GAMEDAY_INSTALLATION", default="gameday")  # label on everything that this installation owns
environ.Env.read_env(BASE_DIR / "var" / INSTALLATION / "environment")  # what a running `manage.py up` chose itself

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="insecure-for-development-only")
PUBLIC_URL = env.str("GAMEDAY_PUBLIC_URL", default="http://localhost:8000")  # what join links start with
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "testserver", PUBLIC_HOST])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL])

# Gameday's own settings -----------------------------------------------------------------------------------------------
SHOP_HOST = env.str("GAMEDAY_SHOP_HOST", default="127.0.0.1")  # browsers open shops here; never PUBLIC_URL's host
PROBE_HOST = env.str("GAMEDAY_PROBE_HOST", default="127.0.0.1")  # the referee's customers knock here, beside the engine
DOCKER_URL = env.str("GAMEDAY_DOCKER_URL", default="unix:///var/run/docker.sock")
SCENARIO_FOLDERS = [Path(folder) for folder in env.list("GAMEDAY_SCENARIO_FOLDERS", default=[])]
TICK_SECONDS = env.float("GAMEDAY_TICK_SECONDS", default=5.0)
WARM_POOL = env.int("GAMEDAY_WARM_POOL", default=0)  # paused ready sandboxes kept a host
TERMINALS = env.bool("GAMEDAY_TERMINALS", default=True)  # this process serves them: exactly one of an installation does
TERMINAL_GRACE = env.float("GAMEDAY_TERMINAL_GRACE", default=60.0)  # seconds that a shell waits for who was cut off
TERMINAL_IDLE = env.float("GAMEDAY_TERMINAL_IDLE", default=1800.0)  # seconds without a key
SANDBOX_NETWORK = env.str("GAMEDAY_SANDBOX_NETWORK", default="10.213.0.0/16")  # sandboxes take /26 networks of it

INSTALLED_APPS = [
    "gameday",
    "scenarios",
    "scoring",
    "channels",
    "import_export",
    "axes",
    "django_htmx",
    "django_structlog",
    "django_prometheus",
    "gameday.apps.DeskConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
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

DATABASES = {"default": env.db("DATABASE_URL", default="postgres://gameday:gameday@127.0.0.1:5432/gameday")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": INSTALLATION,
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": f"{INSTALLATION}:channels"},
    },
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"{INSTALLATION}:celery:"}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "director"
CELERY_TASK_ROUTES = {"scoring.tasks.*": {"queue": "referee"}}
# Engine work is sent to the queue "host.<name>" by the task's caller: a worker beside each engine reads its own.
CELERY_BEAT_SCHEDULE = {
    "clock": {"task": "gameday.tasks.beat", "schedule": 1.0, "options": {"expires": 1.0}},
    "referee": {"task": "scoring.tasks.beat", "schedule": 1.0, "options": {"expires": 1.0}},
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

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
