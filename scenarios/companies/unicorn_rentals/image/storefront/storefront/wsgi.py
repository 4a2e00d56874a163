"""Where gunicorn comes in."""

from . import settings
from .application import create_app
from .shop import open_shop

application = create_app(open_shop(settings.load()))
