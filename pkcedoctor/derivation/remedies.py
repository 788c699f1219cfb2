"""What to write instead, in the language whose mistake it typically is first.

Every expression is run by the tests where its runtime is at hand.
"""

from itertools import pairwise
from typing import Final

from pkcedoctor.derivation.formula import Formula, Remedy

WEB_CRYPTO: Final = "JavaScript (WebCrypto)"
CRYPTO_JS: Final = "JavaScript (CryptoJS)"
NODE: Final = "JavaScript (Node)"
PYTHON: Final = "Python"
JAVA: Final = "Java"
KOTLIN: Final = "Kotlin"
C_SHARP: Final = "C#"
GO: Final = "Go"
PHP: Final = "PHP"
RUBY: Final = "Ruby"
SWIFT: Final = "Swift"
POWERSHELL: Final = "PowerShell"
BASH: Final = "bash"

CHALLENGE_REMEDIES: Final = (
    Remedy(
        WEB_CRYPTO,
        "btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("
        '"SHA-256", new TextEncoder().encode(codeVerifier)))))'
        '.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")',
    ),
    Remedy(CRYPTO_JS, "CryptoJS.SHA256(codeVerifier).toString(CryptoJS.enc.Base64url)"),
    Remedy(
        NODE,
        'require("node:crypto").createHash("sha256").update(codeVerifier).digest("base64url")',
    ),
    Remedy(
        PYTHON,
        'base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode("ascii")).digest())'
        '.rstrip(b"=").decode("ascii")',
    ),
    Remedy(
        JAVA,
        'Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256")'
        ".digest(codeVerifier.getBytes(StandardCharsets.US_ASCII)))",
    ),
    Remedy(
        KOTLIN,
        'Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256")'
        ".digest(codeVerifier.toByteArray(Charsets.US_ASCII)))",
    ),
    Remedy(
        C_SHARP,
        "Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(codeVerifier)))"
        ".TrimEnd('=').Replace('+', '-').Replace('/', '_')",
    ),
    Remedy(
        GO,
        "digest := sha256.Sum256([]byte(codeVerifier)); "
        "codeChallenge := base64.RawURLEncoding.EncodeToString(digest[:])",
    ),
    Remedy(
        PHP,
        "rtrim(strtr(base64_encode(hash('sha256', $codeVerifier, true)), '+/', '-_'), '=')",
    ),
    Remedy(RUBY, "Base64.urlsafe_encode64(Digest::SHA256.digest(code_verifier), padding: false)"),
    Remedy(
        SWIFT,
        "Data(SHA256.hash(data: Data(codeVerifier.utf8))).base64EncodedString()"
        '.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")'
        '.replacingOccurrences(of: "=", with: "")',
    ),
    Remedy(
        POWERSHELL,
        "[Convert]::ToBase64String([Security.Cryptography.SHA256]::Create().ComputeHash("
        "[Text.Encoding]::ASCII.GetBytes($codeVerifier)))"
        ".TrimEnd('=').Replace('+', '-').Replace('/', '_')",
    ),
    Remedy(
        BASH,
        'printf %s "$code_verifier" | openssl dgst -sha256 -binary | openssl base64 -A '
        "| tr '+/' '-_' | tr -d '='",
    ),
)
"""The challenge of a verifier (RFC 7636 4.2)."""

VERIFIER_REMEDIES: Final = (
    Remedy(WEB_CRYPTO, "new URLSearchParams({ code_verifier: codeVerifier }).toString()"),
    Remedy(NODE, "new URLSearchParams({ code_verifier: codeVerifier }).toString()"),
    Remedy(PYTHON, 'urllib.parse.urlencode({"code_verifier": code_verifier})'),
    Remedy(JAVA, '"code_verifier=" + URLEncoder.encode(codeVerifier, StandardCharsets.UTF_8)'),
    Remedy(KOTLIN, '"code_verifier=" + URLEncoder.encode(codeVerifier, Charsets.UTF_8)'),
    Remedy(
        C_SHARP,
        "new FormUrlEncodedContent("
        'new Dictionary<string, string> { ["code_verifier"] = codeVerifier })',
    ),
    Remedy(GO, 'url.Values{"code_verifier": {codeVerifier}}.Encode()'),
    Remedy(PHP, "http_build_query(['code_verifier' => $codeVerifier])"),
    Remedy(RUBY, "URI.encode_www_form(code_verifier: code_verifier)"),
    Remedy(
        SWIFT,
        '"code_verifier=" + codeVerifier.addingPercentEncoding(withAllowedCharacters: '
        'CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~")))!',
    ),
    Remedy(POWERSHELL, '"code_verifier=$([Uri]::EscapeDataString($codeVerifier))"'),
    Remedy(BASH, 'curl --data-urlencode "code_verifier=$code_verifier" "$token_endpoint"'),
)
"""The verifier in the body of the token request, encoded exactly once (RFC 6749 4.1.3)."""

_TYPICAL: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("[object ArrayBuffer]", (WEB_CRYPTO,)),
    ("[object Uint8Array]", (WEB_CRYPTO,)),
    ("[object Promise]", (WEB_CRYPTO,)),
    ("[object Object]", (WEB_CRYPTO, CRYPTO_JS)),
    ("undefined", (WEB_CRYPTO, NODE)),
    ("null", (WEB_CRYPTO, NODE)),
    ("NaN", (WEB_CRYPTO, NODE)),
    ("None", (PYTHON,)),
    ("nil", (RUBY, SWIFT)),
    ("System.Byte[]", (C_SHARP, POWERSHELL)),
    ("Array", (PHP,)),
    ("SHA-256-initial-state", (WEB_CRYPTO, CRYPTO_JS)),
    ("sha256sum", (BASH,)),
    ("openssl", (BASH,)),
    ("Swift", (SWIFT,)),
    ("str", (PYTHON,)),
    ("repr", (PYTHON,)),
    ("wrap-60", (RUBY,)),
    ("wrap-64", (BASH,)),
    ("wrap-76", (JAVA, PHP, PYTHON)),
    ("sum", (GO,)),
    ("line-feed", (BASH,)),
    ("CR-LF", (POWERSHELL, C_SHARP)),
    ("UTF-16LE", (C_SHARP, POWERSHELL)),
    ("UTF-16LE-BOM", (POWERSHELL, C_SHARP)),
    ("HEX-dashes", (C_SHARP, POWERSHELL)),
    ("hex-dashes", (C_SHARP, POWERSHELL)),
    ("HEX", (C_SHARP, POWERSHELL)),
    ("HEX-colons", (JAVA, KOTLIN)),
    ("7-bit", (NODE,)),
    ("UTF-8-replaced", (NODE, JAVA, PYTHON)),
    ("UTF-8-of-Latin-1", (NODE, PHP)),
    ("ASCII-questioned", (C_SHARP, POWERSHELL)),
    ("ASCII-replaced", (JAVA, KOTLIN)),
    ("UTF-8-ignored", (PYTHON,)),
    ("hex-without-zeros", (WEB_CRYPTO, JAVA)),
    ("hex-of-signed-bytes", (JAVA, KOTLIN)),
    ("hex-of-number", (JAVA, KOTLIN)),
    ("number-slice", (GO,)),
    ("signed-number-list", (JAVA, KOTLIN)),
    ("number-list", (PYTHON, RUBY)),
    ("number-array", (WEB_CRYPTO, NODE)),
    ("number-object", (WEB_CRYPTO, NODE)),
    ("numbers", (WEB_CRYPTO, NODE)),
    ("percent-encode-all", (SWIFT,)),
    ("json-escape", (PHP, JAVA)),
    ("replace-first", (WEB_CRYPTO, NODE)),
    ("hex base64url", (CRYPTO_JS, BASH, PHP)),
    ("hex base64url-padded", (RUBY, KOTLIN)),
    ("hex base64", (PHP, CRYPTO_JS, NODE, PYTHON)),
    ("hex base64-unpadded", (PHP, CRYPTO_JS)),
    ("hex", (PYTHON, RUBY, WEB_CRYPTO, PHP)),
    ("base64-decode", (NODE, GO)),
    ("percent-encode", (PHP, NODE)),
    ("HMAC-SHA-256", (PHP, NODE)),
    ("base64url-padded", (PYTHON, GO, JAVA)),
    ("base64-unpadded", (POWERSHELL, KOTLIN)),
    ("base64", (JAVA, PYTHON, RUBY, WEB_CRYPTO)),
    ("replace", (WEB_CRYPTO, KOTLIN)),
)
"""Marks of a formula and the languages that typically leave them; the first that fits decides."""


def remedies_of(formula: Formula, *, of_verifier: bool) -> tuple[Remedy, ...]:
    """Return the expressions in every language, the typical ones first."""
    remedies = VERIFIER_REMEDIES if of_verifier else CHALLENGE_REMEDIES
    if of_verifier:
        return remedies
    marks = _marks(formula)
    typical = next((languages for mark, languages in _TYPICAL if mark in marks), ())
    return tuple(
        sorted(
            remedies,
            key=lambda remedy: (
                typical.index(remedy.language) if remedy.language in typical else len(typical)
            ),
        )
    )


def _marks(formula: Formula) -> frozenset[str]:
    """Return what of a formula may point at a language."""
    names = formula.names
    pairs = (" ".join(pair) for pair in pairwise(names))
    return frozenset((*names, *pairs, formula.origin.notation.strip('"')))
