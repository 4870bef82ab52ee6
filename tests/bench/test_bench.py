"""The benchmark's own steps, with little to load and one round."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import (
    BENCH,
    PAGES,
    gather_statistics,
    measure,
    report,
    sign_in,
    start_server,
)
from tests.bench.world import load_large
from tests.cast import make_house
from tests.processes import free_port, process_environment


@pytest.mark.django_db(transaction=True)
def test_benchmark_measures_every_page_and_no_page_asks_more_than_its_goal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_house("scsc", "South Central", {"owner": "M.Solberg"})
    make_house(
        "delaware", "Delaware", {"owner": "A.Pruitt"}, level="state", kind="education_agency"
    )
    load_large(3, BENCH)
    gather_statistics()
    sign_in()
    settings = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    for name, value in process_environment(**settings).items():
        monkeypatch.setenv(name, value)
    port = free_port()
    server = start_server(port)
    try:
        measure(port, rounds=1, warm_up=1)
    finally:
        server.terminate()
        server.wait(10)
    report()
    table = capsys.readouterr().out
    assert [page.name for page in PAGES if f"\n{page.name} " not in table] == []
    assert [page.name for page in PAGES if not 0 < page.statements <= page.goal[1]] == []
