"""Text of strangers: made plain, checked, and handed to a model as data.

The pattern check keeps the usual attempts out of the prompt; what holds is that user text only ever reaches a model as a quoted
value inside delimiters that it cannot contain, under a system instruction that calls it data.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

MAX_USER_TEXT = 200

# Invisible characters that Unicode files under letters and marks: fillers, the grapheme joiner, variation selectors.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})  # control, format (zero-width, bidi, tags), surrogate, private use
_MARKUP = str.maketrans("", "", "<>{}[]|\\`")
# NFKC turns one character into at most eighteen; a text is cut before it is normalised, so that no work is unbounded.
_MAX_RAW = 20_000

_GAP = r"\W+(?:\w+\W+){0,4}?"


def plain_text(text: str) -> str:
    """One line of visible characters in the NFKC form: no control, zero-width, bidi or private characters, blanks collapsed."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.strip()[:_MAX_RAW]))
    kept = (" " if character.isspace() else character for character in visible)
    return " ".join("".join(character for character in kept if unicodedata.category(character) not in _DROPPED_CATEGORIES).split())


def clean_user_text(text: str | None, limit: int = MAX_USER_TEXT) -> str | None:
    """A person's text as a model may see it: plain, at most `limit` characters, without markup; None where nothing is left.

    A text that matches an injection pattern, before or after the markup is taken out, is refused whole: None.
    """
    if not text:
        return None
    plain = plain_text(text)[:limit]
    bare = " ".join(plain.translate(_MARKUP).split())
    if _injection().search(plain) or _injection().search(bare):
        return None
    return bare or None


def as_data(label: str, value: str | float | Sequence[Mapping[str, object]]) -> str:
    """`value` as delimited data under a label of ours, as JSON whose angle brackets are escaped: it cannot end its own element."""
    quoted = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    return f'<data name="{label}">{quoted}</data>'


@cache
def _injection() -> re.Pattern[str]:
    """Compiled when there is a text to look at: a photo comes without one mostly."""
    return re.compile(
        "|".join(
            (
                rf"\b(?:ignore|disregard|forget|override|bypass)\b{_GAP}(?:instructions?|prompts?|rules?|directions?|guidelines?)\b",
                r"\b(?:ignore|disregard|forget|override|bypass)\W+everything\b",
                r"\b(?:ignore|disregard|forget)\W+(?:\w+\W+){0,2}?(?:previous|prior|above|earlier|preceding)\b",
                r"system[\W_]*prompt",
                r"\byou\W+are\W+now\b",
                r"\bact\W+as\b",
                r"\bnew\W+(?:\w+\W+)?instructions?\b",
                r"(?:^|[^\w])(?:system|assistant|developer|user|human)\s*:",
                r"</?\s*(?:system|assistant|developer|user|human|instructions?|data)\b",
                r"\[/?\s*inst\s*\]|<\|\s*\w+\s*\|>|<<\s*sys\s*>>",
                rf"\b(?:ignora|olvida)\w*\b{_GAP}(?:instrucci\w+|indicaci\w+)",
                rf"\b(?:ignore[zr]?|oublie[zr]?)\b{_GAP}(?:instructions?|consignes?)\b",
                rf"\b(?:ignorier\w*|vergiss|vergesse\w*)\b{_GAP}(?:anweisung\w*|vorgaben?)\b",
                rf"\b(?:bỏ qua|phớt lờ|quên)\b{_GAP}(?:hướng dẫn|chỉ dẫn|chỉ thị|lệnh)",
                r"(?:忽略|无视|無視|忘记|忘記)[^。]{0,12}(?:指令|指示|提示|说明|說明)",
                r"(?:指示|命令|プロンプト)[^。]{0,6}(?:無視|忘れ)",
            )
        ),
        re.IGNORECASE,
    )
