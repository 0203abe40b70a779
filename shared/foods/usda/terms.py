"""The words by which a USDA description is read: shelves, parts, preparations, makers. Alternatives stand between commas."""

from __future__ import annotations

import re


def _alternatives(text: str) -> str:
    return "|".join(" ".join(part.split()) for part in text.split(",") if part.strip())


def _whole(text: str) -> re.Pattern[str]:
    return re.compile(f"^({_alternatives(text)})$", re.IGNORECASE)


# Shelves: what follows is the food.
CLASSES = _whole(
    """
    nuts, seeds, fish, crustaceans, mollusks, spices, beverages, beverage, snacks, snack, candies, candy, cereals, vegetables,
    babyfood, restaurant, desserts, dessert, sweeteners, sweetener, fat, alcoholic beverage, alcoholic beverages, carbonated
    beverage, game meat, leavening agents, frozen novelties, fast foods, fast food, school lunch, cereals ready-to-eat,
    formulated bar, infant formula, fruit butters, tomato products, variety meats and by-products, chinese, mexican, italian,
    latino, family style, carbonated, distilled, table
    """
)
# A part, a cut or what it is made into: it follows the food that it is of. Anything else says which, and goes before.
PARTS = _whole(
    r"""
    breasts?, thighs?, wings?, drumsticks?, legs?, backs?, necks?, giblets, gizzards?, hearts?, livers?, tongues?, tripe,
    kidneys, feet, ears?, tails?, brains?, skin( only)?, white, yolk, loin.*, tenderloin.*, shoulder.*, ribs?.*, rib eye.*,
    ribeye.*, chuck.*, round.*, brisket.*, flank.*, plate.*, shank.*, sirloin.*, top sirloin.*, top loin.*, short loin.*, bottom
    sirloin.*, foreshank.*, belly, spareribs, backribs, leg .*, ground.*, chops?, cutlets?, steaks?, roasts?, light meat, dark
    meat, bologna, ham, bacon, sausage, jerky, chips, juice, flour, leaves, greens, shoots, root, meat, stew, broth, gravy
    """
)
CUTS = _whole("chops?, cutlets?, steaks?, roasts?")  # say what the part is cut to
BEFORE_MEAT = re.compile(r"^(ground|cured|minced|chopped|smoked)\b", re.IGNORECASE)
# Says nothing that a person would say.
SILENT = _whole(
    r"""
    all (types|classes|grades|varieties|commercial varieties|areas|styles), broilers? or fryers?, broilers?, fryers?-?roasters?,
    roasting, stewing, variety meats and by-products, fresh, mature seeds, immature seeds, mixed species, common, regular,
    commercial, commercially prepared, fluid, domesticated, domestic, enriched, unenriched, fortified, year round average,
    ready-to-(eat|serve|drink|heat), solids and liquids, drained( solids?)?( with bone)?, without (salt|added salt|salt
    added|added vitamin a and vitamin d), no salt added, with added .*, includes .*, separable .*, trimmed to .*, choice,
    select, prime, boneless, bone-in, bone in, lip-?on, lip off, meat only, meat and skin, with(out)? skin, skinless, flesh( and
    skin)?, whole, retail parts, plain, usda.*, assorted brands.*, unspecified.*, all, generic, regular and quick.*, not
    fortified, quick.*, analyzed \d+, australian, new zealand, imported, tap, brewed, prepared with tap water, household, salad
    or cooking, dry heat, moist heat, composite of .*, from whole bird, long-grain, medium-grain, year
    """
)
PREPARED = _whole(
    r"""
    raw, cooked, boiled, steamed, stewed, braised, roasted, baked, grilled, broiled, fried, pan-?fried, pan-?browned,
    pan-?broiled, stir-?fried, sauteed, poached, simmered, toasted, microwaved?, heated, unheated, prepared, unprepared,
    uncooked, dried, dry, dehydrated, frozen, canned, refrigerated, smoked, pickled, breaded.*, hard-boiled, scrambled, omelet,
    dry roasted, oil roasted, prepared.from.recipe.*, home.prepared.*, prepared with .*, in .*, with .*, without .*, made .*
    """
)
# In brackets: tells what belongs to it, who eats it, or how it was made, and is no other name of it.
NO_NAME = re.compile(
    r"\b({})\b".format(
        _alternatives(
            """
    with, from, may, for, and, includes?, native, navajo, shoshone, apache, hopi, microwave, conventional, only, liquid,
    expressed, species, type, style, dried, brewed, fat, milk, wild, commercial, industrial, bay, sea, fore, arm, leg, chops?,
    roasts?, steaks?, sliced, large, small, edition, restaurant, proof
            """
        )
    ),
    re.IGNORECASE,
)
# What is made of several foods, on shelves of the USDA's that hold single foods too.
DISHES = {
    category: re.compile(f"({_alternatives(text)})", re.IGNORECASE)
    for category, text in {
        "Baked Products": r"""
            (?!.*english).*\bmuffins?\b, pancakes?\b, waffles?\b, french toast\b, hush puppies\b, popovers\b, tart\b,
            garlic bread\b, bread. (cornbread|banana)\b
            """,
        "Sweets": r"puddings?\b, (milk )?desserts?\b, egg custards?\b, flan\b, gelatin desserts?\b, rennin\b",
        "Snacks": r"(snacks?. )?granola\b, .*\bbars?\b",
        "Dairy and Egg Products": r"milk shakes?\b, eggnog\b",
    }.items()
}
BROTHS = re.compile(r"(soup, )?(\w+ )?(broth|bouillon|stock)\b", re.IGNORECASE)  # the soups that are none
# Makers that are not written in capitals, at the beginning of a part.
MAKERS = re.compile(
    r"^({})\b".format(
        _alternatives(
            """
    pillsbury, kraft, nabisco, keebler, archway, udi's, rudi's, glutino, schar, van's, pepperidge farm, oscar mayer, hormel,
    campbell, heinz, george weston, interstate brands, continental mills, martha white, mckee baking, mission foods, andrea's,
    crunchmaster, mary's gone, sage valley, reddi wip, vitasoy, house foods, lean pockets, goya, bimbo, lightlife, loma linda,
    worthington, morningstar, gardenburger, silk, ensure, slim.?fast, muscle milk, powerade, gatorade, little debbie, hostess,
    tootsie, jimmy dean, tyson, perdue, butterball, louis rich, wonder, thomas, krusteaz, stove top, hain, smart (soup|balance),
    mori-nu, naked juice, ocean spray, v8, zevia, amp, full throttle, rockstar, monster, red bull, uncle ben, rice-a-roni, hot
    pockets, hamburger helper, carl buddig, spam, velveeta, breyers, klondike, eggo, popeyes, subway, burger king,
    mcdonald, kellogg, gerber, beech-nut, mars, hershey, betty crocker
            """
        )
    ),
    re.IGNORECASE,
)
