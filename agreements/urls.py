"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, include, path

from agreements.views import (
    answers,
    codes,
    commitments,
    copies,
    corrections,
    countersign,
    details,
    drafts,
    lists,
    redrafts,
    responsibilities,
    sending,
    sign,
    verify,
)

app_name = "agreements"

workspace = [
    path("", lists.partnership_agreements, name="partnership-agreements"),
    path("new/", drafts.agreement_new, name="agreement-new"),
    path("promises/", lists.commitment_list, name="commitment-list"),
]
promises: list[URLPattern] = [
    path("<slug:side>/new/", responsibilities.responsibility_add, name="responsibility-add"),
    path(
        "<uuid:responsibility_id>/",
        responsibilities.responsibility_change,
        name="responsibility-change",
    ),
    path(
        "<uuid:responsibility_id>/remove/",
        responsibilities.responsibility_remove,
        name="responsibility-remove",
    ),
]
signers: list[URLPattern] = [
    path("resend/", sending.signer_resend, name="signer-resend"),
    path("correct/", corrections.signer_correct, name="signer-correct"),
    path("replace/", corrections.signer_replace, name="signer-replace"),
]
agreement: list[URLPattern | URLResolver] = [
    path("", details.agreement_detail, name="agreement-detail"),
    path("full-text.pdf", details.agreement_text, name="agreement-text"),
    path("sealed.pdf", details.agreement_file, name="agreement-file"),
    path("change/", drafts.agreement_change, name="agreement-change"),
    path("discard/", drafts.agreement_discard, name="agreement-discard"),
    path("send/", sending.agreement_send, name="agreement-send"),
    path("sign/", countersign.agreement_countersign, name="agreement-countersign"),
    path("extend/", corrections.agreement_extend, name="agreement-extend"),
    path("reopen/", corrections.agreement_reopen, name="agreement-reopen"),
    path("redraft/", redrafts.agreement_redraft, name="agreement-redraft"),
    path("again/", redrafts.agreement_again, name="agreement-again"),
    path("void/", corrections.agreement_void, name="agreement-void"),
    path("responsibilities/", include(promises)),
    path("signers/<uuid:signer_id>/", include(signers)),
    path(
        "questions/<uuid:question_id>/answer/", countersign.question_answer, name="question-answer"
    ),
]
convener_pages: list[URLPattern | URLResolver] = [
    path("agreements/", lists.agreement_list, name="agreement-list"),
    path("agreements/<uuid:agreement_id>/", include(agreement)),
    path("partnerships/<slug:slug>/agreements/", include(workspace)),
    path(
        "promises/<uuid:commitment_id>/<slug:verb>/",
        commitments.commitment_mark,
        name="commitment-mark",
    ),
]
sign_door = [
    path("", sign.sign_read, name="sign-read"),
    path("continue/", sign.sign_continue, name="sign-continue"),
    path("agree/", sign.sign_agree, name="sign-agree"),
    path("code/", codes.sign_code, name="sign-code"),
    path("done/", sign.sign_done, name="sign-done"),
    path("take-back/", sign.sign_take_back, name="sign-take-back"),
    path("question/", answers.sign_question, name="sign-question"),
    path("someone-else/", answers.sign_someone_else, name="sign-someone-else"),
    path("paper/", answers.sign_paper, name="sign-paper"),
    path("not-now/", answers.sign_decline, name="sign-decline"),
    path("not-me/", answers.sign_not_me, name="sign-not-me"),
    path("full-text.pdf", copies.sign_text, name="sign-text"),
    path("copy.pdf", copies.sign_copy, name="sign-copy"),
]
urlpatterns = [
    path("c/<slug:convener_slug>/", include(convener_pages)),
    path("sign/<str:token>/", include(sign_door)),
    path("copy/<str:token>/", copies.copy_read, name="copy-read"),
    path("copy/<str:token>/copy.pdf", copies.copy_file, name="copy-file"),
    path("verify/", verify.verify, name="verify"),
]
