"""The real reports that tests speak of, by the names of their files: more may lie beside them."""

from pathlib import Path

import pytest

SEEDS = (
    "seeds/000_5a987c6f9167c2d4.txt",
    "seeds/001_0afdbbb912651441.txt",
    "seeds/002_88e7c62cb5127eba.txt",
    "seeds/003_5b54c714a6bec26a.txt",
    "seeds/004_8ab6f3729bfceb48.txt",
)
NATIONAL = tuple(f"reports/national/{year}.txt" for year in range(1998, 2016))
# The 25 provinces of both years, as 2026's files call them.
PROVINCES = (
    *("北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省", "吉林省", "浙江省", "安徽省", "福建省"),
    *("江西省", "山东省", "河南省", "湖北省", "广东省", "广西壮族自治区", "海南省", "重庆市", "四川省", "贵州省"),
    *("陕西省", "甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区"),
)
_SHORTER = {"广西壮族自治区": "广西", "宁夏回族自治区": "宁夏", "新疆维吾尔自治区": "新疆"}
PROVINCIAL_2025 = tuple(
    sorted(f"reports/provincial-2025/2025年{_SHORTER.get(name, name)}政府工作报告.docx" for name in PROVINCES)
)
PROVINCIAL_2026 = tuple(sorted(f"reports/provincial-2026/2026_{name}.txt" for name in PROVINCES))
REPORTS = (*NATIONAL, *PROVINCIAL_2025, *PROVINCIAL_2026)

# Local and older reports: title, region, level, year, date, speaker; nothing where a document does not tell.
LOCAL = """
baoding-2011.txt|关于保定市国民经济和社会发展第十二个五年规划纲要的报告|保定市|prefecture|2011|2011-02-14|李谦
baoding-2013.txt|政府工作报告|保定市|prefecture|2013|2013-04-09|马誉峰
fangchenggang-2009.txt||防城港市|prefecture|2009||
gaoyang-2024.txt|高阳县2024年政府工作报告|高阳县|county|2024|2024-01-23|齐志国
guangdong-2024-page.txt|2024年广东省政府工作报告|广东省|province|2024|2024-01-23|王伟中
hebei-2004.txt|河北省2004年政府工作报告|河北省|province|2004|2004-01-08|季允石
jinhua-2011.txt||金华市|prefecture|2011||
national-1979.txt|1979年政府工作报告|全国|national|1979|1979-06-18|华国锋
national-1987.txt|1987年政府工作报告|全国|national|1987|1987-03-25|赵紫阳
national-2022.txt||全国|national|2022||
qiqihar-2014.txt||齐齐哈尔市|prefecture|2014||
tongren-2013.txt||铜仁市|prefecture|2013||
"""


def files_of(folder: Path, names: tuple[str, ...]) -> list[Path]:
    """Return the named files of the folder of real data; fail where some are missing."""
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        pytest.fail(f"{folder} holds no {', '.join(missing[:3])} ({len(missing)} files are missing)")
    return [folder / name for name in names]
