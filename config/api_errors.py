"""How the API answers a mistake: one shape for all."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as ModelValidationError
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from config.state import GuardFailed, IllegalMove


class Conflict(exceptions.APIException):
    """What was asked for does not fit the state of things; nothing changed."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "Nothing changed."
    default_code = "conflict"


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as `{"detail": sentence}`, with `errors` by field where fields are wrong."""
    if isinstance(error, ModelValidationError):
        error = exceptions.ValidationError(_by_field(error))
    if isinstance(error, IllegalMove | GuardFailed):
        error = Conflict(str(error))
    response = exception_handler(error, context)
    if response is not None and isinstance(error, exceptions.ValidationError):
        found = response.data if isinstance(response.data, dict) else {"request": response.data}
        response.data = {"detail": "Some fields are not right.", "errors": found}
    return response


def _by_field(error: ModelValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        found = {name: list(words) for name, words in error.message_dict.items()}
        return {("request" if name == "__all__" else name): words for name, words in found.items()}
    return {"request": list(error.messages)}
