"""`/verify/`: whether a PDF is exactly what was sealed, for anybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from agreements.forms.doors import VerifyForm
from agreements.selectors.verification import check_file, find_by_code
from config.access import open_door
from config.bodies import LARGEST_FILE
from config.door_limits import count
from config.network import network_address

#: Checks a minute from one network address.
MOST_A_MINUTE = 20


def _too_many(request: HttpRequest) -> bool:
    return count(f"verify:{network_address(request)}", 60) > MOST_A_MINUTE


@open_door("anybody who holds a signed copy may check it")
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """GET shows the form; POST answers on the same page. Nothing is kept."""
    form = VerifyForm(request.POST if request.method == "POST" else None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        if _too_many(request):
            form.add_error(None, "That was a lot in one minute. Wait a little and try again.")
            return render(request, "agreements/verify.html", context, status=429)
        file = form.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            form.add_error("file", "The file is larger than 25 MB. Our copies never are.")
            return render(request, "agreements/verify.html", context, status=422)
        if file:
            context["answer"] = check_file(file.read())
            context["file_name"] = file.name
        else:
            context["typed_code"] = form.cleaned_data["code"]
            context["documents"] = find_by_code(form.cleaned_data["code"])
    return render(request, "agreements/verify.html", context, status=status)
