"""File names from any text: whatever comes in, a file of that name can be made on every system.

The rules are those of Windows, which are the strictest (Naming Files, Paths, and Namespaces, by
Microsoft), and the 255 bytes that Linux allows. They are written here a second time, so that the
program is not held against itself. What becomes of a text in particular is in `test_files`.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example as instance
from hypothesis import given, settings
from hypothesis import strategies as some

from esgdesk.files import safe_name

DEVICES = [
    *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"),
    *(f"COM{number}" for number in "123456789¹²³"),
    *(f"LPT{number}" for number in "123456789¹²³"),
]
LONGEST_ENDING = ".xlsx.manifest.json"

TEXTS = [
    # devices of Windows, in any case, with endings, spaces and dots, and what only looks like one
    *DEVICES,
    *("con", "Con", "cOn", "prn", "aux", "nul", "com1", "lpt9", "conin$", "com\N{SUPERSCRIPT TWO}"),
    *("CON.txt", "nul.tar.gz", "aux.", "prn...", "com1.xlsx", "LPT1.a.b.c", "con .txt", "nul  .x"),
    *(" con", "con ", ". con", "/con", "con/", "con:", "con\\", "c\N{ZERO WIDTH SPACE}on", "?nul?"),
    *("con\N{RIGHT-TO-LEFT MARK}", "con\0", "con\n.txt", "c:con", "../con", "com1:", "<aux>"),
    *(
        "console",
        "con1",
        "com0",
        "com10",
        "_con",
        "con-1",
        "Ｃ Ｏ Ｎ",
        "ＣＯＮ",
        "nul_",
        "auxiliary",
    ),
    f"con.{'x' * 300}",
    f"nul.{'附' * 200}",
    f"nul.x{'附' * 200}",
    f"aux{' .' * 200}x",
    f"com1.{'😀' * 100}",
    # ways out of the folder
    *("../", "..", ".", "../..", "../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "~/x", "~"),
    *("C:\\Windows\\x", "C:", "C:x", "\\\\server\\share\\x", "\\\\?\\C:\\x", "\\\\.\\nul", "//x/y"),
    *("....//....//x", "a/../b", "./x", "..x", "x..", "%2e%2e%2f", "．．／x", "a∕b", "a⁄b", "a：b"),
    "file:///etc/passwd",
    # dots and spaces at the ends, and nothing but them
    *(
        "",
        " ",
        "   ",
        "...",
        ". . .",
        " . ",
        "name.",
        "name ",
        "name. ",
        "name ...",
        " name",
        ".name",
    ),
    *(
        "a  b",
        "a . b",
        "a. .b",
        "\N{NO-BREAK SPACE}",
        "\N{IDEOGRAPHIC SPACE}name\N{EM SPACE}",
        "。",
    ),
    "name\N{NO-BREAK SPACE}.",
    # control signs and separators of lines
    *(
        "\0",
        "a\0b",
        "\n",
        "a\nb",
        "a\r\nb",
        "a\tb",
        "\x1b[31mred",
        "a\x7f",
        "a\x85b",
        "a\x9fb",
        "\x08",
    ),
    *("a\N{LINE SEPARATOR}b", "a\N{PARAGRAPH SEPARATOR}b", "".join(map(chr, range(32)))),
    # signs that turn the direction or are not seen
    *("\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "a\N{RIGHT-TO-LEFT MARK}", "\N{LEFT-TO-RIGHT MARK}"),
    *("a\N{POP DIRECTIONAL ISOLATE}b", "\N{ARABIC LETTER MARK}a", "a\N{SOFT HYPHEN}b"),
    *("a\N{ZERO WIDTH JOINER}b", "\N{ZERO WIDTH NO-BREAK SPACE}a", "\N{WORD JOINER}"),
    "تقرير الاستدامة 2023",
    "דוח שנתי",
    "نمی\N{ZERO WIDTH NON-JOINER}خواهم",
    # emoji
    *(
        "😀",
        "👍🏽",
        "👨\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧",
        "🇨🇳 report",
        "☀\ufe0f",
        "1\ufe0f\u20e3",
    ),
    "😀" * 200,
    "x" + "😀" * 200,
    # composed, decomposed, and decomposed with a sign between that is not seen
    *(
        "Côté",
        unicodedata.normalize("NFD", "Côté"),
        "e\N{ZERO WIDTH SPACE}\u0301",
        "\u0301",
        "a\u0301\u0301",
    ),
    *(
        "Å",
        "\N{ANGSTROM SIGN}",
        "\N{KELVIN SIGN}",
        "\N{GREEK QUESTION MARK}",
        "<\u0338",
        "e\0\u0301",
    ),
    unicodedata.normalize("NFD", "é" * 200),
    unicodedata.normalize("NFD", "각" * 100),
    "\u0f43\u0958",
    "e" + "\u0301" * 300,
    # long
    "x" * 120,
    "x" * 121,
    "x" * 300,
    "x" * 119 + " y",
    "x" * 119 + "..y",
    "x." * 150,
    "附" * 66,
    "附" * 67,
    "附" * 200,
    "環境、社會及管治報告" * 20,
    "a" + "附" * 200,
    "ab" + "附" * 200,
    "é" * 120,
    "word " * 60,
    "𠮷" * 120,
    # halves of pairs, signs that are none, private ones
    *(
        "\ud800",
        "\udfff",
        "a\ud800b",
        "\ud83d\ude00",
        "\udc80",
        "\ufffe",
        "a\uffff",
        "\ufdd0",
        "\ufffd",
    ),
    *("\ue000", "\U0010ffff", "\U000e0041"),
    # what Windows refuses, one by one and together
    *(
        "a<b",
        "a>b",
        "a:b",
        'a"b',
        "a/b",
        "a\\b",
        "a|b",
        "a?b",
        "a*b",
        '<>:"/\\|?*',
        "a:$DATA",
        "a::b",
    ),
    # what shells and programs find odd, and every system takes
    *(
        "-rf",
        "--help",
        "$HOME",
        "%PATH%",
        "`id`",
        "a;b",
        "a&b",
        "a'b",
        "#1",
        "@x",
        "!x",
        "{a,b}",
        "[x]",
    ),
    *("~$draft", "a=b", "a^b", "a,b", "a+b", "(x)", "desktop.ini", "Thumbs.db", "x.lnk", "x.part"),
    *(
        "年报 2023",
        "環境報告",
        "ＫＰＩ附錄",
        "株式会社テスト",
        "한국어",
        "Ελληνικά",
        "İstanbul",
        "straße",
    ),
]


def faults(name: str) -> list[str]:
    """What is wrong with a file name, by rules written out once more."""
    stem = name.split(".")[0].rstrip(" ")
    found = {
        "is empty": not name,
        "is a folder's own name": name in (".", ".."),
        "has a sign that Windows refuses": any(sign in '<>:"/\\|?*' for sign in name),
        "has a control sign": any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in name),
        "has half a pair": any(0xD800 <= ord(sign) < 0xE000 for sign in name),
        "has a sign that is not seen": any(unicodedata.category(sign) == "Cf" for sign in name),
        "ends with a space or dot": name != name.rstrip(" ."),
        "begins with a space": name.startswith(" "),
        "is a device": stem.casefold() in {device.casefold() for device in DEVICES},
        "is several components on Windows": PureWindowsPath(name).parts != (name,),
        "is several components elsewhere": PurePosixPath(name).parts != (name,),
        "is longer than 120 signs": len(name) > 120,
        "is longer than 200 bytes": len(name.encode("utf-8", "surrogatepass")) > 200,
        "is not composed": not unicodedata.is_normalized("NFC", name),
    }
    return [fault for fault, has_it in found.items() if has_it]


def test_the_corpus_is_large_and_mostly_hard() -> None:
    assert len(set(TEXTS)) == len(TEXTS) >= 150
    assert sum(bool(faults(text)) for text in TEXTS) >= 100


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[1:30])
def test_a_file_of_that_name_can_be_made(tmp_path: Path, text: str) -> None:
    name = safe_name(text)
    assert faults(name) == []
    assert safe_name(name) == name
    for ending in ("", LONGEST_ENDING):
        file = tmp_path / f"{name}{ending}"
        file.write_bytes(b"x")
        assert file.parent == tmp_path
    assert {file.name for file in tmp_path.iterdir()} == {name, f"{name}{LONGEST_ENDING}"}


def test_a_name_that_is_fine_stays_as_it_is() -> None:
    for text in TEXTS:
        # A dot in front hides a file, which nobody means by a company's name.
        if not faults(text) and not text.startswith(".") and text == " ".join(text.split()):
            assert safe_name(text) == text


HARD_SIGNS = "conaux1. /\\:\0\n\u0301é附😀\N{ZERO WIDTH SPACE}\N{NO-BREAK SPACE}<\u0338\ud800ﬁ각"


@settings(max_examples=1000, deadline=None)
@given(
    some.one_of(
        some.text(),
        some.text(some.sampled_from(HARD_SIGNS), max_size=20),
        some.tuples(
            some.sampled_from([*DEVICES, ""]), some.sampled_from(". 附x"), some.integers(50, 250)
        ).map(lambda parts: f"{parts[0]}.{parts[1] * parts[2]}"),
    )
)
@instance("e\N{ZERO WIDTH SPACE}\u0301")
@instance("con." + "x" * 116)
def test_any_text_becomes_a_name_without_fault_that_stays(text: str) -> None:
    name = safe_name(text)
    assert faults(name) == []
    assert safe_name(name) == name
