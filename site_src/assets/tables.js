// Tables that sort by what is pressed and show what is asked for. Without it they stand as they are.
"use strict";

(() => {
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const number = /^([-−+]?)([\d,]*\.?\d+)\s*(\D{0,8})$/;
  const plain = (text) => text.toLowerCase().replace(/,/g, "");
  // What belongs to a row, such as the rule of a check, stays right below it.
  const groups = (table) => [...table.tBodies].flatMap((body) => {
    const found = [];
    for (const row of body.rows) {
      if (row.matches(".mz-rule")) found.at(-1).rows.push(row);
      else if (!row.matches(".mz-scope")) found.push({ body, rows: [row] });
    }
    return found;
  });

  for (const table of document.querySelectorAll("table[data-mz-sort]")) {
    if (table.tHead.offsetHeight < 9) continue; // On phones some tables are cards without a head.
    const before = groups(table);
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.addEventListener("click", () => {
        const now = { ascending: "descending", descending: "" }[head.ariaSort] ?? "ascending";
        for (const each of heads) each.removeAttribute("aria-sort");
        if (now) head.setAttribute("aria-sort", now);
        const sorted = now ? inOrder(before, column, now === "ascending" ? 1 : -1) : before;
        for (const { body, rows } of sorted) (now ? table.tBodies[0] : body).append(...rows);
      });
    });
  }

  // Numbers come before words, those of one unit together; an empty cell comes last either way.
  function inOrder(before, column, way) {
    const units = [];
    const keys = new Map(before.map((group) => {
      const cell = group.rows[0].cells[column];
      // What phones are told before a number is not the number.
      const text = ((cell?.querySelector(".mz-narrow")?.nextSibling ?? cell?.firstChild)?.textContent ?? "").trim();
      const [, sign, digits, unit] = number.exec(text) ?? [];
      if (digits && !units.includes(unit)) units.push(unit);
      const value = (sign && sign !== "+" ? -1 : 1) * digits?.replace(/,/g, "");
      return [group, { text, value, kind: digits ? units.indexOf(unit) : text ? 98 : 99 }];
    }));
    return [...before].sort((a, b) => {
      const [one, other] = [keys.get(a), keys.get(b)];
      const by = one.kind < 98 ? one.value - other.value : order.compare(one.text, other.text);
      return one.kind - other.kind || way * by;
    });
  }

  for (const find of document.querySelectorAll("[data-mz-find]")) {
    const [input, state] = ["input", "[role=status]"].map((each) => find.querySelector(each));
    const next = find.nextElementSibling.querySelector("table");
    const tables = next ? [next] : [...document.querySelectorAll("table[data-mz-sort]")];
    const filter = () => {
      const asked = plain(input.value).split(/\s+/).filter(Boolean);
      let [shown, all] = [0, 0];
      for (const table of tables) {
        let left = 0;
        for (const { rows } of groups(table)) {
          const text = plain(rows.map((row) => row.textContent).join(" "));
          const has = asked.every((word) => text.includes(word));
          for (const row of rows) row.hidden = !has;
          left += has;
          all += 1;
        }
        shown += left;
        if (!next) fold(table.parentNode, !left);
      }
      state.textContent = asked.length
        ? find.dataset.mzFind.replace("{shown}", shown).replace("{all}", all) : "";
    };
    input.addEventListener("input", filter);
    // A link to a row that is filtered away shows all rows again.
    addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target?.closest("[hidden]")) return;
      input.value = "";
      filter();
      target.scrollIntoView();
    });
  }

  // Of several tables, one with nothing to show goes with its heading.
  function fold(box, isEmpty) {
    for (let each = box; each; each = each.localName === "h2" ? null : each.previousElementSibling) {
      each.hidden = isEmpty;
    }
  }
})();
