"""The words of seven languages (en vi es fr de ja zh) for the units of a kitchen, where a word means one thing only.

`MEASURES` have a weight or a volume of their own. `PORTIONS` name what only a food itself can weigh: a clove, a can, a bowl of no
fixed size. Both are English; `ELSEWHERE` has the other languages' words, by the same units. Left out on purpose: measures that
differ by country (pint, livre, 斤, カップ of 200 ml) and "T" against "t". Whoever adds a word takes care that it stands under one
unit; a test holds that.
"""

from __future__ import annotations

from collections.abc import Mapping

MEASURES: dict[str, tuple[str, ...]] = {
    # weight
    "g": ("g", "gr", "gram", "gramme"),
    "mg": ("mg", "milligram", "milligramme"),
    "kg": ("kg", "kilo", "kilogram", "kilogramme"),
    "oz": ("oz", "ounce"),
    "lb": ("lb", "pound"),
    # volume
    "ml": ("ml", "milliliter", "millilitre", "cc"),
    "cl": ("cl", "centiliter", "centilitre"),
    "dl": ("dl", "deciliter", "decilitre"),
    "l": ("l", "liter", "litre"),
    "fl oz": ("fl oz", "floz", "fluid ounce", "fl ounce"),
    "tsp": ("tsp", "teaspoon"),
    "tbsp": ("tbsp", "tbs", "tablespoon"),
    "cup": ("cup",),
    "quart": ("quart", "qt"),
    "gallon": ("gallon",),
    "dash": ("dash", "splash"),
    "pinch": ("pinch",),
    # count
    "piece": ("piece", "pc", "pcs", "item", "unit", "whole", "each"),
    "slice": ("slice",),
    "serving": ("serving", "portion"),
    "large": ("large", "big"),
    "medium": ("medium",),
    "small": ("small",),
}

PORTIONS: dict[str, tuple[str, ...]] = {
    "clove": ("clove",),
    "can": ("can", "tin"),
    "bottle": ("bottle",),
    "glass": ("glass", "glasses"),
    "bowl": ("bowl",),
    "plate": ("plate",),
    "mug": ("mug",),
    "jar": ("jar",),
    "stick": ("stick",),
    "bar": ("bar",),
    "packet": ("packet", "pack", "sachet"),
    "package": ("package", "pkg"),
    "container": ("container", "tub", "pot of"),
    "carton": ("carton",),
    "bag": ("bag",),
    "box": ("box",),
    "scoop": ("scoop",),
    "handful": ("handful", "handfuls"),
    "strip": ("strip",),
    "rasher": ("rasher",),
    "fillet": ("fillet", "filet"),
    "breast": ("breast",),
    "thigh": ("thigh",),
    "wing": ("wing",),
    "leg": ("leg",),
    "drumstick": ("drumstick",),
    "patty": ("patty", "patties"),
    "link": ("link",),
    "head": ("head",),
    "ear": ("ear",),
    "stalk": ("stalk",),
    "spear": ("spear",),
    "leaf": ("leaf", "leaves"),
    "sprig": ("sprig",),
    "floret": ("floret", "floweret"),
    "bunch": ("bunch",),
    "wedge": ("wedge",),
    "half": ("halves",),
    "square": ("square",),
    "cube": ("cube",),
    "ring": ("ring",),
    "sheet": ("sheet",),
    "ball": ("ball",),
    "loaf": ("loaf", "loaves"),
    "roll": ("roll",),
    "pat": ("pat",),
    "shot": ("shot",),
    "dollop": ("dollop",),
    "knob": ("knob",),
    "drizzle": ("drizzle",),
    "chunk": ("chunk",),
    "bite": ("bite",),
    "order": ("order",),
    "fruit": ("fruit",),
}

# Portions that are as well what a food is, or a part of an animal: "chicken breast", "fruit salad", "sausage roll".
PARTS = frozenset(
    {
        *(
            "breast",
            "thigh",
            "wing",
            "leg",
            "drumstick",
            "fillet",
            "patty",
            "link",
            "fruit",
            "roll",
            "ball",
            "half",
            "ring",
            "square",
        ),
        *("order", "bite", "sheet", "shot"),
    }
)

ELSEWHERE: dict[str, tuple[str, ...]] = {
    "g": ("gramm", "gramo", "gam", "克", "グラム", "公克"),
    "mg": ("milligramm", "miligramo", "毫克", "ミリグラム"),
    "kg": ("kilogramm", "kilogramo", "公斤", "千克", "キログラム", "キロ", "ký", "kí"),
    "oz": ("onza", "once", "unze"),
    "pfund": ("pfund",),
    "lạng": ("lạng",),
    "ml": ("mililitro", "毫升", "ミリリットル"),
    "cl": ("zentiliter", "centilitro"),
    "dl": ("déciliter", "décilitre", "deziliter", "decilitro", "デシリットル"),
    "l": ("litro", "lít", "升", "公升", "リットル"),
    "tsp": (
        "cucharadita",
        "cdta",
        "cuillère à café",
        "cuillere a cafe",
        "cuillères à café",
        "cuil à café",
        "càc",
        "tl",
        "teelöffel",
        "thìa cà phê",
        "muỗng cà phê",
        "小さじ",
        "茶匙",
        "小匙",
    ),
    "tbsp": (
        "cucharada",
        "cda",
        "cuillère à soupe",
        "cuillere a soupe",
        "cuillères à soupe",
        "cuil à soupe",
        "càs",
        "el",
        "esslöffel",
        "thìa canh",
        "muỗng canh",
        "大さじ",
        "汤匙",
        "湯匙",
        "大匙",
    ),
    "cup": ("taza", "tasse", "tassen"),
    "pinch": ("pizca", "pincée", "prise", "nhúm", "ひとつまみ", "撮"),
    "piece": ("pieza", "unidad", "unidades", "pièce", "unité", "stück", "stücke", "stk", "miếng", "quả", "trái", "cái", "个", "個"),
    "slice": ("rebanada", "loncha", "rodaja", "tranche", "scheibe", "scheiben", "lát", "片", "スライス"),
    "serving": ("portionen", "porción", "porciones", "ración", "raciones", "phần", "suất", "khẩu phần", "人前", "人份", "份"),
    "clove": ("diente", "gousse", "zehe", "zehen", "tép", "瓣", "かけ"),
    "can": ("lata", "boîte", "boite", "dose", "dosen", "lon", "缶", "罐"),
    "bottle": ("botella", "bouteille", "flasche", "flaschen", "chai", "瓶"),
    "glass": ("vaso", "copa", "verre", "glas", "gläser", "ly", "cốc"),
    "bowl": ("tazón", "bol", "schüssel", "schale", "bát", "tô", "chén", "碗", "膳"),
    "plate": ("plato", "assiette", "teller", "đĩa", "皿", "盘"),
    "mug": ("becher",),
    "jar": ("tarro", "pot"),
    "stick": ("barra",),
    "bar": ("riegel", "barre"),
    "packet": ("paquete", "paquet", "packung", "gói", "袋", "包"),
    "container": ("hộp",),
    "bag": ("bolsa",),
    "scoop": ("bola", "boule", "kugel", "muỗng"),
    "handful": ("puñado", "poignée", "handvoll", "nắm", "把"),
    "fillet": ("filete",),
    "leaf": ("hoja", "feuille", "blatt", "blätter"),
    "loaf": ("ổ",),
}


def _everywhere(english: Mapping[str, tuple[str, ...]], *others: str) -> dict[str, tuple[str, ...]]:
    return {unit: (*english.get(unit, ()), *ELSEWHERE.get(unit, ())) for unit in (*english, *others)}


WORDS = _everywhere(MEASURES, "pfund", "lạng")
PORTION_WORDS = _everywhere(PORTIONS)
