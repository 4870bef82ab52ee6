"""No log line holds a token that opens a door."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from config.links import new_token
from config.log_lines import MaskedFormatter, masked
from tests.agreements.makers import Post, sent
from tests.cast import House


def test_token_is_left_out_wherever_it_stands() -> None:
    token = new_token()
    for line in (f"Gone: /sign/{token}/", f"Bearer {token}", f'"/link/{token}/fresh/?next=/"'):
        assert token not in masked(line)
    assert masked("Gone: /sign/x/") == "Gone: /sign/x/"


def test_key_of_a_password_mail_is_left_out() -> None:
    line = "Not Found: /accounts/password/reset/key/3-d9k2l1-abcdef0123456789/"
    assert masked(line) == "Not Found: /accounts/password/reset/key/…/"


def test_ids_and_hashes_stay_readable() -> None:
    line = "0198c0de-0000-7000-8000-000000000000 " + "a" * 64
    assert masked(line) == line


def test_every_handler_masks() -> None:
    line: dict[str, Any] = settings.LOGGING["formatters"]["line"]
    assert line["()"] == f"{MaskedFormatter.__module__}.{MaskedFormatter.__name__}"
    assert {one["formatter"] for one in settings.LOGGING["handlers"].values()} == {"line"}


def test_refused_form_at_a_door_logs_no_token(
    client: Client, prairie: House, caplog: pytest.LogCaptureFixture
) -> None:
    with prairie.scope():
        sent(prairie)
    token = Post(prairie).token()
    with caplog.at_level(logging.DEBUG):
        assert client.post(f"/sign/{token}/agree/", {}).status_code == 422
    formatter = MaskedFormatter("{levelname} {name} {message}", style="{")
    lines = [formatter.format(record) for record in caplog.records]
    assert any("/sign/…/agree/" in line for line in lines)
    assert not any(token in line for line in lines)
