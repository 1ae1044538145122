"""Asks axe which rules of accessibility a page breaks: in, an open page; out, rules and places.

Axe is slow where a page has thousands of elements. Of elements that are alike (same tag, classes,
attributes and inside, at the same place in the page's structure) it is shown the first three: what
holds for those holds for the rest. Elements whose parts belong together are never taken apart.
Colours take it longer than all else: text that looks like text of an earlier page is passed by.
"""

from __future__ import annotations

import json
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
NEW = "data-mz-new-look"
MARK_NEW = """([mark, known]) => {
  const before = new Set(known);
  const ground = (each) => {
    if (!each) return "";
    const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(each);
    return `${ground(each.parentElement)} ${[backgroundColor, backgroundImage, opacity, position]}`;
  };
  const named = (each) => `${each.tagName}.${each.getAttribute("class") ?? ""}`;
  const look = (each) => {
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(each);
    const names = [named(each.parentElement), named(each)];
    return [...names, color, fontSize, fontWeight, textShadow, ground(each)].join("|");
  };
  const found = new Set();
  for (const each of document.querySelectorAll("body *")) {
    // A field shows text that is no part of it.
    const says = each.matches("input, select, textarea")
      || [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!says || before.has(look(each))) continue;
    each.setAttribute(mark, "");
    found.add(look(each));
  }
  return [...found];
}"""
"""Marks text whose letters, colours and grounds are together of no kind that is known."""


def violations(
    page: Any,
    *rules: str,
    without: Sequence[str] = (),
    within: str = "",
    looks: set[str] | None = None,
) -> list[tuple[str, list[str]]]:
    """Tell which rules (all, these, or all but some) are broken, with the first places.

    `within` asks of a part of the page only. `looks` are the looks of text whose colours were asked
    of before, in this palette; they grow. The page is thinned out: go on to another one afterwards.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    base = pytest.importorskip("axe_playwright_python.base")
    script = base.AXE_SCRIPT
    page.evaluate(THIN_OUT, MOST_ALIKE)
    if looks is not None:
        looks.update(page.evaluate(MARK_NEW, [NEW, sorted(looks)]))
        only = {"rules": [{"id": "color-contrast", "selector": f"[{NEW}]"}]}
        script = f"{script};axe.configure({json.dumps(only)})"
    # What passes is not described: that takes axe as long as finding it.
    asked = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    asked["rules"] = {rule: {"enabled": False} for rule in without}
    return [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]][:3])
        for rule in axe.Axe(script).run(page, within or None, asked).response["violations"]
    ]
