"""The WSGI entry point: `gunicorn portal.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from portal.web.encoding import utf8_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = utf8_only(get_wsgi_application())
