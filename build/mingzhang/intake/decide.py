"""Settles what a new disclosure is. In: what was recognised, what the person said or answers.
Out: `Settled` (body, year, stage, title), each with the reason why; or a clear refusal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mingzhang.common.simplified import simplified
from mingzhang.common.yaml_file import closest
from mingzhang.content.body_names import comparable, known_by_name
from mingzhang.content.recognise import STAGE_WORDS, Recognition, recognise
from mingzhang.content.source_file import FIRST_YEAR, LAST_YEAR, problem_of
from mingzhang.intake import new_agency
from mingzhang.model import Document, Stage, UserError, UserErrors
from mingzhang.vocab import Agency, Vocabulary, regions

Ask = Callable[[str, str], str]
"""Asks a person: the question and the answer to offer → the answer."""

STAGES = {"budget": Stage.BUDGET, "final": Stage.FINAL, "预算": Stage.BUDGET, "决算": Stage.FINAL}
_TRADITIONAL_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Given:
    """What the person said on the command line; empty or None: let the document tell."""

    agency: str = ""
    year: int | None = None
    stage: str | None = None
    title: str = ""
    url: str = ""
    date: str = ""
    retrieved: str = ""
    name: str = ""
    name_en: str = ""
    region: str = ""
    replace: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What a disclosure is. `why` tells of body, year, stage and title, in this order."""

    body: Agency
    is_new: bool
    year: int
    stage: Stage
    title: str
    year_in_title: int | None
    language: str
    why: tuple[str, str, str, str]


def check_given(given: Given) -> None:
    """Refuse options that can be seen to be wrong without any file. Raises UserErrors."""
    errors = []
    for option, key, value in (
        ("--url", "source_url", given.url),
        ("--date", "published_on", given.date),
    ):
        problem = problem_of(key, value) if value else None
        if problem:
            errors.append(UserError(option, *problem))
    for option, value in (
        ("--title", given.title),
        ("--name", given.name),
        ("--name-en", given.name_en),
    ):
        if re.search(r"[\x00-\x1f|]", value):
            errors.append(UserError(option, "里有不能用的字符", "请去掉换行、控制字符和 |"))
    if errors:
        raise UserErrors(tuple(errors))


def recognise_all(documents: Sequence[Document], vocab: Vocabulary) -> Recognition:
    """Recognise a disclosure by its main document (the first); the others fill what it lacks."""
    main = documents[0]
    recognition = recognise(main.text, main.source.path.stem, vocab)
    for other in documents[1:]:
        if not recognition.guessed:
            break
        also = recognise(other.text, other.source.path.stem, vocab)
        recognition = _filled(recognition, also, f"附件“{other.source.path.name}”：")
    return recognition


def _filled(recognition: Recognition, also: Recognition, place: str) -> Recognition:
    better = recognition.guessed - also.guessed
    body, year, stage = recognition.why
    if "body" in better:
        body = place + also.why[0]
        recognition = replace(recognition, agency=also.agency, name=also.name, known=also.known)
    if "year" in better and recognition.year_in_title is None:
        year = place + also.why[1]
        recognition = replace(recognition, fiscal_year=also.fiscal_year)
    if "stage" in better:
        stage = place + also.why[2]
        recognition = replace(recognition, stage=also.stage)
    return replace(recognition, why=(body, year, stage), guessed=recognition.guessed - better)


def settle(
    recognition: Recognition,
    text: str,
    file: Path,
    given: Given,
    vocab: Vocabulary,
    ask: Ask | None,
) -> Settled:
    """Settle body, year and stage; ask where the document leaves it open and a person is there.

    Raises UserError, naming the option to use, for what stays open.
    """
    body, is_new, body_why = _body(recognition, text, file, given, vocab, ask)
    year, year_why = _year(recognition, file, given, ask)
    stage, stage_why = _stage(recognition, file, given, ask)
    composed = f"{body.name_zh}{year}年度{_whose(text)}{STAGE_WORDS[stage]}"
    title = given.title or recognition.title
    title_why = (
        "按选项" if given.title else "原文所写" if title else "原文没有写完整的标题，按上述拟定"
    )
    in_title = _year_in(title) if title else recognition.year_in_title
    return Settled(
        body=body,
        is_new=is_new,
        year=year,
        stage=stage,
        title=title or composed,
        year_in_title=in_title if in_title not in (None, year) else None,
        language="zh-Hant" if _is_traditional(text) else "zh-CN",
        why=(body_why, year_why, stage_why, title_why),
    )


def _year(recognition: Recognition, file: Path, given: Given, ask: Ask | None) -> tuple[int, str]:
    if given.year is not None:
        agrees = recognition.fiscal_year in (None, given.year) or "year" in recognition.guessed
        return given.year, "按选项" if agrees else f"按选项；注意：{recognition.why[1]}"
    why = recognition.why[1]
    if recognition.fiscal_year is not None and ("year" not in recognition.guessed or ask is None):
        return recognition.fiscal_year, why
    if ask is None:
        raise UserError(
            file, f"看不出这份文件的年度（{why}）", "请用 --year 指定，例如 --year 2024"
        )
    offered = str(recognition.fiscal_year or "")
    while True:
        answer = ask(f"是哪一年度的？（{why}）", offered).strip()
        if re.fullmatch(r"[0-9]{4}", answer) and FIRST_YEAR <= int(answer) <= LAST_YEAR:
            return int(answer), "按回答"


def _stage(
    recognition: Recognition, file: Path, given: Given, ask: Ask | None
) -> tuple[Stage, str]:
    if given.stage:
        agrees = recognition.stage in (None, STAGES[given.stage]) or "stage" in recognition.guessed
        return STAGES[given.stage], "按选项" if agrees else f"按选项；注意：{recognition.why[2]}"
    why = recognition.why[2]
    if recognition.stage is not None and ("stage" not in recognition.guessed or ask is None):
        return recognition.stage, why
    if ask is None:
        remedy = "请用 --stage budget 或 --stage final 指定"
        raise UserError(file, f"看不出这份文件是预算还是决算（{why}）", remedy)
    offered = STAGE_WORDS[recognition.stage] if recognition.stage else ""
    while True:
        answer = ask(f"是预算还是决算？（{why}）", offered).strip()
        if answer in STAGES:
            return STAGES[answer], "按回答"


def _body(
    recognition: Recognition,
    text: str,
    file: Path,
    given: Given,
    vocab: Vocabulary,
    ask: Ask | None,
) -> tuple[Agency, bool, str]:
    listed = vocab.agencies.get(given.agency)
    if listed is not None:
        _only_for_new(given, file)
        return listed, False, _by_option(listed, recognition)
    name, why = (given.name, "按选项") if given.name else (recognition.name, recognition.why[0])
    if not name and ask is not None:
        name, why = ask("是哪个单位的？请写全称", "").strip(), "按回答"
    if not name:
        remedy = "请用 --agency 指定 content/vocab/agencies.csv 中的编号，或用 --name 写明单位全称"
        raise UserError(file, "看不出是哪个单位的公开文件", remedy)
    agency = known_by_name(name, vocab)
    if agency is not None:
        if given.agency:
            raise _unknown_id(file, given.agency, agency, vocab)
        _only_for_new(given, file)
        return agency, False, why
    body = new_agency.new_body(name, vocab, text)
    body = _placed(replace(body, name_en=given.name_en), given, file, vocab)
    return replace(body, agency=_id(body, given, vocab, ask)), True, why


def _by_option(listed: Agency, recognition: Recognition) -> str:
    if recognition.name and comparable(recognition.name) != comparable(listed.name_zh):
        return f"按选项；注意：{recognition.why[0]}"
    return "按选项"


def _only_for_new(given: Given, file: Path) -> None:
    if given.name_en or given.region or (given.agency and given.name):
        problem = "--name、--region、--name-en 只用于词表里还没有的机构"
        raise UserError(file, problem, "已有的机构请直接改 content/vocab/agencies.csv")


def _unknown_id(file: Path, given: str, agency: Agency, vocab: Vocabulary) -> UserError:
    problem = (
        f"agencies.csv 里没有机构编号 {given}{closest(given, vocab.agencies)}；"
        f"文件上的单位“{agency.name_zh}”已有编号 {agency.agency}"
    )
    return UserError(file, problem, "请改用已有的编号；若是另一个机构，请加 --name 写明全称")


def _placed(body: Agency, given: Given, file: Path, vocab: Vocabulary) -> Agency:
    if not given.region:
        return body
    known = {region.code: (region.name_zh, region.parent) for region in vocab.regions.values()}
    named = regions.meant(given.region, known)
    if len(named) != 1:
        names = [region.name_zh for region in vocab.regions.values()]
        problem = f"regions.csv 里没有行政区划“{given.region}”{closest(given.region, names)}"
        if named:
            problem = f"叫“{given.region}”的不止一处：{'、'.join(named)}"
        raise UserError(file, problem, "请写 GB/T 2260 的六位代码；表里没有的请先加一行")
    # An id without a place of its own names the region.
    placed = new_agency.in_region(body, vocab.regions[named[0]])
    return replace(placed, agency=new_agency.readable_id(body.name_zh, named[0], vocab.bodies))


def _id(body: Agency, given: Given, vocab: Vocabulary, ask: Ask | None) -> str:
    if given.agency:
        new_agency.check_id(given.agency)
        return given.agency
    while ask is not None:
        question = f"“{body.name_zh}”是新机构，给它一个编号（小写英文、数字、连字符）"
        answer = ask(question, body.agency).strip()
        try:
            new_agency.check_id(answer)
        except UserError:
            continue
        if answer not in vocab.agencies:
            return answer
    if body.agency in vocab.agencies:
        other = vocab.agencies[body.agency].name_zh
        problem = f"编号 {body.agency} 已经是“{other}”的，而这是“{body.name_zh}”"
        raise UserError(
            "--agency", problem, "若是同一个机构，请用 --agency 写这个编号；否则另给编号"
        )
    return body.agency


def _whose(text: str) -> str:
    """部门 or 单位: whichever the text says of its account."""
    whole = len(re.findall(r"部门(?:收支)?[预决]算", text))
    return "单位" if len(re.findall(r"单位(?:收支)?[预决]算(?!单位)", text)) > whole else "部门"


def _year_in(title: str) -> int | None:
    match = re.search(r"(?<![0-9])(20[0-9]{2})\s*年", title)
    return int(match[1]) if match else None


def _is_traditional(text: str) -> bool:
    simple = simplified(text)
    changed = sum(a != b for a, b in zip(text, simple, strict=False))
    ideographs = sum("\u4e00" <= character <= "\u9fff" for character in text)
    return len(simple) == len(text) and changed > _TRADITIONAL_SHARE * max(ideographs, 1)
