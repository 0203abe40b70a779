"""Common foods in six languages beside English: enough for the stand-in's search by meaning to find "arroz" and "卵".

One line a food: the English words, then es · fr · de · vi · ja · zh, variants separated by commas.
"""

from __future__ import annotations

import re
import unicodedata

_TABLE = """
rice | arroz | riz | reis | cơm, gạo | ご飯, 米, ライス | 米饭, 米
egg | huevo, huevos | œuf, oeuf, œufs, oeufs | ei, eier | trứng | 卵, たまご | 鸡蛋, 蛋
milk | leche | lait | milch | sữa | 牛乳, ミルク | 牛奶
bread | pan | pain | brot | bánh mì | パン | 面包
cheese | queso | fromage | käse | phô mai | チーズ | 奶酪, 芝士
butter | mantequilla | beurre | butter | bơ lạt | バター | 黄油
yogurt | yogur | yaourt | joghurt | sữa chua | ヨーグルト | 酸奶
chicken | pollo | poulet | hähnchen, huhn, hühnchen | gà, thịt gà | 鶏肉, チキン, 鶏 | 鸡肉, 鸡
chicken breast | pechuga de pollo | blanc de poulet | hähnchenbrust | ức gà | 鶏むね肉, 鶏胸肉 | 鸡胸肉
beef | carne de res, ternera, vacuno | bœuf, boeuf | rindfleisch, rind | bò, thịt bò | 牛肉, ビーフ | 牛肉
pork | cerdo | porc | schweinefleisch, schwein | thịt heo, thịt lợn | 豚肉 | 猪肉
fish | pescado | poisson | fisch | cá | 魚 | 鱼
salmon | salmón | saumon | lachs | cá hồi | 鮭, サーモン | 三文鱼
tuna | atún | thon | thunfisch | cá ngừ | マグロ, ツナ | 金枪鱼
shrimp | camarón, camarones, gambas | crevette, crevettes | garnele, garnelen | tôm | エビ, 海老 | 虾
tofu | tofu | tofu | tofu | đậu phụ, đậu hũ | 豆腐 | 豆腐
potato | patata, papas | pomme de terre, pommes de terre | kartoffel, kartoffeln | khoai tây | じゃがいも, ポテト | 土豆, 马铃薯
sweet potato | batata, boniato | patate douce | süßkartoffel | khoai lang | さつまいも | 红薯
tomato | tomate, tomates | tomate, tomates | tomate, tomaten | cà chua | トマト | 西红柿, 番茄
carrot | zanahoria | carotte, carottes | karotte, karotten, möhre | cà rốt | にんじん, 人参 | 胡萝卜
onion | cebolla | oignon | zwiebel, zwiebeln | hành tây | 玉ねぎ | 洋葱
garlic | ajo | ail | knoblauch | tỏi | にんにく | 大蒜
broccoli | brócoli | brocoli | brokkoli | bông cải xanh | ブロッコリー | 西兰花
spinach | espinaca, espinacas | épinard, épinards | spinat | rau bina, rau chân vịt | ほうれん草 | 菠菜
cabbage | repollo, col | chou | kohl, weißkohl | bắp cải | キャベツ | 卷心菜
lettuce | lechuga | laitue | kopfsalat | xà lách | レタス | 生菜
cucumber | pepino | concombre | gurke | dưa chuột, dưa leo | きゅうり | 黄瓜
mushroom | champiñón, seta, setas | champignon, champignons | pilz, pilze, champignon | nấm | きのこ | 蘑菇
corn | maíz | maïs | mais | ngô, bắp | とうもろこし | 玉米
pepper | pimiento | poivron | paprika | ớt chuông | ピーマン | 甜椒
apple | manzana | pomme | apfel, äpfel | táo | りんご, リンゴ | 苹果
banana | plátano, banana | banane | banane, bananen | chuối | バナナ | 香蕉
orange | naranja | orange | orange, apfelsine | cam | オレンジ | 橙子
strawberry | fresa, fresas | fraise, fraises | erdbeere, erdbeeren | dâu tây | いちご, イチゴ | 草莓
grape | uva, uvas | raisin, raisins | traube, trauben, weintrauben | nho | ぶどう | 葡萄
mango | mango | mangue | mango | xoài | マンゴー | 芒果
pineapple | piña | ananas | ananas | dứa, thơm | パイナップル | 菠萝
avocado | aguacate, palta | avocat | avocado | bơ, quả bơ | アボカド | 牛油果, 鳄梨
lemon | limón | citron | zitrone | chanh | レモン | 柠檬
bean | frijol, frijoles, judía, judías, alubias | haricot, haricots | bohne, bohnen | đậu | 豆 | 豆子
lentil | lenteja, lentejas | lentille, lentilles | linse, linsen | đậu lăng | レンズ豆 | 扁豆
chickpea | garbanzo, garbanzos | pois chiche, pois chiches | kichererbse, kichererbsen | đậu gà | ひよこ豆 | 鹰嘴豆
peanut | cacahuete, maní | cacahuète, arachide | erdnuss, erdnüsse | đậu phộng, lạc | ピーナッツ | 花生
almond | almendra, almendras | amande, amandes | mandel, mandeln | hạnh nhân | アーモンド | 杏仁
oats | avena | avoine | hafer, haferflocken | yến mạch | オートミール, オーツ麦 | 燕麦
pasta | pasta | pâtes | nudeln | mì ống | パスタ | 意大利面
noodle | fideos | nouille, nouilles | nudel | mì, bún, phở | 麺, ヌードル | 面条
flour | harina | farine | mehl | bột mì | 小麦粉 | 面粉
sugar | azúcar | sucre | zucker | đường | 砂糖 | 糖
salt | sal | sel | salz | muối | 塩 | 盐
honey | miel | miel | honig | mật ong | はちみつ | 蜂蜜
oil | aceite | huile | öl | dầu | 油 | 油
olive oil | aceite de oliva | huile d'olive | olivenöl | dầu ô liu | オリーブオイル | 橄榄油
coffee | café | café | kaffee | cà phê | コーヒー | 咖啡
tea | té | thé | tee | trà | お茶, 紅茶 | 茶
water | agua | eau | wasser | nước | 水 | 水
beer | cerveza | bière | bier | bia | ビール | 啤酒
wine | vino | vin | wein | rượu vang | ワイン | 葡萄酒
juice | zumo, jugo | jus | saft | nước ép | ジュース | 果汁
soup | sopa | soupe | suppe | súp, canh | スープ | 汤
ham | jamón | jambon | schinken | giăm bông | ハム | 火腿
sausage | salchicha | saucisse | wurst | xúc xích | ソーセージ | 香肠
bacon | tocino, beicon | lard | speck | thịt xông khói | ベーコン | 培根
chocolate | chocolate | chocolat | schokolade | sô cô la | チョコレート | 巧克力
cooked | cocido, cocida | cuit, cuite | gekocht, gekochte, gekochter | chín, luộc | 炊いた, ゆで | 煮熟, 熟
raw | crudo, cruda | cru, crue | roh, rohe | sống | 生 | 生
fried | frito, frita | frit, frite, frites | gebraten, gebratene | chiên, rán | 揚げ | 炒, 炸
grilled | a la plancha, asado | grillé, grillée | gegrillt, gegrillte | nướng | 焼き | 烤
"""

_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def plain(text: str) -> str:
    """Lower case, composed, without the difference of width."""
    return unicodedata.normalize("NFKC", text).casefold()


def _read() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        english, *others = (part.strip() for part in line.split("|"))
        for name in (name.strip() for other in others for name in other.split(",")):
            table.setdefault(plain(name), english)
    return table


_ENGLISH = _read()
_SPACED = re.compile(
    r"(?<!\w)("
    + "|".join(re.escape(name) for name in sorted(_ENGLISH, key=len, reverse=True) if not _CJK.search(name))
    + r")(?!\w)"
)
_UNSPACED = re.compile("|".join(re.escape(name) for name in sorted(_ENGLISH, key=len, reverse=True) if _CJK.search(name)))


def to_english(text: str) -> str:
    """The text with every food that the table knows said in English, the longest first."""
    known = _SPACED.sub(lambda found: _ENGLISH[found[0]], plain(text))
    return _UNSPACED.sub(lambda found: f" {_ENGLISH[found[0]]} ", known)
