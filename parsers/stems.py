"""Light Indonesian stemming: candidates only, so the word lists decide which candidate is meant."""

from parsers.remembering import remembered

_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
_PREFIXES = (
    "memper", "diper", "keber", "keter", "menge", "penge", "meng", "meny", "peng", "peny", "mem", "men",
    "pem", "pen", "per", "pel", "ber", "bel", "ter", "di", "ke", "se", "me", "pe", "nge",
    "ng", "ny", "be", "te",
    "ku",
)  # fmt: skip
_NASALS = {"meng": "k", "peng": "k", "meny": "s", "peny": "s", "mem": "p", "pem": "p", "men": "t", "pen": "t"}
_VOWELS = frozenset("aiueo")
_SHORTEST = 3


@remembered(4096)
def unclitic(form: str) -> str:
    """*form* without a clitic ("jalannya" -> "jalan"), or *form* itself when too little would be left."""
    for clitic in _CLITICS:
        if form.endswith(clitic) and len(form) - len(clitic) > _SHORTEST:
            return form[: -len(clitic)]
    return form


@remembered(4096)
def stems(form: str) -> tuple[str, ...]:
    """Every root *form* might come from, itself included; at most a few dozen, of three letters or more."""
    if len(form) > 30:
        return (form,)
    bases = dict.fromkeys((form, unclitic(form)))
    for base in tuple(bases):
        bases.update(dict.fromkeys(_without_suffix(base)))
    found = dict(bases)
    for base in bases:
        found.update(dict.fromkeys(_without_prefix(base)))
    return tuple(stem for stem in found if len(stem) >= _SHORTEST)


def _without_suffix(form: str) -> list[str]:
    return [form[: -len(suffix)] for suffix in _SUFFIXES if form.endswith(suffix)]


def _without_prefix(form: str) -> list[str]:
    found: list[str] = []
    for prefix in _PREFIXES:
        if not form.startswith(prefix):
            continue
        rest = form[len(prefix) :]
        found.append(rest)
        if prefix in _NASALS and rest[:1] in _VOWELS:
            found.append(_NASALS[prefix] + rest)
    return found
