"""Numbers in words, of the seven languages; a word counts in its own language, and English ones in all.

Left out on purpose: words that name no number ("some", "a few", "ein paar", "vài"): `VAGUE` has them, so that they are asked about.
"""

from __future__ import annotations


def _read(text: str) -> dict[str, float]:
    """Entries like `an one 1`: words, and the number that each of them means."""
    entries = (entry.split() for entry in text.split(","))
    return {word: float(number) for *words, number in entries for word in words}


EXACT = {
    "en": _read(
        "a an one single 1, two couple pair 2, three 3, four 4, five 5, six 6, seven 7, eight 8, nine 9, ten 10, eleven 11, "
        "twelve dozen 12, thirteen 13, fourteen 14, fifteen 15, sixteen 16, eighteen 18, twenty 20, thirty 30, forty 40, fifty 50, "
        "sixty 60, seventy 70, eighty 80, ninety 90"
    ),
    "vi": _read("một mot 1, hai đôi cặp 2, ba 3, bốn tư 4, năm 5, sáu 6, bảy bẩy 7, tám 8, chín 9, mười 10, tá 12"),
    "es": _read(
        "un una uno 1, dos par 2, tres 3, cuatro 4, cinco 5, seis 6, siete 7, ocho 8, nueve 9, diez 10, once 11, doce docena 12, "
        "quince 15, veinte 20, cien 100"
    ),
    "fr": _read(
        "un une 1, deux paire 2, trois 3, quatre 4, cinq 5, six 6, sept 7, huit 8, neuf 9, dix 10, onze 11, douze douzaine 12, "
        "quinze 15, vingt 20, cent 100"
    ),
    "de": _read(
        "ein eine einen einem einer eines eins 1, anderthalb eineinhalb 1.5, zwei 2, zweieinhalb 2.5, drei 3, dreieinhalb 3.5, "
        "vier 4, fünf 5, sechs 6, sieben 7, acht 8, neun 9, zehn 10, elf 11, zwölf dutzend 12, zwanzig 20, hundert 100"
    ),
    "ja": _read(
        "一 ひとつ 一つ 1, 二 ふたつ 二つ 2, 三 みっつ 三つ 3, 四 よっつ 四つ 4, "
        "五 いつつ 五つ 5, 六 6, 七 7, 八 8, 九 9, 十 10, 百 100"
    ),
    "zh": _read("一 1, 二 两 兩 2, 三 3, 四 4, 五 5, 六 6, 七 7, 八 8, 九 9, 十 10, 百 100"),
}

# Parts of one: "half a cup" is half of what follows, "two and a half" a half more.
_THIRD = 1 / 3
PARTS = {
    "en": {**_read("half 0.5, quarter quarters fourth 0.25, eighth 0.125"), "third": _THIRD, "thirds": _THIRD},
    "vi": _read("nửa rưỡi 0.5"),
    "es": {**_read("medio media mitad 0.5, cuarto 0.25"), "tercio": _THIRD},
    "fr": {**_read("demi demie moitié 0.5, quart 0.25"), "tiers": _THIRD},
    "de": {**_read("halb halbe halben halber halbes hälfte 0.5, viertel 0.25, dreiviertel 0.75"), "drittel": _THIRD},
    "ja": _read("半分 半 0.5"),
    "zh": _read("半 0.5"),
}

# "half a dozen", "two hundred".
MULTIPLES = frozenset({"dozen", "hundred", "docena", "douzaine", "dutzend", "tá"})
HUNDRED = {"hundred": 100.0}

# Words between a number and what it counts, and between a number and the part on top of it.
OF = {
    "en": ("of the", "of a", "of an", "of my", "of"),
    "es": ("de la", "de un", "de una", "del", "de"),
    "fr": ("de la", "de l'", "du", "des", "d'", "de"),
    "de": ("von der", "vom", "von"),
    "vi": ("của",),
    "ja": ("の",),
    "zh": ("的",),
}
AND = {"en": "and", "es": "y", "fr": "et", "de": "und", "vi": "và", "ja": "と", "zh": "和"}

VAGUE: dict[str, tuple[str, ...]] = {
    "en": (
        *("some more", "some", "a little bit of", "a little", "a bit of", "a lot of", "lots of", "a few", "few", "several", "many"),
        *("plenty of", "more", "the rest of", "leftover", "any", "loads of", "a small amount of"),
    ),
    "es": ("un poco de", "algo de", "unos", "unas", "algunos", "algunas", "mucho", "mucha", "varios", "varias"),
    "fr": ("un peu de", "un peu d'", "quelques", "beaucoup de", "plusieurs", "du", "de la", "des"),
    "de": ("ein paar", "ein bisschen", "ein wenig", "etwas", "einige", "viel", "viele", "mehrere"),
    "vi": ("một ít", "một chút", "một vài", "vài", "nhiều", "ít"),
    "ja": ("少し", "たくさん", "いくつか"),
    "zh": ("一些", "一点", "一點", "少许", "几个", "很多"),
}
