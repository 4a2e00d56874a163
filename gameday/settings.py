"""Django's settings. Everything that differs between installations comes from the environment (see .env.example)."""

import os
import ssl
from pathlib import Path
from typing import Any

from django.urls import reverse

from gameday import env_file
from gameday.configuration import read_configuration

BASE_DIR = Path(__file__).resolve().parent.parent

env_file.fill(os.environ, BASE_DIR / ".env")
# The label of every container and network that this installation owns.
INSTALLATION = read_configuration(os.environ).installation
env_file.fill(os.environ, BASE_DIR / "var" / INSTALLATION / "environment")  # what the last `manage.py up` chose
configuration = read_configuration(os.environ)

DEBUG = configuration.debug
SECRET_KEY = configuration.secret_key
PUBLIC_URL = str(configuration.public_url)  # never with a slash at its end
PUBLIC_HOST = configuration.public_url.host
INSIDE_URL = (configuration.inside_url or configuration.public_url).origin  # where the bots of a rehearsal knock
PREFIX = configuration.public_url.prefix  # what the paths of all pages begin with: "" or "/some/path"
FORCE_SCRIPT_NAME = PREFIX or None
ALLOWED_HOSTS = [PUBLIC_HOST, *configuration.allowed_hosts]  # under another name a page leads to PUBLIC_URL
# Sockets open for pages of these alone.
CSRF_TRUSTED_ORIGINS = [configuration.public_url.origin, *configuration.csrf_trusted_origins]
TRUSTED_PROXIES = configuration.trusted_proxies  # addresses or networks whose X-Forwarded-… headers count
IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]  # axes and logs: what gameday.network.client_address has found out
BEHIND_GATEWAY = configuration.behind_gateway  # compose: its nginx alone reaches this process
WEB_BIND = configuration.web_bind  # where the front door listens; `manage.py up` and compose say it
METRICS_TOKEN = configuration.metrics_token  # who bears it may read /metrics from other machines
WEBHOOKS_INSIDE = configuration.webhooks_inside  # may webhooks post to private addresses?

# Gameday's own settings -----------------------------------------------------------------------------------------------
SHOP_HOST = configuration.shop_host  # the host at which browsers open shops; never PUBLIC_URL's
SHOP_BIND = configuration.shop_bind  # where the shops' doors are published
SHOP_PORTS = range(configuration.shop_ports[0], configuration.shop_ports[1] + 1)  # and at which ports
PROBE_HOST = configuration.probe_host  # the host at which the referee's customers reach shops
DOCKER_URL = configuration.docker_url
DOCKER_CERT_PATH = configuration.docker_cert_path  # for an engine at tcp:// that speaks TLS
HOST = configuration.host  # the name of the host whose engine this process is beside
SCENARIO_FOLDERS = [BASE_DIR / folder for folder in configuration.scenario_folders]
TICK_SECONDS = configuration.tick_seconds
PAGES_AT_ONCE = configuration.pages_at_once  # of a web process; each needs a connection to PostgreSQL
WEB_PROCESSES = configuration.web_processes  # of the platform; beside several there is one for terminals alone
WARM_POOL = configuration.warm_pool  # how many ready sandboxes, paused, are kept on each host
TERMINALS = configuration.terminals  # does this process serve them? Exactly one of an installation must
TERMINALS_URL = configuration.terminals_url  # where the web finds that process, if the front door does not lead there
TERMINAL_GRACE = configuration.terminal_grace  # seconds that a shell without tabs waits for a broken connection
TERMINAL_IDLE = configuration.terminal_idle  # seconds without typing after which a terminal is closed
RECORDING_DAYS = configuration.recording_days  # that what terminals show is kept for; 0: nothing is recorded
RECORDING_KB = configuration.recording_kb  # that are kept of each terminal in an hour
RECORDING_HOURS = configuration.recording_hours  # after which an open terminal is recorded no more
ISSUES = configuration.issues  # the tracker that action items of debriefs may go to
ISSUES_TOKEN = configuration.issues_token
SANDBOX_NETWORK = configuration.sandbox_network  # each sandbox gets a /26 of it
# Compose publishes PostgreSQL and Redis there
SERVERS_BIND = configuration.servers_bind
POSTGRES_PORT, REDIS_PORT = configuration.postgres_port, configuration.redis_port

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
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "gameday.network.wrong_address.LeadToPublicAddress",  # before all that ask for the host
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
    "gameday.live.after_answer.AfterAnswer",
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

DATABASES = {"default": configuration.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = configuration.redis_url
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": INSTALLATION,
    }
}

# No channel layer: gameday/live/subscriber.py passes messages to sockets; a layer would copy every message for each socket.
DATA_VERBS = {  # of `manage.py gameday`, beside the director's own
    "export": "scoring.afterwards.results.commands.Export",
    "forget": "scoring.afterwards.results.commands.Forget",
    "rehearse": "scoring.rehearsal.commands.Rehearse",
}
BOARD_SENDER = "scoring.board.publisher.flush_board"  # what gameday.live.changes calls where points have moved

CELERY_BROKER_URL = REDIS_URL
# Celery alone would trust every certificate; whom the others trust, and what the URL says of it (ssl_ca_certs), holds for it too.
CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED} if REDIS_URL.startswith("rediss://") else False
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"{INSTALLATION}:celery:"}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_DIRECT = True  # each worker has a queue of its own, for gameday.background.heartbeat
CELERY_DB_REUSE_MAX = 10**9  # tasks; gameday.background.kept_connections drops what is old
CELERY_TASK_DEFAULT_QUEUE = "director"
CELERY_TASK_ROUTES = {"scoring.tasks.*": {"queue": "referee"}}
# Work for an engine goes to the queue "host.<name>", which the caller names: the worker beside that engine reads it.
CELERY_BEAT_SCHEDULER = "gameday.background.steady_beat:SteadyScheduler"
CELERY_BEAT_SCHEDULE = {
    "clock": {"task": "gameday.tasks.beat", "schedule": 1.0, "options": {"expires": 1.0}},
    "referee": {"task": "scoring.tasks.beat", "schedule": 1.0, "options": {"expires": 1.0}},
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Wrong passwords; what they lead to stands in gameday/people/sign_in.py.
AXES_HANDLER = "gameday.people.sign_in.PasswordGuard"
AXES_WHITELIST_CALLABLE = "gameday.people.sign_in.is_known_browser"
AXES_LOCKOUT_CALLABLE = "gameday.people.sign_in.tell_locked"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 24  # hours for which wrong passwords are remembered
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who tries while it is locked makes nobody wait longer
AXES_RESET_ON_SUCCESS = True
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
ABSOLUTE_URL_OVERRIDES = {
    "scenarios.scenario": lambda row: reverse("gameday:scenario-version", args=[row.slug, row.version]),
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = configuration.time_zone

STATIC_URL = f"{PREFIX}/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "gameday.web.built_files.BuiltFiles"},
}
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
MESSAGE_STORAGE = (
    "django.contrib.messages.storage.session.SessionStorage"  # its cookie would be every path's and port's
)
SESSION_COOKIE_NAME = f"{INSTALLATION}_session"
CSRF_COOKIE_NAME = f"{INSTALLATION}_csrf"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = PREFIX or "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
