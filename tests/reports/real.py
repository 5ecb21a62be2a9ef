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


def files_of(folder: Path, names: tuple[str, ...]) -> list[Path]:
    """Return the named files of the folder of real data; fail where some are missing."""
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        pytest.fail(f"{folder} holds no {', '.join(missing[:3])} ({len(missing)} files are missing)")
    return [folder / name for name in names]
