"""What a scope shows, and that forgetting one fails closed."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.db import ProgrammingError, connection, transaction

from config.tenancy.scopes import ScopeConflict, ScopeRequired, convener_scope, current_scope
from partnerships.models import Partnership, Region
from tests.cast import House


def test_query_without_scope_raises(prairie: House) -> None:
    with pytest.raises(ScopeRequired):
        Partnership.objects.exists()


def test_scope_shows_own_rows_only(prairie: House, rival: House) -> None:
    with rival.scope():
        Region.objects.create(name="Rival's secret")
    with prairie.scope():
        assert set(Region.objects.values_list("name", flat=True)) == {"South Central"}


def test_raw_sql_in_scope_shows_own_rows_only(prairie: House, rival: House) -> None:
    with prairie.scope(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT convener_id FROM partnerships_partnership")
        assert cursor.fetchall() == [(prairie.convener.pk,)]


def test_statement_planned_once_shows_each_scope_its_own(prairie: House, rival: House) -> None:
    """A plan kept from one scope must not serve another, nor a role that may not read."""
    sql = "SELECT DISTINCT convener_id FROM partnerships_partnership WHERE name <> %s"
    for _ in range(6):
        for house in (prairie, rival):
            with house.scope(), connection.cursor() as cursor:
                cursor.execute(sql, [""])
                assert cursor.fetchall() == [(house.convener.pk,)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
            ["SELECT DISTINCT convener_id%"],
        )
        assert cursor.fetchone() == (1,)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(sql, [""])


def test_role_comes_off_after_the_scope(prairie: House) -> None:
    with prairie.scope():
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("csp_login",)


def test_other_scope_inside_a_scope_raises(prairie: House, rival: House) -> None:
    with prairie.scope(), pytest.raises(ScopeConflict), rival.scope():
        pass


def test_login_role_reads_no_tenant_table(prairie: House) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM partnerships_partnership")


def test_scope_reads_no_password(prairie: House) -> None:
    with convener_scope(prairie.convener.pk):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT password FROM partnerships_user")


def current_role() -> tuple[str, str]:
    """The role that is on, and the convener that the policies compare with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, coalesce(current_setting('tenancy.convener', true), '')"
        )
        role, convener = cursor.fetchone()
    return role, convener


class Stumbled(Exception):
    """Raised on purpose."""


def stumble(house: House, name: str) -> None:
    """Writes a region in the house's scope and fails."""
    with house.scope():
        Region.objects.create(name=name)
        raise Stumbled


def test_role_comes_off_after_an_exception(prairie: House) -> None:
    with pytest.raises(Stumbled):
        stumble(prairie, "Half done")
    assert current_role() == ("csp_login", "")
    with prairie.scope():
        assert not Region.objects.filter(name="Half done").exists()


def test_role_comes_off_after_a_database_error(prairie: House) -> None:
    with pytest.raises(ProgrammingError), prairie.scope(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM partnerships_user")
    assert current_role() == ("csp_login", "")


def test_same_scope_nested_keeps_the_role_until_the_outer_ends(prairie: House) -> None:
    with prairie.scope():
        with prairie.scope():
            pass
        assert current_role() == ("csp_convener", str(prairie.convener.pk))
    assert current_role() == ("csp_login", "")


def test_same_scope_nested_and_failed_keeps_the_outer_scope(prairie: House) -> None:
    with prairie.scope():
        with pytest.raises(Stumbled):
            stumble(prairie, "Inner")
        assert set(Region.objects.values_list("name", flat=True)) == {"South Central"}


def test_savepoint_rolled_back_keeps_the_scope(prairie: House) -> None:
    with prairie.scope():
        with pytest.raises(Stumbled), transaction.atomic():
            raise Stumbled
        assert current_role() == ("csp_convener", str(prairie.convener.pk))


def test_refused_other_scope_leaves_the_first_one_open(prairie: House, rival: House) -> None:
    with prairie.scope():
        with pytest.raises(ScopeConflict), rival.scope():
            pass
        assert current_role() == ("csp_convener", str(prairie.convener.pk))
        assert Region.objects.get().convener_id == prairie.convener.pk


def test_two_scopes_one_after_the_other_show_each_its_own(prairie: House, rival: House) -> None:
    for house in (prairie, rival, prairie):
        with house.scope():
            assert Region.objects.get().convener_id == house.convener.pk


def test_queryset_made_in_one_scope_and_run_in_another_shows_the_other(
    prairie: House, rival: House
) -> None:
    with prairie.scope():
        regions = Region.objects.all()
    with rival.scope():
        assert {region.convener_id for region in regions.all()} == {rival.convener.pk}


def test_queryset_run_after_its_scope_raises(prairie: House) -> None:
    with prairie.scope():
        regions = Region.objects.all()
    with pytest.raises(ScopeRequired):
        list(regions)


@pytest.mark.parametrize(
    "query",
    [
        lambda: Region.objects.filter(name="x").exists(),
        lambda: Region.objects.filter(name="x").count(),
        lambda: Region.objects.create(name="x"),
        lambda: Region.objects.update(name="x"),
        lambda: Region.objects.all().delete(),
        lambda: Region.objects.filter(name="x").exclude(name="y").first(),
        lambda: Region._base_manager.filter(name="x").exists(),
        lambda: list(Region.objects.filter(name="a").union(Region.objects.filter(name="b"))),
        lambda: Region.objects.bulk_create([Region(name="x")]),
        lambda: Region(name="x").save(),
    ],
)
def test_every_way_to_query_without_scope_raises(db: None, query: Any) -> None:
    with pytest.raises(ScopeRequired):
        query()


def test_coroutine_inside_a_scope_reaches_no_other_connection(prairie: House) -> None:
    """Another thread has another connection, which wears no role: the wall stands without us."""

    def read() -> str:
        try:
            return str(list(Region.objects.all()))
        except ProgrammingError as error:
            return str(error)
        finally:
            connection.close()

    with prairie.scope():
        answer = async_to_sync(sync_to_async(read, thread_sensitive=False))()
    assert "permission denied" in answer


def test_opening_a_scope_in_a_coroutine_is_refused(prairie: House) -> None:
    async def open_one() -> None:
        with prairie.scope():
            raise AssertionError("not reached")

    with pytest.raises(SynchronousOnlyOperation):
        async_to_sync(open_one)()


def test_commit_hooks_run_after_the_scope(transactional_db: None, prairie: House) -> None:
    seen: list[Any] = []
    with prairie.scope():
        transaction.on_commit(lambda: seen.append(current_scope()))
    assert seen == [None]
