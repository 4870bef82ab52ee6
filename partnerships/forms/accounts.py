"""The sign-in library's forms, saying in our words what to do.

Named in `ACCOUNT_FORMS` and `MFA_FORMS`; nothing else is changed about them.
"""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import forms as passkey
from django.core.validators import MaxLengthValidator

from config.form_words import PlainWords
from partnerships.forms.fields import line

#: Field: its label in our words.
LABELS = {
    "email": "E-mail address",
    "login": "E-mail address",
    "oldpassword": "Present password",
    "password1": "New password",
    "password2": "New password again",
    "passwordless": "Let this passkey sign me in by itself",
}
LONGEST_PASSWORD = 256
NO_PASSKEY = "The passkey did not answer. Try again, or use another way."


class AccountWords(PlainWords):
    """Our labels and words on a form of the library; stands before the library's class."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            if name in self.fields:
                self.fields[name].label = label
        if "password1" in self.fields:
            self.fields["password1"].validators.append(MaxLengthValidator(LONGEST_PASSWORD))


class PasskeyWords(AccountWords):
    """The same for a passkey's answer, which a script sends and anybody can make up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict.fromkeys(("required", "invalid"), NO_PASSKEY)
        self.fields["credential"].error_messages |= words

    def full_clean(self) -> None:
        """Checks the answer; one that the library cannot read is refused as a wrong one is."""
        try:
            super().full_clean()
        except (KeyError, TypeError, ValueError):
            self.add_error("credential", NO_PASSKEY)


class LoginForm(AccountWords, account.LoginForm):
    """Signing in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The way to a forgotten password stands under the form, not between its fields.
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Keep me signed in on this device"


class RequestLoginCodeForm(AccountWords, account.RequestLoginCodeForm):
    """Where the code goes."""


class ConfirmLoginCodeForm(AccountWords, account.ConfirmLoginCodeForm):
    """The code that was mailed."""


class ResetPasswordForm(AccountWords, account.ResetPasswordForm):
    """Where the link for a new password goes."""


class ResetPasswordKeyForm(AccountWords, account.ResetPasswordKeyForm):
    """The new password, after the link."""


class ChangePasswordForm(AccountWords, account.ChangePasswordForm):
    """The old password and the new one."""


class SetPasswordForm(AccountWords, account.SetPasswordForm):
    """The first password."""


class ConfirmPasswordForm(AccountWords, account.ReauthenticateForm):
    """The password once more, before something that matters."""


class AuthenticateForm(AccountWords, second_factor.AuthenticateForm):
    """The second step of signing in. Its page names only what the person has."""

    def has_app(self) -> bool:
        """Whether there is an authenticator app to look at."""
        return is_mfa_enabled(self.user, [Authenticator.Type.TOTP])

    def has_passkey(self) -> bool:
        """Whether there is a passkey to use."""
        return is_mfa_enabled(self.user, [Authenticator.Type.WEBAUTHN])


class ConfirmCodeForm(AccountWords, second_factor.ReauthenticateForm):
    """The code once more, before something that matters."""


class ActivateTOTPForm(AccountWords, totp.ActivateTOTPForm):
    """The first code of an authenticator app."""


class AddWebAuthnForm(PasskeyWords, passkey.AddWebAuthnForm):
    """A new passkey; the library finds a name for one without."""

    name = line("Name", limit=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = (
            "The device asks for its PIN, fingerprint or face then. Clear the box for a security "
            "key without a PIN: it is only the second step then, after a code or a password."
        )


class LoginWebAuthnForm(PasskeyWords, passkey.LoginWebAuthnForm):
    """Signing in with a passkey."""


class AuthenticateWebAuthnForm(PasskeyWords, passkey.AuthenticateWebAuthnForm):
    """The second step of signing in, with a passkey."""


class ReauthenticateWebAuthnForm(PasskeyWords, passkey.ReauthenticateWebAuthnForm):
    """The passkey once more, before something that matters."""


class EditWebAuthnForm(AccountWords, passkey.EditWebAuthnForm):
    """The name of a passkey."""

    name = line("Name", limit=100)
