"""The characters of GSM 03.38 and the plain spelling of those that are not in it."""

from typing import Final

# 3GPP TS 23.038, table 6.2.1 (basic) and 6.2.1.1 (extension, one ESC before each: two units).
BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = frozenset("\f^{}\\[~]|€")

_GROUPS: Final = {
    "'": "`´‘’‚‛′ʹʻʼʽˈ‹›",
    '"': "“”„‟″«»〝〞",
    "-": "‐‑‒–—―−⁃•‣▪●■◦∙·",
    " ": "\t\v\f",
    "\n": "\u2028\u2029\u0085",
    "/": "⁄∕÷",
    "~": "〜～",
    ",": "、",
    ".": "。",
    "x": "×✕✖✗✘",
    "v": "✓✔",
    "o": "°",
    "d": "đð",
    "D": "ĐÐ",
    "l": "łŀ",
    "L": "ŁĿ",
    "i": "ı",
    "h": "ħ",
    "H": "Ħ",
    "|": "¦",
    "c": "ç",
}
_SINGLE: Final = {
    "…": "...",
    "→": "->",
    "←": "<-",
    "↔": "<->",
    "⇒": "=>",
    "≤": "<=",
    "≥": ">=",
    "≠": "=/=",
    "≈": "~",
    "±": "+/-",
    "©": "(c)",
    "®": "(r)",
    "™": "(tm)",
    "œ": "oe",
    "Œ": "OE",
    "ŋ": "ng",
    "Ŋ": "NG",
    "þ": "th",
    "Þ": "TH",
    "ﷺ": "SAW",
}

REPLACEMENTS: Final = {char: plain for plain, chars in _GROUPS.items() for char in chars} | _SINGLE
