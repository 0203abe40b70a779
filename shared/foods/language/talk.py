"""The words around foods: what joins two of them, what only tells a story, what leaves one out. Seven languages."""

from __future__ import annotations

import re
from functools import cache

JOINS: dict[str, tuple[str, ...]] = {
    "en": (
        *("and then", "and also", "along with", "as well as", "together with", "topped with", "served with", "followed by", "and"),
        *("with", "plus", "then", "also", "on top of", "on"),
    ),
    "vi": ("cùng với", "kèm", "với", "và", "rồi"),
    "es": ("junto con", "y también", "además de", "y", "e", "con", "más", "luego"),
    "fr": ("ainsi que", "accompagné de", "et", "avec", "puis"),
    "de": ("sowie", "zusammen mit", "und", "mit", "dazu", "plus", "dann"),
    "ja": ("それと", "と", "や"),
    "zh": ("还有", "以及", "和", "跟", "加", "配"),
}
WITHOUT: dict[str, tuple[str, ...]] = {
    "en": ("without", "no", "minus", "hold the"),
    "vi": ("không có", "không"),
    "es": ("sin",),
    "fr": ("sans",),
    "de": ("ohne",),
    "ja": (),
    "zh": ("不加", "没有"),
}
_OPENING: dict[str, str] = {
    "en": (
        r"(?:so|well|ok(?:ay)?|hi|hello|hey|yes|yeah|um|uh|btw|oh)\b"
        r"|(?:today|yesterday|tonight|later|earlier|first|next|finally|just|only)\b"
        r"|(?:this|yesterday) (?:morning|afternoon|evening)\b|last night\b"
        r"|(?:at|around|by) (?:noon|midnight|\d{1,2}(?::\d\d)?\s?(?:am|pm))\b"
        r""
        r"|(?:for|as|at) (?:my |a |an )?(?:late |early |quick |second )?(?:breakfast|lunch|dinner|brunch|supper"
        r"|snack|dessert|starters?)\b"
        r"|(?:my |the )?(?:breakfast|lunch|dinner|brunch|supper|snack|dessert|meal)(?: today)?(?: was| is| were|:)"
        r"|(?:i|we)(?:'ve|'m| have| am)?(?: just| also| only| then| really)*"
        r" (?:had|have|ate|eaten|eat|drank|drink|drunk|having|eating|drinking|got|grabbed|made|cooked|finished|took|snacked on"
        r"|want to log)\b"
        r"|(?:had|ate|eating|drank|drinking|having|log|record|track|there was|it was|i think|maybe|perhaps|probably)\b"
        r"|(?:about|around|approximately|approx\.?|roughly|like|nearly|almost|ca\.?|circa|~|≈|exactly)(?=[\s\d])"
        r"|(?:my|the|this|that|these|those|his|her|our)\b"
    ),
    "vi": (
        r"(?:hôm nay|sáng nay|trưa nay|tối nay|bữa sáng|bữa trưa|bữa tối)\b"
        r"|(?:tôi|mình|em|anh|chị)?\s*(?:đã|vừa|mới)?\s*(?:ăn sáng|ăn trưa|ăn tối|ăn|uống)(?: với| gồm)?\b|khoảng\b"
    ),
    "es": (
        r"(?:hoy|ayer|esta mañana|esta noche)\b|(?:para|de) (?:el )?(?:desayun[oé]|almuerzo|comida|cena|merienda)\b"
        r"|(?:yo )?(?:he |me )?(?:comido|comí|desayuné|almorcé|cené|bebí|tomé|tomado|bebido)\b|(?:unos|unas)(?= \d)"
        r"|aproximadamente\b"
        r"|(?:el|la|los|las|mi)\b"
    ),
    "fr": (
        r"(?:aujourd'hui|hier|ce matin|ce soir)\b|(?:au|pour le|pour|à) (?:petit[- ]déjeuner|déjeuner|dîner|midi|goûter)\b"
        r"|j'ai (?:mangé|bu|pris|eu)\b|environ\b|à peu près\b|(?:le|la|les|mon|ma)\b|l'"
    ),
    "de": (
        r"(?:heute(?: morgen| mittag| abend)?|gestern)\b|(?:zum|als) (?:frühstück|mittagessen|mittag|abendessen|abendbrot|snack)\b"
        r"|(?:ich )?(?:habe|hatte|hab|aß|trank)(?: ich)?\b|(?:ungefähr|circa|ca\.?|etwa|rund)(?=\s)"
        r"|(?:der|die|das|den|dem|mein|meine)\b"
    ),
    "ja": r"(?:今日|今朝|朝食|昼食|夕食|朝ご飯|昼ご飯|晩ご飯|約)(?:は|に|の)?",
    "zh": r"(?:今天|早上|中午|晚上|早餐|午餐|晚餐|早饭|午饭|晚饭|我)?(?:吃了|喝了|吃|喝|是|大概|大约|约)",
}
_CLOSING: dict[str, str] = {
    "en": (
        r"(?:for|at|as) (?:my |a |an )?(?:late |early )?(?:breakfast|lunch|dinner|brunch|supper|snack|dessert)|today"
        r"|tonight|yesterday"
        r"|this (?:morning|afternoon|evening)|last night|please|too|as well|thanks|thank you|on the side|or so|in total|each"
        r"|(?:in|at) the (?:morning|afternoon|evening|office|gym)|after (?:the )?(?:gym|workout)|at (?:home|work|night)"
    ),
    "vi": r"sáng nay|hôm nay|cho bữa (?:sáng|trưa|tối)",
    "es": r"(?:para|de) (?:el )?(?:desayuno|almuerzo|cena|merienda)|hoy|por favor|esta mañana",
    "fr": r"(?:au|pour le) (?:petit[- ]déjeuner|déjeuner|dîner)|ce matin|ce soir|aujourd'hui|s'il te plaît",
    "de": r"zum (?:frühstück|mittagessen|abendessen)|gegessen|getrunken|gehabt|heute|bitte",
    "ja": r"を?(?:食べました|食べた|飲みました|飲んだ|です)",
    "zh": r"了",
}
_BLANKS = r"[\s,.:;!、。，]*"


def without_talk(text: str, language: str) -> str:
    """`text` (lower case) without the story around its foods."""
    opening, closing = _patterns(language)
    before = None
    while text != before:
        before = text
        text = opening.sub("", text)
    before = None
    while text != before:
        before = text
        text = closing.sub("", text)
    return text.strip()


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    opening = "|".join(dict.fromkeys((_OPENING[language], _OPENING["en"])))
    closing = "|".join(dict.fromkeys((_CLOSING[language], _CLOSING["en"])))
    start = "" if language in {"ja", "zh"} else r"(?<!\S)"
    return re.compile(rf"^{_BLANKS}(?:{opening}){_BLANKS}"), re.compile(rf"{start}{_BLANKS}(?:{closing}){_BLANKS}$")


@cache
def joins(language: str) -> re.Pattern[str]:
    """Words and signs that stand between two foods."""
    return _any(JOINS, language, r"[+&]")


@cache
def without(language: str) -> re.Pattern[str]:
    """Words before what was left out."""
    return _any(WITHOUT, language)


def _any(table: dict[str, tuple[str, ...]], language: str, *signs: str) -> re.Pattern[str]:
    words = sorted(dict.fromkeys((*table[language], *table["en"])), key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in words if word.isascii() or not _is_unspaced(word))
    unspaced = [re.escape(word) for word in words if _is_unspaced(word)]
    return re.compile("|".join((rf"(?<!\S)(?:{spaced})(?!\S)", *unspaced, *signs)))


def _is_unspaced(word: str) -> bool:
    return ord(word[0]) > 0x3000
