"""Sites by region: in, `content/editorial/sites.csv`; out, the sites, and whose body belongs where.

A row is a site: the region that it is about, its folder, and its address where that is not simply
the folder below the front site. A body belongs to the site of the narrowest region around it; a row
without a region takes those that no other takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mingzhang.model import UserError, UserErrors
from mingzhang.vocab import csv_file
from mingzhang.vocab.entries import Agency, Region
from mingzhang.vocab.regions import Named, meant, path

FILE = "sites.csv"
COLUMNS = ("region", "folder", "name", "name_en", "address")
TAKEN = frozenset({"about", "agencies", "assets", "en", "pagefind", "search"})
"""Folders that the front site has itself."""
_FOLDER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ADDRESS = re.compile(r"https?://[^\s<>\"'?#]+")


@dataclass(frozen=True, slots=True)
class RegionalSite:
    """One site: `region` is a code ("": all that is left), `place` its address from the front."""

    folder: str
    region: str
    name: str
    name_en: str
    place: str

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether it has an address of its own, perhaps on another host."""
        return "://" in self.place


def read(editorial: Path, regions: Mapping[str, Region]) -> tuple[RegionalSite, ...]:
    """Read the rows. Raises UserErrors with all that is wrong, UserError where there is no list."""
    listed = editorial / FILE
    if not listed.is_file():
        remedy = f"请建立它：第一行 {','.join(COLUMNS)}，以下每行一个地区网站，如 河北省,hebei,,,"
        raise UserError(listed, "没有这个地区网站的清单", remedy)
    codes: Named = {code: (row.name_zh, row.parent) for code, row in regions.items()}
    sites: list[RegionalSite] = []
    errors: list[UserError] = []
    for number, row in csv_file.rows(listed, COLUMNS, "地区网站的清单"):
        wrong = list(_problems(row, codes, sites))
        errors += [UserError(listed, f"第 {number} 行：{what}", how) for what, how in wrong]
        if not wrong:
            sites.append(_site(row, codes, regions))
    if not sites and not errors:
        errors.append(UserError(listed, "里面没有一个地区网站", "请每行写一个，如 河北省,hebei,,,"))
    if errors:
        raise UserErrors(tuple(errors))
    return tuple(sites)


def _problems(
    row: csv_file.Row, codes: Named, sites: Sequence[RegionalSite]
) -> Iterator[tuple[str, str]]:
    found = meant(row["region"], codes) if row["region"] else ("",)
    if len(found) != 1:
        what = "不认识的" if not found else "不止一个"
        yield f"{what}地区“{row['region']}”", "请写全称或 regions.csv 里的代码"
    elif found[0] in {site.region for site in sites}:
        yield "这个地区已有一行", "每个地区只留一行"
    if not row["region"] and not row["name"]:
        yield "不写地区的一行要有名称", "请在 name 一列写，如 其他"
    if not _FOLDER.fullmatch(row["folder"]) or row["folder"] in TAKEN:
        yield f"文件夹名不能是“{row['folder']}”", "请用小写字母、数字和连字符，如 hebei"
    elif row["folder"] in {site.folder for site in sites}:
        yield f"文件夹 {row['folder']} 已经用过", "请换一个名称"
    if row["address"] and not _ADDRESS.fullmatch(row["address"]):
        yield f"“{row['address']}”不是完整的网址", "请填写以 https:// 开头的地址；与总站同处就留空"


def _site(row: csv_file.Row, codes: Named, regions: Mapping[str, Region]) -> RegionalSite:
    code = next(iter(meant(row["region"], codes)), "")
    name = row["name"] or "".join(path(code, codes))
    around = [regions[each].name_en for each in _around(code, regions) if each]
    english = row["name_en"] or (", ".join(around) if all(around) else "")
    place = f"{(row['address'] or row['folder']).rstrip('/')}/"
    return RegionalSite(row["folder"], code, name, english, place)


def chosen(word: str, sites: Sequence[RegionalSite], regions: Mapping[str, Region]) -> RegionalSite:
    """Find the site that a folder, a code or a name means. Raises UserError."""
    codes: Named = {code: (row.name_zh, row.parent) for code, row in regions.items()}
    meanings = meant(word, codes)
    found = [site for site in sites if word in (site.folder, site.name)] or [
        site for site in sites if site.region and site.region in meanings
    ]
    if len(found) != 1:
        names = "、".join(f"{site.name}（{site.folder}）" for site in sites)
        raise UserError("--region", f"清单里没有地区网站“{word}”", f"现有的是：{names}")
    return found[0]


def of_bodies(
    agencies: Iterable[Agency], sites: Sequence[RegionalSite], regions: Mapping[str, Region]
) -> dict[str, RegionalSite | None]:
    """Tell for each body to which site it belongs; None: to none."""
    by_region = {site.region: site for site in sites}
    return {
        agency.agency: next(
            (by_region[code] for code in _around(agency.region, regions) if code in by_region), None
        )
        for agency in agencies
    }


def _around(code: str, regions: Mapping[str, Region]) -> Iterator[str]:
    """Yield a region and those around it, the widest last, and then what has none."""
    while code in regions:
        yield code
        code = regions[code].parent
    yield ""
