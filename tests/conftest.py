"""A database as the product meets it: made by the owner, used as the runtime login."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import psycopg
import pytest
from django.test import TransactionTestCase

pytest_plugins = ["tests.cast", "tests.processes", "tests.restoring"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers come last: their event loop then stays in the process, where sealing needs its own.

    The longest of them begin, and first the one that waits for a worker and for mail, so that no
    worker waits for another's at the end.
    """
    long = ("test_thread.py", "test_every_page.py", "test_keyboard.py", "test_every_state.py")

    def place(item: pytest.Item) -> int:
        if item.path.parent.name != "browser":
            return 0
        return 1 + (long.index(item.path.name) if item.path.name in long else len(long))

    items.sort(key=place)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """One database a worker, migrated by the owner, opened by csp_login ever after.

    The first worker migrates one for all, and each works in a copy.
    """
    from django.db import connection

    name = f"test_{worker_id}"
    with psycopg.connect(os.environ["TEST_SUPERUSER_URL"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(1)")  # held until this connection ends
        made = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [MIGRATED])
        if made.fetchone() is None:
            server.execute(f'DROP DATABASE IF EXISTS "{MIGRATED}_half" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{MIGRATED}_half" OWNER csp_owner')
            with django_db_blocker.unblock():
                migrate_in(f"{MIGRATED}_half")
            server.execute(f'ALTER DATABASE "{MIGRATED}_half" RENAME TO "{MIGRATED}"')
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" OWNER csp_owner TEMPLATE "{MIGRATED}"')
    work_in(name)  # what is granted on the database itself is not copied
    with django_db_blocker.unblock():
        yield
        connection.close()


MIGRATED = "test_migrated"


def migrate_in(name: str) -> None:
    """Makes the product's tables in a new database, and leaves it."""
    from django.core.management import call_command
    from django.db import connection

    work_in(name)
    call_command("migrate", verbosity=0)
    with superuser_connection() as server:
        server.execute(TEST_DOOR)
    connection.close()


def work_in(name: str) -> None:
    """Points Django to a database, and lets the product's roles in."""
    from django.conf import settings
    from django.db import connection

    from config.tenancy.policies import SQL

    settings.DATABASES["default"]["NAME"] = name
    settings.DATABASE_OWNER["NAME"] = name
    connection.settings_dict["NAME"] = name
    with superuser_connection() as server:
        server.execute((SQL / "database.sql").read_text())


def superuser_connection() -> psycopg.Connection[Any]:
    """The superuser on this worker's database; for set-up and truncation only."""
    from django.db import connection

    from config.env import database

    at = database(urlparse(os.environ["TEST_SUPERUSER_URL"]))
    return psycopg.connect(
        host=at["HOST"],
        port=at["PORT"],
        user=at["USER"],
        password=at["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    )


#: A convener is made by an operator; inside a test's own transaction this door stands for it.
TEST_DOOR = """
CREATE SCHEMA testing;
GRANT USAGE ON SCHEMA testing TO csp_login, csp_maint;
CREATE FUNCTION testing.insert_convener(fields jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO partnerships_convener
  SELECT * FROM jsonb_populate_record(NULL::partnerships_convener, fields)
$$;
ALTER FUNCTION testing.insert_convener(jsonb) OWNER TO csp_maint;
"""


TABLES_TO_EMPTY = """
SELECT tablename FROM pg_tables WHERE schemaname = 'public'
AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
"""


@pytest.fixture(autouse=True, scope="session")
def _empty_as_superuser() -> None:
    """The runtime login may not empty tables; the teardown of transactional tests borrows one.

    A table of few rows is emptied by DELETE in a tenth of the time of a TRUNCATE.
    """

    def tear_down(self: Any) -> None:
        from django.db import connections

        connections.close_all()
        with superuser_connection() as server:
            server.execute("SET lock_timeout = '10s'")
            server.execute("SET session_replication_role = replica")  # no trigger, no foreign key
            rows = server.execute(TABLES_TO_EMPTY).fetchall()
            server.execute(";".join(f'DELETE FROM "{name}"' for (name,) in rows))

    TransactionTestCase._fixture_teardown = tear_down  # type: ignore[method-assign]  # see above


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Any) -> None:
    settings.STORAGE_ROOT = tmp_path
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True  # otherwise each test client lists the files anew
