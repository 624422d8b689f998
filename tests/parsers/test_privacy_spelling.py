"""However a phone number or a 16-digit number is typed, wherever it stands, all of it is found and masked."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parsers import mask, personal_data

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
BEFORE = (
    "", "nik ", "NIK.", "nik", "no ktp: ", "kk ", "hub ", "hp", "wa:", "(", "saya ", "di rt 02 rw 05, ",
    "umur 45 thn ", "STATUS 24183567 ", "tgl 12-11-2026 ", "solo ", "uang 50.000, ", "kosong ",
    "jl melati no 7\n", "tps 021 ", "rt 02 ",
)  # fmt: skip
AFTER = (
    "",
    ".",
    ")",
    ", tolong",
    " ya pak",
    " 2 orang",
    "/pak rt",
    " an budi",
    "\nterima kasih",
    " dan 3 lagi",
    " kk",
)
SEPARATORS = (" ", "-", ".", "/", "_", "\n", " - ", "  ", ". ", "~", "=", "*", "–", "·", ",")


@st.composite
def cut(draw: st.DrawFn, digits: str) -> str:
    """*digits* whole, one by one, or in pieces of two to six with one separator between them."""
    separator = draw(st.sampled_from(SEPARATORS))
    way = draw(st.sampled_from(("whole", "single", "pieces", "pieces")))
    if way == "whole":
        return digits
    if way == "single":
        assume(separator not in ("/", ","))
        return separator.join(digits)
    pieces: list[str] = []
    rest = digits
    while rest:
        size = draw(st.integers(2, 6))
        if len(rest) - size == 1 or len(rest) < 2:
            size = len(rest)
        pieces.append(rest[:size])
        rest = rest[size:]
    thousands = all(len(piece) == 3 for piece in pieces[1:]) and len(pieces[0]) <= 3
    assume(not (thousands and separator in (".", ". ", ",")))  # an amount of money
    assume(not all(piece[:2] in ("19", "20") for piece in pieces))  # years
    assume(not (separator == "/" and max(map(len, pieces[:2])) <= 2))  # a date
    assume([len(piece) for piece in pieces] != [8, 8])  # two ticket numbers
    return separator.join(pieces)


@st.composite
def typed(draw: st.DrawFn, spelled: str) -> str:
    """*spelled* in another script, with a letter for a digit, or with invisible characters between."""
    way = draw(st.sampled_from(("plain", "plain", "arabic", "wide", "letters", "invisible")))
    if way == "arabic":
        return spelled.translate(ARABIC)
    if way == "wide":
        return spelled.translate(WIDE)
    if way == "invisible":
        return "\u200b".join(spelled)
    if way == "letters":
        place = draw(st.integers(0, len(spelled) - 1))
        letters = {"0": "O", "1": "l"}.get(spelled[place])
        neighbours = [each for each in spelled[max(0, place - 2) : place] + spelled[place + 1 : place + 3]]
        assume(letters is None or sum(each.isdigit() for each in neighbours) >= 3)
        return spelled[:place] + (letters or spelled[place]) + spelled[place + 1 :]
    return spelled


identities = st.integers(10**15, 10**16 - 1).map(str)
mobiles = st.builds(
    lambda operator, rest: f"08{operator}{rest}",
    st.sampled_from(["11", "12", "13", "21", "52", "53", "57", "78", "81", "95", "99"]),
    st.text("0123456789", min_size=6, max_size=9),
)


def hidden(text: str, start: int, end: int) -> bool:
    """Whether every digit of text[start:end] lies in a span, and the piece is not in the masked text."""
    spans = [(span.start, span.end) for span in personal_data(text)]
    bare = [at for at in range(start, end) if text[at].isalnum() and not any(a <= at < b for a, b in spans)]
    return bare == [] and text[start:end] not in mask(text)


@settings(max_examples=600)
@given(st.sampled_from(BEFORE), identities.flatmap(cut).flatmap(typed), st.sampled_from(AFTER))
def test_no_sixteen_digit_number_is_missed(before: str, number: str, after: str) -> None:
    assert hidden(before + number + after, len(before), len(before) + len(number))


@settings(max_examples=600)
@given(st.sampled_from(BEFORE), mobiles.flatmap(cut).flatmap(typed), st.sampled_from(AFTER))
def test_no_mobile_number_is_missed(before: str, number: str, after: str) -> None:
    assert hidden(before + number + after, len(before), len(before) + len(number))


@settings(max_examples=300)
@given(
    st.sampled_from(BEFORE),
    st.sampled_from(("+62", "62", "+62 ", "62 ", "+62-", "(+62)", "+62.", "0062")),
    mobiles,
    st.sampled_from(AFTER),
    st.sampled_from((" ", "-", ".")),
)
def test_no_mobile_number_with_a_country_code_is_missed(
    before: str, code: str, mobile: str, after: str, separator: str
) -> None:
    number = code + separator.join((mobile[1:4], mobile[4:8], mobile[8:]))
    assert hidden(before + number + after, len(before), len(before) + len(number))


@given(st.text(max_size=30), identities | mobiles, st.text(max_size=30))
def test_a_number_is_hidden_in_any_text(before: str, number: str, after: str) -> None:
    assume(not (before[-1:].isalnum() or after[:1].isalnum()))
    assert number not in mask(f"{before}{number}{after}")
