"""The web server's entry."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config.starting import refuse_faulty_start  # noqa: E402  # Django must be set up
from config.working_days import load_holidays  # noqa: E402  # as above

refuse_faulty_start()
load_holidays()  # nobody's page waits for them
