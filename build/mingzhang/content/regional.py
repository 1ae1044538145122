"""One region's site as a project: in, a project and a region; out, the folders of that site alone.

It is built by itself in `regions/<folder>/`, of the bodies of its region. Its settings are those of
the whole project under the region's name and address. What lies in
`content/editorial/regions/<folder>/` goes before them: keys of `site.yml`, and whole files else.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from mingzhang import vocab
from mingzhang.common import folder_swap, site_settings, urls
from mingzhang.model import UserError
from mingzhang.paths import Paths
from mingzhang.vocab import Vocabulary, regional_sites
from mingzhang.vocab.regional_sites import RegionalSite

FOLDER = "regions"
REDIRECTS = "redirects.csv"


def project(paths: Paths, word: str, there: Collection[str] | None = None) -> Paths:
    """Make the project of the site that `word` means. Raises UserError or UserErrors.

    `there`: the bodies that have sources, where these do not lie in the project.
    """
    if there is None:
        there = {path.name for path in paths.disclosures.iterdir()}
    vocabulary = vocab.load(paths.vocab)
    sites = regional_sites.read(paths.editorial, vocabulary.regions)
    site = regional_sites.chosen(word, sites, vocabulary.regions)
    bodies = _bodies(paths, site, sites, vocabulary, there)
    site_settings.settings(paths.editorial)  # its faults are told of the file that people write
    made = Paths(place(paths, site), vocab=paths.vocab, whole=paths.root, bodies=bodies)
    made = replace(made, disclosures=paths.disclosures)
    _write_editorial(paths.editorial, made, site)
    return made


def place(paths: Paths, site: RegionalSite) -> Path:
    """Tell where the project of a regional site lies."""
    return paths.root / FOLDER / site.folder


def _bodies(
    paths: Paths,
    site: RegionalSite,
    sites: tuple[RegionalSite, ...],
    vocabulary: Vocabulary,
    there: Collection[str],
) -> frozenset[str]:
    """List the bodies of a site. Raises UserError for those that no site would publish."""
    belongs = regional_sites.of_bodies(vocabulary.agencies.values(), sites, vocabulary.regions)
    nowhere = [body for body in sorted(there) if body in belongs and belongs[body] is None]
    if nowhere:
        problem = f"有 {len(nowhere)} 个机构不在任何一个地区网站里：{'、'.join(nowhere[:5])}"
        remedy = "请给它们的地区加一行；其余的都归一处，就写一行 region 留空的"
        raise UserError(paths.editorial / regional_sites.FILE, problem, remedy)
    bodies = frozenset(body for body, at in belongs.items() if at == site)
    if bodies.isdisjoint(there):
        remedy = "请先放入它的公开文件，或从清单里去掉这一行"
        raise UserError(paths.disclosures, f"里面没有{site.name}的公开文件", remedy)
    return bodies


def _write_editorial(editorial: Path, made: Paths, site: RegionalSite) -> None:
    own = editorial / FOLDER / site.folder
    folder_swap.empty(made.editorial)
    without = shutil.ignore_patterns(FOLDER, regional_sites.FILE)
    shutil.copytree(editorial, made.editorial, ignore=without, dirs_exist_ok=True)
    if own.is_dir():
        shutil.copytree(own, made.editorial, dirs_exist_ok=True)
    settings = _settings(editorial, own, site)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (made.editorial / site_settings.FILE).write_text(text, encoding="utf-8")
    _keep_redirects(made.editorial / REDIRECTS, made.bodies or frozenset())


def _settings(editorial: Path, own: Path, site: RegionalSite) -> dict[str, Any]:
    """Lay the settings of a region over those of the whole."""
    known = _values(editorial / site_settings.FILE)
    front = str(known.get("address") or "")
    below = f"{front.rstrip('/')}/{site.place}" if front else ""
    english = str(known.get("title_en") or "")
    if english and site.name_en:
        english = _fitting("title_en", f"{english}: {site.name_en}", site.name_en)
    known |= {
        "title": _fitting("title", f"{known['title']}·{site.name}", site.name),
        "title_en": english,
        "region": site.name if site.region else "",
        "address": site.place if site.is_elsewhere else below,
        "front": front,
    }
    branch = str(known.get("data_in") or "")
    if branch.startswith(site_settings.BRANCH):
        known["data_in"] = f"{branch}-{site.folder}"
    return known | _values(own / site_settings.FILE)


def _fitting(key: str, whole: str, name: str) -> str:
    """Name a regional site after the whole and its region, or where that is too long the region."""
    return whole if len(whole) <= site_settings.LONGEST[key] else name


def _values(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    read = yaml.load(path.read_text(encoding="utf-8-sig"), yaml.BaseLoader)
    return dict(read) if isinstance(read, dict) else {}


def _keep_redirects(path: Path, bodies: frozenset[str]) -> None:
    """Leave the redirects that lead to bodies of this site; those of others lead nowhere here."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    ends = {row[0]: row[1] for row in rows if len(row) > 1}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(row for row in rows if row and urls.body_of(_end(row[0], ends)) in bodies)


def _end(name: str, ends: dict[str, str]) -> str:
    seen = {name}
    while name in ends and ends[name] not in seen:
        name = ends[name]
        seen.add(name)
    return name
