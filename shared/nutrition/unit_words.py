"""The words of seven languages (en vi es fr de ja zh) for the units of a kitchen, where a word means one thing only.

Left out on purpose: words for vessels of no fixed size (bowl, bát, 碗), measures that differ by country (pint, livre, 斤, カップ of
200 ml) and "T" against "t". Whoever adds a word takes care that it stands under one unit; a test holds that.
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, ...]] = {
    # weight
    "g": ("g", "gr", "gram", "gramm", "gramme", "gramo", "gam", "克", "グラム", "公克"),
    "mg": ("mg", "milligram", "milligramm", "milligramme", "miligramo", "毫克", "ミリグラム"),
    "kg": ("kg", "kilo", "kilogram", "kilogramm", "kilogramme", "kilogramo", "公斤", "千克", "キログラム", "キロ", "ký", "kí"),
    "oz": ("oz", "ounce", "onza", "once", "unze"),
    "lb": ("lb", "pound"),
    "pfund": ("pfund",),
    "lạng": ("lạng",),
    # volume
    "ml": ("ml", "milliliter", "millilitre", "mililitro", "cc", "毫升", "ミリリットル"),
    "cl": ("cl", "centiliter", "centilitre", "zentiliter", "centilitro"),
    "dl": ("dl", "deciliter", "decilitre", "déciliter", "décilitre", "deziliter", "decilitro", "デシリットル"),
    "l": ("l", "liter", "litre", "litro", "lít", "升", "公升", "リットル"),
    "fl oz": ("fl oz", "floz", "fluid ounce", "fl ounce"),
    "tsp": (
        *("tsp", "teaspoon", "cucharadita", "cdta", "cuillère à café", "cuillere a cafe", "cuillères à café", "cuil à café", "càc"),
        *("tl", "teelöffel", "thìa cà phê", "muỗng cà phê", "小さじ", "茶匙", "小匙"),
    ),
    "tbsp": (
        *("tbsp", "tbs", "tablespoon", "cucharada", "cda", "cuillère à soupe", "cuillere a soupe", "cuillères à soupe"),
        *("cuil à soupe", "càs", "el", "esslöffel", "thìa canh", "muỗng canh", "大さじ", "汤匙", "湯匙", "大匙"),
    ),
    "cup": ("cup", "taza", "tasse", "tassen"),
    # count
    "piece": (
        *(
            "piece",
            "pc",
            "pcs",
            "item",
            "unit",
            "whole",
            "each",
            "pieza",
            "unidad",
            "unidades",
            "pièce",
            "unité",
            "stück",
            "stücke",
        ),
        *("stk", "miếng", "quả", "trái", "cái", "个", "個"),
    ),
    "slice": ("slice", "rebanada", "loncha", "tranche", "scheibe", "scheiben", "lát", "片", "スライス"),
    "serving": (
        *("serving", "portion", "portionen", "porción", "porciones", "ración", "raciones", "phần", "suất", "khẩu phần"),
        *("人前", "人份", "份"),
    ),
    "large": ("large",),
    "medium": ("medium",),
    "small": ("small",),
}
