"""A small food table for the tests of amounts and sentences: figures and portions of USDA FoodData Central (public domain).

`name | other names | state | kcal, protein, carbs, fat of 100 g | density | portions in g`
"""

from __future__ import annotations

from functools import cache

from shared.foods.models import Food
from shared.foods.tables.index import FoodIndex
from shared.foods.tables.packing import columns
from shared.nutrition.models import AllowedUnit, Per100g

_TABLE = """
Egg, whole | eggs; huevos; œuf; oeufs; ei; eier; trứng; 卵; 鸡蛋 | raw | 143 13 1 10 | | large=50; medium=44; extra large=56
Fried egg | fried eggs | fried | 196 13.6 0.8 14.8 | | large=46
Scrambled eggs | scrambled egg | fried | 149 10 1.6 11 | | large=61; cup=220
Egg white | egg whites | raw | 52 10.9 0.7 0.2 | | large=33; cup=243
White rice, cooked | rice; cooked rice; arroz; riz; reis; cơm; ご飯; 米饭 | cooked | 130 2.7 28.2 0.3 | | cup=158
White rice, uncooked | uncooked rice; raw rice; dry rice | dry | 365 7.1 80 0.7 | | cup=185
Brown rice, cooked | brown rice | cooked | 123 2.7 25.6 1 | | cup=202
Spaghetti, cooked | spaghetti; pasta; cooked pasta | cooked | 158 5.8 30.9 0.9 | | cup=124
Oatmeal, cooked | oatmeal; porridge | cooked | 71 2.5 12 1.5 | | cup=234
Rolled oats, dry | oats; rolled oats; haferflocken | dry | 379 13.2 67.7 6.5 | | cup=81; tbsp=5
White bread | bread; pan; pain; brot; bánh mì; 面包; パン | | 266 8.9 49 3.3 | | slice=25; slice, thin=20; slice, large=30
Whole wheat bread | whole grain bread; wholemeal bread | | 252 12.5 42.7 3.5 | | slice=32
Toast | toasted bread; white toast | | 293 9 54.4 4 | | slice=22
Bagel | bagels | | 264 10.6 52.4 1.3 | | bagel=105; mini=26
Tortilla | flour tortilla; tortillas | | 297 8 49 7.6 | | tortilla=49
Butter | mantequilla; beurre | | 717 0.9 0.1 81.1 | | tbsp=14.2; pat=5; stick=113
Olive oil | oil; aceite de oliva; huile d'olive; olivenöl | | 884 0 0 100 | 0.92 |
Milk, whole | milk; whole milk; leche; lait; milch; sữa; 牛奶; 牛乳 | | 61 3.2 4.8 3.3 | 1.03 | cup=244
Milk, reduced fat 2% | 2% milk | | 50 3.3 4.8 2 | 1.03 | cup=244
Cheddar cheese | cheddar; cheese; queso; fromage; käse | | 403 22.9 3.4 33.3 | | slice=28; cup, shredded=113; cup, diced=132
Greek yogurt | yogurt; greek yoghurt; yoghurt; yogur; joghurt | | 97 9 4 5 | | cup=245; container=170
Cottage cheese | | | 98 11.1 3.4 4.3 | | cup=225
Apple | manzana; pomme; apfel; táo; 苹果; りんご | raw | 52 0.3 13.8 0.2 | | medium=182; large=223; small=149; cup, sliced=109
Banana | plátano; banane; chuối | raw | 89 1.1 22.8 0.3 | | medium=118; large=136; cup, mashed=225; cup, sliced=150
Orange | oranges; naranja | raw | 47 0.9 11.8 0.1 | | fruit=131; cup, sections=180
Strawberries | strawberry; fresas; erdbeeren | raw | 32 0.7 7.7 0.3 | | medium=12; cup, halves=152; cup, whole=144
Blueberries | blueberry | raw | 57 0.7 14.5 0.3 | | cup=148
Grapes | grape | raw | 69 0.7 18.1 0.2 | | cup=151
Avocado | avocados; aguacate | raw | 160 2 8.5 14.7 | | fruit=201; cup, cubed=150
Tomato | tomatoes; tomate; tomaten; cà chua | raw | 18 0.9 3.9 0.2 | | medium=123; slice=20; cup, chopped=180
Cherry tomatoes | cherry tomato | raw | 18 0.9 3.9 0.2 | | cherry tomato=17; cup=149
Onion | onions; cebolla; oignon; zwiebel | raw | 40 1.1 9.3 0.1 | | medium=110; cup, chopped=160; cup, sliced=115; slice, thin=9
Carrot | carrots; zanahoria; karotte; carotte | raw | 41 0.9 9.6 0.2 | | medium=61; cup, chopped=128
Garlic | ajo; knoblauch | raw | 149 6.4 33.1 0.5 | | clove=3; tsp=2.8
Broccoli, cooked | broccoli; steamed broccoli; brokkoli | boiled | 35 2.4 7.2 0.4 | | cup=156
Spinach | raw spinach | raw | 23 2.9 3.6 0.4 | | cup=30
Lettuce | romaine lettuce | raw | 17 1.2 3.3 0.3 | | leaf=6; cup, shredded=47
Potato, boiled | potato; potatoes; boiled potatoes; patata; kartoffeln | boiled | 86 1.7 20 0.1 | | medium=167; cup=156
Mashed potatoes | mashed potato | | 113 1.9 16.9 4.2 | | cup=210
French fries | fries; chips | fried | 312 3.4 41.4 14.7 | | medium=117; large=154; small=71
Chicken breast, roasted | chicken breast; grilled chicken breast; chicken | baked | 165 31 0 3.6 | | breast=172; half breast=86
Chicken breast, raw | raw chicken breast | raw | 120 22.5 0 2.6 | | breast=240
Chicken wing, roasted | chicken wings; chicken wing | baked | 254 23.8 0 16.9 | | wing=34
Bacon, cooked | bacon | fried | 541 37 1.4 41.8 | | slice=8
Ham | jamón; schinken | | 145 21 1.5 5.5 | | slice=28
Turkey breast, sliced | turkey; turkey slices | | 104 17.1 4.2 1.7 | | slice=21
Beef steak, grilled | steak; beef steak; beef; bò | baked | 252 27.3 0 15 | | steak=221
Ground beef, cooked | ground beef; minced beef | baked | 254 25.9 0 15.9 | | patty=85
Salmon, cooked | salmon; grilled salmon; lachs; 三文鱼 | baked | 206 22.1 0 12.4 | | fillet=178
Tuna, canned in water | tuna; canned tuna; atún; thon; thunfisch | | 86 19.4 0 1 | | can=165
Shrimp, cooked | shrimp; prawns; tôm | boiled | 99 24 0.2 0.3 | | large=5.5
Tofu | 豆腐 | | 76 8.1 1.9 4.8 | | cup, cubed=248; slice=84
Black beans, cooked | black beans | boiled | 132 8.9 23.7 0.5 | | cup=172
Lentils, cooked | lentils; linsen | boiled | 116 9 20.1 0.4 | | cup=198
Hummus | | | 237 7.8 15 17.8 | | tbsp=15; cup=246
Peanut butter | erdnussbutter | | 588 25.1 20 50.4 | | tbsp=16
Peanut butter and jelly sandwich | pb and j; pb&j | | 350 12 42 16 | | sandwich=93
Jam | jelly; strawberry jam; mermelada | | 278 0.4 68.9 0.1 | | tbsp=20
Honey | miel; honig | | 304 0.3 82.4 0 | 1.42 | tbsp=21
Sugar | azúcar; sucre; zucker; đường | | 387 0 100 0 | | tsp=4.2; tbsp=12.6; packet=4; cube=2.3
Salt | sal; sel; salz | | 0 0 0 0 | 1.22 | tsp=6
Flour | wheat flour; farine; harina; mehl | | 364 10.3 76.3 1 | | cup=125
Almonds | almond; almendras; mandeln | | 579 21.2 21.6 49.9 | | almond=1.2; cup=143
Walnuts | walnut | | 654 15.2 13.7 65.2 | | half=2; cup, chopped=117
Dark chocolate | chocolate | | 598 7.8 45.9 42.6 | | square=10; bar=101
Chocolate chip cookie | cookie; cookies | | 488 5.1 63.9 24.7 | | cookie=16
Granola bar | granola bars | | 471 10.1 64.4 19.8 | | bar=28
Granola | | | 489 13.7 53.9 24.3 | | cup=122
Corn flakes | cereal; cornflakes | | 357 7.5 84 0.4 | | cup=28
Pancake | pancakes | | 227 6.4 28.3 9.7 | | pancake=38
Pizza, cheese | cheese pizza; pizza | | 266 11.4 33.3 9.7 | | slice=107; pizza=860
Pizza, pepperoni | pepperoni pizza | | 282 11.2 32.2 12.1 | | slice=111
Hamburger | burger; cheeseburger | | 265 13 29 11 | | sandwich=110
Macaroni and cheese | mac and cheese; mac n cheese | | 164 6.5 17.9 7.3 | | cup=198
Corn on the cob | | boiled | 96 3.4 21 1.5 | | ear=103
Chicken noodle soup | chicken soup | | 31 1.6 3.7 1.1 | | cup=241
Coffee, brewed | coffee; black coffee; café; kaffee; cà phê; 咖啡; コーヒー | | 1 0.1 0 0 | 1 | cup=237
Latte | caffe latte; coffee latte | | 43 2.8 4.1 1.6 | 1.03 | small=240; medium=360
Tea | green tea; black tea; té; thé; trà; お茶 | | 1 0 0.3 0 | 1 | cup=237
Orange juice | oj; juice | | 45 0.7 10.4 0.2 | 1.04 | cup=248
Cola | coke; coca cola; pepsi | | 42 0 10.6 0 | 1.04 | can=368
Beer | bier; cerveza; bière; bia | | 43 0.5 3.6 0 | 1.01 | can=356; bottle=356
Red wine | wine | | 85 0.1 2.6 0 | 0.99 | glass=147
Half and half | half-and-half | | 131 3 4.3 11.5 | 1.02 | tbsp=15; cup=242
Protein powder | whey protein; whey | | 400 78 10 6 | | scoop=30
Ice cream | vanilla ice cream; helado; glace; eis | | 207 3.5 23.6 11 | | scoop=66; cup=132
Mayonnaise | mayo | | 680 1 0.6 74.9 | | tbsp=13.8
Ketchup | | | 101 1 27.4 0.1 | | tbsp=17; packet=9
"""


@cache
def kitchen() -> FoodIndex:
    foods = [_food(number, line) for number, line in enumerate(_TABLE.strip().splitlines(), start=1)]
    return FoodIndex(columns(foods, [food.food_id for food in foods]))


def _food(number: int, line: str) -> Food:
    name, others, state, figures, density, portions = (part.strip() for part in line.split("|"))
    return Food(
        food_id=f"usda-{number}",
        fdc_id=number,
        name=name,
        aliases=tuple(other.strip() for other in others.split(";") if other.strip()),
        state=state or "unknown",
        per_100g=Per100g.model_validate(
            dict(zip(("calories", "protein_g", "carbs_g", "fat_g"), map(float, figures.split()), strict=True))
        ),
        density=float(density) if density else None,
        portions=tuple(
            AllowedUnit(unit=unit, grams=float(grams))
            for unit, grams in (portion.strip().rsplit("=", 1) for portion in portions.split(";") if portion.strip())
        ),
    )
