"""What verifiers are drawn from: the usual alphabets, and how programs order them."""

from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits
from typing import Final

ALPHABETS: Final = {
    "decimal digits": digits,
    "hexadecimal digits": "0123456789abcdef",
    "upper-case hexadecimal digits": "0123456789ABCDEF",
    "lower-case letters": ascii_lowercase,
    "upper-case letters": ascii_uppercase,
    "base32": ascii_uppercase + "234567",
    "lower-case base32": ascii_lowercase + "234567",
    "lower-case letters and digits": ascii_lowercase + digits,
    "upper-case letters and digits": ascii_uppercase + digits,
    "letters": ascii_letters,
    "base58": "".join(sorted(set(ascii_letters + digits) - set("0OIl"))),
    "letters and digits": ascii_letters + digits,
    "base64url": ascii_letters + digits + "-_",
    "unreserved characters": ascii_letters + digits + "-._~",
}
"""The smallest first."""

_WHOLE: Final = tuple(
    "".join(parts) + symbols
    for parts in (
        (ascii_uppercase, ascii_lowercase, digits),
        (ascii_lowercase, ascii_uppercase, digits),
        (digits, ascii_uppercase, ascii_lowercase),
        (digits, ascii_lowercase, ascii_uppercase),
    )
    for symbols in ("", "-._~", "-_", "-_.~", "_-", "-.", "._-")
)

ORDERS: Final = (
    ascii_lowercase + digits,
    digits + ascii_lowercase,
    ascii_uppercase + digits,
    digits + ascii_uppercase,
    ascii_uppercase + ascii_lowercase,
    ascii_lowercase + ascii_uppercase,
    "0123456789abcdef",
    "0123456789ABCDEF",
    "abcdef0123456789",
    *_WHOLE,
)
"""Texts of which programs pick ``alphabet[number]``."""
