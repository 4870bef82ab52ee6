"""The product's settings with a floor view and a count of SQL statements in each answer."""

from config.settings import *  # noqa: F403  # the product's settings, as they are
from config.settings import MIDDLEWARE as PRODUCT_MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.counting.CountingMiddleware", *PRODUCT_MIDDLEWARE]
