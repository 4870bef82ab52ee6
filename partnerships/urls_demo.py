"""Addresses that exist in the demo only."""

from django.urls import path

from partnerships.views import demo

urlpatterns = [
    path("demo/", demo.demo_index, name="demo-index"),
    path("demo/become/", demo.demo_become, name="demo-become"),
    path("demo/sign-in/<str:token>/", demo.demo_sign_in, name="demo-sign-in"),
    path("demo/mail/", demo.demo_mail, name="demo-mail"),
    path("demo/mail/<str:key>/", demo.demo_mail_read, name="demo-mail-read"),
    path("demo/mail/<str:key>/<int:number>/", demo.demo_mail_file, name="demo-mail-file"),
]
