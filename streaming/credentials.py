"""Credentials in addresses: passwords, tokens and keys, which are masked wherever an address is shown."""

from __future__ import annotations

import re

MASK = "***"
"""What is shown in the place of a password, a token or a key."""

# Passwords may hold characters that ought to be escaped, so they end at the last "@"; but digits before a
# slash or a question mark are a port. Of two slashes, a path keeps one. The limits keep the time linear.
_PASSWORD = r"((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:/{1,2}[^\s:@/?#]{0,200}):(?!\d{1,5}[/?])%s{0,400}@"
_OPTION = r"([?&][\w.-]{0,40}(?:auth|cred|jwt|key|pas|pwd|secret|session|sig|token)[\w.-]{0,40}=)%s+"
_NAMELESS = re.compile(r"([?&])[^=&]+=*(?=&|$)")
_IN_TEXT = [re.compile(form, re.IGNORECASE) for form in (_PASSWORD % r"\S", _OPTION % r"[^\s&;'\"]")]
_ALONE = [re.compile(form, re.IGNORECASE | re.DOTALL) for form in (_PASSWORD % ".", _OPTION % "[^&]")]


def masked(text: str) -> str:
    """Mask the credentials of all addresses in a text: ``mqtt://me:***@host``, ``ws://:8765?token=***``.

    Args:
        text: of any kind, such as a message. Addresses in it end at white space.
    """
    return _masked(text, *_IN_TEXT)


def masked_address(text: str) -> str:
    """Mask the credentials of an address as it was typed, which may be none, or hold blanks."""
    shown = _masked(text, *_ALONE)
    if ":/" in text:
        shown = _NAMELESS.sub(rf"\1{MASK}", shown)
    scheme, colon, rest = shown.partition(":")
    if colon and not rest.startswith("/") and "@" in rest:  # "mqtt:me:secret@host", "me:secret@host"
        return f"{scheme}:{MASK}@{rest.rpartition('@')[2]}"
    return shown


def _masked(text: str, password: re.Pattern[str], option: re.Pattern[str]) -> str:
    if ":/" in text:
        text = password.sub(rf"\1:{MASK}@", text)
    return option.sub(rf"\1{MASK}", text)
