"""Build ESGDesk Sans, the one typeface of the window and of the printed tables.

    python installer/build_fonts.py --latin noto-sans --chinese noto-sans-sc --out resources/fonts

The two inputs are the unpacked npm packages `@expo-google-fonts/noto-sans` and
`@expo-google-fonts/noto-sans-sc`. Needs fontTools; wanted only by whoever builds the fonts anew,
so it is no dependency of ESGDesk. `resources/fonts/README.md` says which versions were taken.

A PDF has no fall-back from one font to the next: a sign the font lacks prints as nothing. So
Latin, Greek, Cyrillic, digits and their super- and subscripts come from Noto Sans, Chinese from
Noto Sans SC, and the few signs neither has in a fitting width are put together from their parts:
≤ ≥ ≠ ≈ as wide as a digit, ☐ ☑ as high as a capital. The same inputs and the same fontTools give
the same files, byte for byte.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

FAMILY = "ESGDesk Sans"
VERSION = "1.000"
UNITS = 1000


class Weight(NamedTuple):
    style: str
    number: int
    folder: str  # as the npm packages name it


WEIGHTS = (Weight("Regular", 400, "400Regular"), Weight("SemiBold", 600, "600SemiBold"))

# Two-byte code pages; together they are every Chinese character a mainland, Taiwan or Hong Kong
# report is commonly set in. Big5 alone lacks 滙 衞 綫 埗, so the Hong Kong supplement is in.
CODE_PAGES = ("gb2312", "big5", "cp950", "big5hkscs")

# What none of these code pages has: characters of people's and companies' names, and traditional
# forms that differ from the Big5 ones (説 for 說).
EXTRA_CHARACTERS = "祎赟镕骉尛琎婳骎鹍镠颋飏峣旸穂翙説閲鋭録緑産爲敎郞藴渉嬀潙僞"

# From Noto Sans, where it has them; these win over Noto Sans SC.
LATIN_RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x024F),  # Latin-1, Extended-A and -B (Pinyin)
    (0x02C6, 0x02DD),  # spacing accents
    (0x0300, 0x036F),  # combining accents
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Vietnamese and the rest of Latin
    (0x2000, 0x206F),  # dashes, quotation marks, spaces, •, …, ‰
    (0x2070, 0x209F),  # super- and subscripts
    (0x20A0, 0x20C0),  # currencies
    (0x2100, 0x214F),  # letter-like: ™ № ℓ Ω
    (0x2150, 0x215F),  # fractions
    (0x2212, 0x2212),  # minus
)
# From Noto Sans SC, besides the code pages.
CHINESE_RANGES = (
    (0x2160, 0x217B),  # Roman numerals
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x22BF),  # mathematics
    (0x2460, 0x24FF),  # ① ⑴ ⓐ
    (0x25A0, 0x25FF),  # ▲ △ ○ ●
    (0x2605, 0x2606),  # ★ ☆
    (0x2713, 0x2713),  # ✓
    (0x3000, 0x3030),  # CJK punctuation; the tall marks 〱 〲 would stretch the line height
    (0x3036, 0x303F),
    (0x3220, 0x3243),  # ㈠
    (0x3280, 0x32B0),  # ㊀
    (0x3380, 0x33DF),  # ㎡ ㎥ ㎏ ㏄
    (0xFE30, 0xFE4F),  # forms for vertical setting
    (0xFF01, 0xFF5E),  # full-width ASCII
    (0xFFE0, 0xFFE6),  # full-width ¢ £ ¥
)

DIGITS = "0123456789"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
COMPOSED = "≤≥≠≈☐☑"
SIGNS_AS_WIDE_AS_A_DIGIT = "+−±×÷=<>≤≥≠≈"

# What a built font must hold, or it is not written.
MUST_HAVE = (
    DIGITS
    + SUPERSCRIPTS
    + SUBSCRIPTS
    + SIGNS_AS_WIDE_AS_A_DIGIT
    + "ₓ–—‘’“”•…·°‰%€£¥µμ©®™†‡§¶"
    + "\u00a0\u2007\u2009\u2011\u202f"
    + "✓☐☑▲▼△▽→←↑↓○●"
    + "稀土員工總數鬱龘驫滙衞綫埗説堃㎡，。、（）「」《》：；！？"
)


def _tool(name: str) -> Any:
    """A module of fontTools, imported late because ESGDesk itself does without it."""
    return importlib.import_module(f"fontTools.{name}")


def code_page(name: str) -> set[int]:
    """All characters a two-byte code page has, without those beyond the basic plane."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                text = bytes((lead, trail)).decode(name)
            except UnicodeDecodeError:
                continue
            found.update(ord(sign) for sign in text if ord(sign) <= 0xFFFF)
    return found


def in_ranges(ranges: Sequence[tuple[int, int]]) -> set[int]:
    return {code for first, last in ranges for code in range(first, last + 1)}


def split_characters(latin: set[int], chinese: set[int]) -> tuple[set[int], set[int]]:
    """Which characters come from which font; what a font offers is what its cmap has."""
    composed = {ord(sign) for sign in COMPOSED}
    from_latin = (in_ranges(LATIN_RANGES) & latin) - composed
    wanted = in_ranges(CHINESE_RANGES) | {ord(sign) for sign in EXTRA_CHARACTERS}
    for name in CODE_PAGES:
        wanted |= code_page(name)
    return from_latin, (wanted & chinese) - from_latin - composed


def subset(font: Any, characters: set[int], features: Sequence[str]) -> None:
    module = _tool("subset")
    options = module.Options(
        layout_features=list(features),
        layout_scripts=["DFLT", "latn", "grek", "cyrl"],
        name_IDs=["*"],
        notdef_outline=True,
        glyph_names=True,
        recalc_timestamp=False,
        drop_tables=["BASE", "STAT", "vhea", "vmtx", "VORG", "DSIG", "meta"],
    )
    if not features:
        options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    worker = module.Subsetter(options)
    worker.populate(unicodes=characters)
    worker.subset(font)


# ---------------------------------------------------------------- signs put together from parts


def bounds(font: Any, sign: str) -> tuple[int, int, int, int]:
    glyph = font["glyf"][font.getBestCmap()[ord(sign)]]
    return glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax


class Drawing:
    """A new glyph, drawn from glyphs the font has and from straight lines."""

    def __init__(self, font: Any) -> None:
        self.font = font
        self.glyphs = font.getGlyphSet()
        self.pen = _tool("pens.ttGlyphPen").TTGlyphPen(None)

    def part(self, sign: str, *, scale: float = 1, right: float = 0, up: float = 0) -> None:
        pen = _tool("pens.transformPen").TransformPen(self.pen, (scale, 0, 0, scale, right, up))
        decomposing = _tool("pens.recordingPen").DecomposingRecordingPen(self.glyphs)
        self.glyphs[self.font.getBestCmap()[ord(sign)]].draw(decomposing)
        decomposing.replay(pen)

    def polygon(self, *points: tuple[float, float]) -> None:
        """Clockwise fills, counter-clockwise cuts out."""
        self.pen.moveTo(points[0])
        for point in points[1:]:
            self.pen.lineTo(point)
        self.pen.closePath()

    def add(self, sign: str, advance: int) -> None:
        glyph = self.pen.glyph(round=_tool("misc.roundTools").otRound)
        name = f"uni{ord(sign):04X}"
        glyph.recalcBounds(self.font["glyf"])
        order = [*self.font.getGlyphOrder(), name]
        self.font.setGlyphOrder(order)
        self.font["glyf"].setGlyphOrder(order)
        self.font["glyf"][name] = glyph
        self.font["hmtx"][name] = (advance, glyph.xMin)
        for table in self.font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(sign)] = name


def add_composed(font: Any) -> None:
    digit: int = font["hmtx"][font.getBestCmap()[ord("0")]][0]
    left, low, right, high = bounds(font, "−")
    stroke = high - low
    middle = (high + low) / 2

    for sign, angle in (("≤", "<"), ("≥", ">")):
        drawing = Drawing(font)
        drawing.part(angle, up=stroke * 1.15)
        drawing.part("−", up=-low)
        drawing.add(sign, digit)

    _, tilde_low, _, tilde_high = bounds(font, "~")
    for_centre = middle - (tilde_low + tilde_high) / 2
    drawing = Drawing(font)
    drawing.part("~", up=for_centre + stroke * 1.35)
    drawing.part("~", up=for_centre - stroke * 1.35)
    drawing.add("≈", digit)

    drawing = Drawing(font)
    drawing.part("=")
    centre, lean, reach, half = (left + right) / 2, 95, 290, stroke * 0.52
    drawing.polygon(
        (centre - lean - half, middle - reach),
        (centre + lean - half, middle + reach),
        (centre + lean + half, middle + reach),
        (centre - lean + half, middle - reach),
    )
    drawing.add("≠", digit)

    capital = bounds(font, "H")[3]
    edge, side = 60, capital + 10
    line = stroke * 0.85
    tick = bounds(font, "✓")
    scale = (side - 4.2 * line) / (tick[2] - tick[0])
    for sign in "☐☑":
        drawing = Drawing(font)
        x, y, end, top = edge, -5, edge + side, side - 5
        drawing.polygon((x, y), (x, top), (end, top), (end, y))
        drawing.polygon(
            (x + line, y + line),
            (end - line, y + line),
            (end - line, top - line),
            (x + line, top - line),
        )
        if sign == "☑":
            drawing.part(
                "✓",
                scale=scale,
                right=edge + side / 2 - scale * (tick[0] + tick[2]) / 2,
                up=side / 2 - 5 - scale * (tick[1] + tick[3]) / 2,
            )
        drawing.add(sign, side + 2 * edge)


def level_widths(font: Any) -> None:
    """Give all signs of one kind the same width; the sources differ by a few units in SemiBold."""
    cmap, widths, glyphs = font.getBestCmap(), font["hmtx"], font["glyf"]
    for kind, width in (
        (SIGNS_AS_WIDE_AS_A_DIGIT, widths[cmap[ord("0")]][0]),
        (SUPERSCRIPTS, max(widths[cmap[ord(sign)]][0] for sign in SUPERSCRIPTS)),
        (SUBSCRIPTS, max(widths[cmap[ord(sign)]][0] for sign in SUBSCRIPTS)),
    ):
        for sign in kind:
            name = cmap[ord(sign)]
            advance, bearing = widths[name]
            glyph = glyphs[name]
            shift = (width - advance) // 2
            if shift and not glyph.isComposite():
                glyph.coordinates.translate((shift, 0))
                glyph.recalcBounds(glyphs)
                bearing += shift
            widths[name] = (width, bearing)


# ---------------------------------------------------------------- the font's papers


def name_it(font: Any, weight: Weight, sources: Sequence[Any]) -> None:
    def texts(number: int) -> list[str]:
        found = [source["name"].getDebugName(number) for source in sources]
        return list(dict.fromkeys(text for text in found if text))

    regular = weight.style == "Regular"
    post_script = f"{FAMILY.replace(' ', '')}-{weight.style}"
    records = {
        0: " ".join(text.rstrip(".") + "." for text in texts(0)),
        1: FAMILY if regular else f"{FAMILY} {weight.style}",
        2: "Regular",
        3: f"{VERSION};{post_script}",
        4: f"{FAMILY} {weight.style}",
        5: f"Version {VERSION}",
        6: post_script,
        7: " ".join(text.rstrip(".") + "." for text in texts(7)),
        9: "; ".join(texts(9)),
        10: "Noto Sans and Noto Sans SC, reduced, merged and renamed for ESGDesk",
        13: texts(13)[0],
        14: "https://openfontlicense.org",
    }
    if not regular:
        records[16] = FAMILY
        records[17] = weight.style
    table = _tool("ttLib").newTable("name")
    table.names = []
    for number, text in sorted(records.items()):
        table.setName(text, number, 3, 1, 0x409)
    font["name"] = table


def set_metrics(font: Any, latin: Any, weight: Weight) -> None:
    """One line height on every system: that of Noto Sans, which the Chinese signs fit into."""
    head, hhea, os2, post = font["head"], font["hhea"], font["OS/2"], font["post"]
    head.created, head.modified = latin["head"].created, latin["head"].modified
    head.fontRevision = float(VERSION)
    head.macStyle = 0
    ascent, descent = latin["hhea"].ascent, latin["hhea"].descent
    hhea.ascent, hhea.descent, hhea.lineGap = ascent, descent, 0
    os2.version = 4
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, descent, 0
    os2.usWinAscent = max(ascent, head.yMax)
    os2.usWinDescent = max(-descent, -head.yMin)
    os2.usWeightClass = weight.number
    os2.fsType = 0
    os2.fsSelection = 0x40 | 0x80  # regular; line height from the typo values
    os2.achVendID = "NONE"
    os2.sxHeight, os2.sCapHeight = latin["OS/2"].sxHeight, latin["OS/2"].sCapHeight
    os2.panose = latin["OS/2"].panose
    os2.recalcUnicodeRanges(font)
    os2.recalcCodePageRanges(font)
    os2.recalcAvgCharWidth(font)
    post.formatType = 3.0
    post.extraNames, post.mapping = [], {}
    post.isFixedPitch = 0
    post.underlinePosition = latin["post"].underlinePosition
    post.underlineThickness = latin["post"].underlineThickness


def complaints(font: Any) -> list[str]:
    """What makes a font unfit to be shipped; nothing, if all is well."""
    cmap, widths = font.getBestCmap(), font["hmtx"]
    found = []
    missing = [sign for sign in MUST_HAVE if ord(sign) not in cmap]
    if missing:
        return ["missing: " + " ".join(f"{sign} U+{ord(sign):04X}" for sign in missing)]
    for kind in (DIGITS + SIGNS_AS_WIDE_AS_A_DIGIT + "\u2007", SUPERSCRIPTS, SUBSCRIPTS):
        different = {widths[cmap[ord(sign)]][0] for sign in kind}
        if len(different) > 1:
            found.append(f"unequal widths {sorted(different)} among {kind}")
    if font["head"].unitsPerEm != UNITS:
        found.append(f"{font['head'].unitsPerEm} units to the em")
    if "glyf" not in font:
        found.append("no TrueType outlines, which ReportLab needs")
    return found


def build(latin_file: Path, chinese_file: Path, weight: Weight, target: Path) -> int:
    """Write one weight; return how many characters it has."""
    open_font = _tool("ttLib").TTFont
    latin = open_font(latin_file, recalcTimestamp=False)
    chinese = open_font(chinese_file, recalcTimestamp=False)
    from_latin, from_chinese = split_characters(
        set(latin.getBestCmap()), set(chinese.getBestCmap())
    )
    subset(latin, from_latin, ("kern", "mark", "mkmk", "ccmp", "locl"))
    subset(chinese, from_chinese, ())
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / "latin.ttf", Path(folder) / "chinese.ttf"]
        for font, part in zip((latin, chinese), parts, strict=True):
            font.save(part)
        merged = _tool("merge").Merger().merge([str(part) for part in parts])
    add_composed(merged)
    level_widths(merged)
    name_it(merged, weight, (latin, chinese))

    # The bounding box, which the metrics ask for, is only known once written.
    merged.recalcTimestamp = False
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.ttf"
        merged.save(draft)
        font = open_font(draft, recalcTimestamp=False)
        set_metrics(font, latin, weight)
        found = complaints(font)
        if found:
            raise ValueError(f"{target.name}: " + "; ".join(found))
        font.save(target)
        return len(font.getBestCmap())


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Build ESGDesk Sans from Noto Sans and Noto Sans SC.",
        epilog="The inputs are unpacked npm packages; see resources/fonts/README.md.",
    )
    parser.add_argument("--latin", type=Path, required=True, help="folder of noto-sans")
    parser.add_argument("--chinese", type=Path, required=True, help="folder of noto-sans-sc")
    parser.add_argument("--out", type=Path, required=True, help="folder the fonts are written to")
    given = parser.parse_args(words)
    given.out.mkdir(parents=True, exist_ok=True)
    try:
        for weight in WEIGHTS:
            target = given.out / f"{FAMILY.replace(' ', '')}-{weight.style}.ttf"
            count = build(
                given.latin / weight.folder / f"NotoSans_{weight.folder}.ttf",
                given.chinese / weight.folder / f"NotoSansSC_{weight.folder}.ttf",
                weight,
                target,
            )
            print(f"{target.name}: {count:,} characters, {target.stat().st_size:,} bytes")
    except ModuleNotFoundError as problem:
        print(f"{problem.name} is missing: pip install fonttools", file=sys.stderr)
        return 1
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
