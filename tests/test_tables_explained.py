"""`parse FILE --explain`: which rule of the layouts matched which title, head and row."""

from __future__ import annotations

from pathlib import Path

from mingzhang import parse, read, vocab
from mingzhang.cli.explained_tables import explained
from mingzhang.model import Source, Stage

VOCABULARY = vocab.load(Path(__file__).parent.parent / "content/vocab")
HTML = """<h3>收支总表</h3><p>单位：元</p><table>
<tr><td>收入<td>预算数<td>不知何款<tr><td>本年收入合计<td>90<td>1</table>"""


def test_titles_heads_and_rows_name_their_rules() -> None:
    source = Source(
        disclosure="x-2024-budget",
        agency="x",
        fiscal_year=2024,
        stage=Stage.BUDGET,
        title="某市乙局2024年度部门预算",
        path=Path("x.html"),
        data=HTML.encode(),
        sha256="",
    )
    told = list(explained(parse.parse(read.read(source), VOCABULARY), VOCABULARY))
    assert told[0].startswith("表“收支总表”：版式 sides（tables.csv：")
    assert any(line.startswith("    列“预算数”：total amount budget 2024") for line in told)
    assert "    列“不知何款”：不读 budget 2024（columns.csv 里没有符合的规则）" in told
    assert any(line.startswith("    行“本年收入合计”：item current_year_revenue") for line in told)
