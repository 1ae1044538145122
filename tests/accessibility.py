"""Asks axe which rules of accessibility a page breaks: in, an open page; out, rules and places.

Axe is slow where a page has thousands of elements. Of elements that are alike (same tag, classes,
attributes and inside, at the same place in the page's structure) it is shown the first three: what
holds for those holds for the rest. Elements whose parts belong together are never taken apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

MOST_ALIKE = 3
THIN_OUT = """most => {
  const whole = "a, button, summary, label, select, svg, tr, dl, figure, h1, h2, h3, h4";
  const kind = (each) => {
    const names = [...each.attributes].map(({ name, value }) =>
      /^(class|role|lang|type|scope|style)$/.test(name) ? `${name}=${value}` : name);
    const text = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    return `${each.tagName}[${names.sort()}]${text ? "~" : ""}(${[...each.children].map(kind)})`;
  };
  const seen = {};
  const thin = (parent, above) => {
    if (parent.matches(whole)) return;
    const path = `${above} ${parent.tagName}.${parent.className}`;
    for (const child of [...parent.children]) {
      const name = `${path} ${kind(child)}`;
      seen[name] = (seen[name] ?? 0) + 1;
      if (seen[name] > most && child !== parent.firstElementChild) child.remove();
      else thin(child, path);
    }
  };
  thin(document.body, "");
}"""


def violations(page: Any, *rules: str, without: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
    """Tell which rules (all, these, or all but some) are broken, with the first places.

    The page is thinned out: go on to another one afterwards.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    page.evaluate(THIN_OUT, MOST_ALIKE)
    # What passes is not described: that takes axe as long as finding it.
    asked = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    asked["rules"] = {rule: {"enabled": False} for rule in without}
    return [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]][:3])
        for rule in axe.Axe().run(page, options=asked).response["violations"]
    ]
