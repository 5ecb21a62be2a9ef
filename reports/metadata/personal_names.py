"""Tell a person's name that stands alone on a line from other short words."""

import re

from reports.cleaning.characters import HAN
from reports.metadata.divisions import named

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项"
    "祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉"
    "钮龚程嵇邢裴陆荣翁荀羊惠甄曲封芮储靳段富巫乌焦巴牧隗山谷车侯宓全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司韶黎蓟薄印宿白"
    "怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习"
    "艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄东欧沃利蔚越隆师巩聂晁勾敖融冷辛那简饶曾沙丰巢关查后荆红游竺权盖益桓公"
    "肖闫仝佟付代覃岳帅税苟滑信智楚敬青鹿晋修邸展仉练粟植揭逯初原问肇冼区谌阙昝么迟由宛隋邝"
)
_DOUBLE = "欧阳|上官|司马|诸葛|尉迟|皇甫|夏侯|东方|司徒|慕容|令狐|南宫|端木|公孙|长孙|宇文|拓跋|呼延|纳兰"
_NAME = re.compile(rf"(?:(?:{_DOUBLE})[{HAN}]{{1,2}}|[{_SURNAMES}][{HAN}]{{1,2}})|[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}})+")
_OF_A_PEOPLE = re.compile(rf"(?P<name>[{HAN}·]{{2,12}})（[{HAN}]{{1,6}}族）")
# Words of pages and heads that begin with a surname.
_WORDS = re.compile(
    "[关查][于注闭看键联阅]|简[介报讯]|安[全排]|文[件化本字章稿号]|时[间政事]|公[开告示布]|通[知告报过]|成[文果]|全[文体]|国[务家]|高[清级]"
    "|计划|经济|应[急用]|项目|方[案法]|区[长域]|信息|明[日天]|[^。]*(?:报|网|省|市|县|区|旗|州|盟|会|稿|版|人|长)$"
)


def name_alone(line: str) -> str:
    """Return the name that is all of a line, without the people named behind it (藏族); "" for another line."""
    match = _OF_A_PEOPLE.fullmatch(line)
    if match is not None:
        return match["name"]
    if not 2 <= len(line) <= 24 or not _NAME.fullmatch(line):
        return ""
    return "" if _WORDS.match(line) or named(line) else line
