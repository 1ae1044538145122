"""The settings of a site: what people may write, what they are told, and what comes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mingzhang.common import colours
from mingzhang.common.licences import LICENCES
from mingzhang.common.site_settings import KEYS, Settings, settings
from mingzhang.model import UserErrors
from mingzhang.site import theme

ROOT = Path(__file__).resolve().parent.parent


def read(folder: Path, text: str) -> Settings:
    (folder / "site.yml").write_text(text, encoding="utf-8")
    return settings(folder)


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(UserErrors) as caught:
        read(folder, text)
    return [str(error) for error in caught.value.errors]


def test_every_key_is_in_the_file_and_explained_in_chinese():
    lines = (ROOT / "content/editorial/site.yml").read_text(encoding="utf-8").splitlines()
    for key in KEYS:
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
        above = lines[at - 1]
        assert above.startswith("# ") and re.search(r"[\u4e00-\u9fff]{4}", above), key
    assert settings(ROOT / "content/editorial").title == "明账"


def test_several_problems_are_told_together_with_their_lines(tmp_path):
    text = (
        "titel: x\ntitle: [a, b]\naddress: www.example.org\ncontact: 张三\nlicence: 随便用\n"
        "colour_primary: '#ffcc00'\ncolour_accent: red\nanalytics: baidu\nrepository: 'a b'\n"
    )
    problems = told(tmp_path, text)
    assert len(problems) == 9
    for line, word in enumerate(
        ("titel", "title", "address", "contact", "licence", "primary", "accent", "analytics"), 1
    ):
        assert any(f"第 {line} 行" in one and word in one for one in problems), (line, problems)
    assert all("site.yml：" in one and "。请" in one for one in problems)


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("address: https://example.org/site/index.html", "去掉末尾的文件名"),
        ("address: https://example.org/?a=1", "完整地址"),
        ("address: javascript:alert(1)", "完整地址"),
        ("offline: 有时", "请写 有 或 无"),
        ('contact: "a@b"', "邮箱"),
        ("colour_primary: #1d5580", '请写成 colour_primary: "#1d5580"'),
        ("colour_primary: 蓝色", "六位数字"),
        (f"title_en: {'x' * 61}", "缩短到 60 个字"),
        ("tagline: {a: b}", "写在同一行"),
        ("licence: CC0", "CC BY-SA 4.0"),
    ],
)
def test_each_problem_has_its_remedy(tmp_path, line, remedy):
    problems = told(tmp_path, f"title: 甲\n{line}\n")
    assert len(problems) == 1 and "第 2 行" in problems[0] and remedy in problems[0]


def test_an_empty_file_is_told_what_belongs_into_it(tmp_path):
    (problem,) = told(tmp_path, "# title: 甲\n")
    assert "是空的" in problem and "title" in problem and "sha256" not in problem


def test_a_colour_too_light_to_read_is_refused_with_the_nearest_that_is_not(tmp_path):
    (problem,) = told(tmp_path, 'title: 甲\ncolour_primary: "#ffcc00"\n')
    better = re.search(r'最接近的是 "(#[0-9a-f]{6})"', problem)
    assert better is not None and "对比度只有 1.3" in problem
    chosen = read(tmp_path, f'title: 甲\ncolour_primary: "{better[1]}"\n').colour_primary
    assert chosen == better[1] != "#ffcc00"


@pytest.mark.parametrize(
    "colour", ["#1d5580", "#8a1c1c", "#0b6b3a", "#000000", "#5b2a86", "00695c"]
)
def test_a_colour_that_is_taken_reads_in_both_schemes(tmp_path, colour):
    chosen = read(tmp_path, f"title: 甲\ncolour_primary: '{colour}'\n").colour_primary
    made = colours.shades(chosen)
    for shade, grounds in (
        (made.light, (*colours.LIGHT_GROUNDS, made.light_soft)),
        (made.dark, (*colours.DARK_GROUNDS, made.dark_soft)),
    ):
        assert min(colours.contrast(shade, ground) for ground in grounds) >= 4.5
    assert colours.least_contrast(made.both, (*colours.LIGHT_GROUNDS, *colours.DARK_GROUNDS)) >= 3


def test_the_grounds_are_those_of_the_stylesheet():
    css = (ROOT / "site_src/assets/mingzhang.css").read_text(encoding="utf-8")
    names = ("paper", "surface", "sunken")
    schemes = re.findall(r'^\[data-md-color-scheme="\w+"\] \{(.*?)\}', css, re.S | re.M)[:2]
    grounds = [
        tuple(re.search(rf"--mz-{name}: (#\w+)", block)[1] for name in names) for block in schemes
    ]
    assert grounds == [colours.LIGHT_GROUNDS, colours.DARK_GROUNDS]


def test_contrast_is_that_of_wcag():
    assert round(colours.contrast("#000000", "#ffffff"), 2) == 21
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48
    assert colours.contrast("#123456", "#123456") == 1


def test_without_colours_nothing_is_painted():
    plain = Settings(title="明账")
    mark = (ROOT / "site_src/assets/mark.svg").read_text(encoding="utf-8")
    assert theme.stylesheet(plain) == "" and theme.mark(mark, plain) == mark


def test_the_marks_are_drawn_in_the_colours_that_are_replaced():
    for name in ("mark.svg", "favicon.svg"):
        drawn = (ROOT / "site_src/assets" / name).read_text(encoding="utf-8")
        painted = theme.mark(drawn, Settings("甲<乙", colour_primary="#8a1c1c"))
        assert "#8a1c1c" in painted and theme.GROUND not in painted
        assert "甲&lt;乙" in painted


def test_charts_and_their_keys_have_one_colour():
    css = (ROOT / "site_src/assets/mingzhang.css").read_text(encoding="utf-8")
    assert re.findall(rf"--mz-chart: ({theme.BLUE});", css) and css.count(theme.BLUE) == 1
    assert theme.BLUE not in (ROOT / "site_src/assets/compare.css").read_text(encoding="utf-8")
    assert theme.BLUE in (ROOT / "site_src/assets/compare.js").read_text(encoding="utf-8")
    sheet = theme.stylesheet(Settings("甲", colour_primary="#8a1c1c"))
    assert f'svg [fill="{theme.BLUE}"] {{ fill: var(--mz-chart); }}' in sheet


def test_the_accent_alone_leaves_the_blue():
    sheet = theme.stylesheet(Settings("甲", colour_accent="#8a1c1c"))
    assert "--mz-accent: #8a1c1c" in sheet and "--mz-blue" not in sheet


def test_the_region_is_told_once():
    assert Settings("甲", tagline="看懂绍兴市的账", region="绍兴市").described == "看懂绍兴市的账"
    assert Settings("甲", region="绍兴市").described == "绍兴市部门预算、决算公开数据"
    assert Settings("甲", tagline="看懂账").described == "看懂账"


def test_a_file_with_a_byte_order_mark_from_notepad_is_read(tmp_path):
    (tmp_path / "site.yml").write_bytes("\ufefftitle: 甲\r\nregion: 乙\r\n".encode())
    assert settings(tmp_path) == Settings("甲", region="乙")


def test_licences_are_those_that_the_vocabularies_allow():
    assert list(LICENCES) == ["CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0"]
    assert LICENCES["CC BY 4.0"].id == "CC-BY-4.0"
    assert LICENCES["CC BY 4.0"].address == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("contact", "repository", "report"),
    [
        ("", "", ""),
        ("open@example.org", "https://github.com/a/b", "mailto:open@example.org"),
        ("", "https://github.com/a/b/", "https://github.com/a/b/issues/new"),
        ("https://example.org/contact", "https://example.org/code", ""),
    ],
)
def test_whom_to_tell_of_a_misread_figure(contact, repository, report):
    chosen = Settings("站", contact=contact, repository=repository)
    assert chosen.report == report
    assert chosen.reachable == bool(contact or repository)
