// What needs a script: the colour scheme, the detail of a figure, filters, PNG, search.
// Everything else works without it. Nothing is fetched from another host.
"use strict";

(() => {
  const script = document.currentScript;
  const root = new URL("../", script.src);
  const isEnglish = document.documentElement.lang === "en";

  // Colour scheme: kept in the reader's browser, nowhere else --------------------------------------

  const scheme = document.querySelector("[data-mz-scheme]");
  // Moon and sun, of Material Design Icons: only who has the script can choose.
  scheme.innerHTML = [
    "m17.75 4.09-2.53 1.94.91 3.06-2.63-1.81-2.63 1.81.91-3.06-2.53-1.94L12.44 4l1.06-3 1.06 3zm3.5 6.91-1.64 1.25.59 1.98-1.7-1.17-1.7 1.17.59-1.98L15.75 11l2.06-.05L18.5 9l.69 1.95zm-2.28 4.95c.83-.08 1.72 1.1 1.19 1.85-.32.45-.66.87-1.08 1.27C15.17 23 8.84 23 4.94 19.07c-3.91-3.9-3.91-10.24 0-14.14.4-.4.82-.76 1.27-1.08.75-.53 1.93.36 1.85 1.19-.27 2.86.69 5.83 2.89 8.02a9.96 9.96 0 0 0 8.02 2.89m-1.64 2.02a12.08 12.08 0 0 1-7.8-3.47c-2.17-2.19-3.33-5-3.49-7.82-2.81 3.14-2.7 7.96.31 10.98 3.02 3.01 7.84 3.12 10.98.31",
    "M12 7a5 5 0 0 1 5 5 5 5 0 0 1-5 5 5 5 0 0 1-5-5 5 5 0 0 1 5-5m0 2a3 3 0 0 0-3 3 3 3 0 0 0 3 3 3 3 0 0 0 3-3 3 3 0 0 0-3-3m0-7 2.39 3.42C13.65 5.15 12.84 5 12 5s-1.65.15-2.39.42zM3.34 7l4.16-.35A7.2 7.2 0 0 0 5.94 8.5c-.44.74-.69 1.5-.83 2.29zm.02 10 1.76-3.77a7.131 7.131 0 0 0 2.38 4.14zM20.65 7l-1.77 3.79a7.02 7.02 0 0 0-2.38-4.15zm-.01 10-4.14.36c.59-.51 1.12-1.14 1.54-1.86.42-.73.69-1.5.83-2.29zM12 22l-2.41-3.44c.74.27 1.55.44 2.41.44.82 0 1.63-.17 2.37-.44z",
  ].map((path) => `<svg viewBox="0 0 24 24"><path d="${path}"/></svg>`).join("");
  scheme.hidden = false;
  scheme.addEventListener("click", () => {
    const next = document.body.dataset.mdColorScheme === "slate" ? "default" : "slate";
    document.body.dataset.mdColorScheme = next;
    try { localStorage.setItem("mingzhang-scheme", next); } catch { /* private browsing */ }
  });

  // The drawer of small screens: a checkbox of the theme, opened by a button.
  const [menu, drawer] = [
    document.querySelector("[data-mz-menu]"),
    document.getElementById("__drawer"),
  ];
  const open = (isOpen) => {
    drawer.checked = isOpen;
    menu.setAttribute("aria-expanded", isOpen);
  };
  menu.addEventListener("click", () => open(!drawer.checked));
  drawer.addEventListener("change", () => open(drawer.checked));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawer.checked) { open(false); menu.focus(); }
  });

  // Terms: a link to the glossary opens its explanation right here ----------------------------------

  let explaining; // The popover, once there is one.
  const isExplaining = () => explaining?.matches(":popover-open") ?? false;
  const terms = document.querySelector("template[data-mz-terms]");
  // Where popovers are unknown the links stay what they are.
  if (terms && "popover" in HTMLElement.prototype) explainTerms(terms);

  function explainTerms(template) {
    const texts = new Map(
      [...template.content.children].map((each) => [each.dataset.mzKey, each]),
    );
    const keyOf = (link) => new URL(link.href).pathname.split("/").at(-2);
    const box = document.createElement("div");
    let from, pressed;
    box.className = "mz-pop";
    box.popover = "auto";
    box.tabIndex = -1;
    box.setAttribute("role", "dialog");
    document.getElementById("content").append(box);
    explaining = box;

    for (const link of document.querySelectorAll(template.dataset.mzTerms)) {
      if (!texts.has(keyOf(link))) continue;
      link.classList.add("is-explained");
      link.setAttribute("role", "button");
      link.setAttribute("aria-haspopup", "dialog");
      link.setAttribute("aria-expanded", "false");
      link.addEventListener("click", (event) => {
        // With a modifier it is still a link: open the page of the term in a tab of its own.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        // The press has closed the popover already; a second choice of the same word ends there.
        if (event.detail && pressed === link) return;
        explain(link);
      });
      link.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        explain(link);
      });
    }
    addEventListener("pointerdown", () => { pressed = isExplaining() ? from : null; }, true);
    addEventListener("resize", () => { if (isExplaining()) place(); });
    box.addEventListener("click", ({ target }) => {
      if (target.closest("a")?.hash && target.pathname === location.pathname) box.hidePopover();
    });
    let hadFocus = false;
    box.addEventListener("beforetoggle", ({ newState }) => {
      from.setAttribute("aria-expanded", newState === "open");
      hadFocus = box.contains(document.activeElement);
    });
    box.addEventListener("toggle", () => {
      if (hadFocus && !isExplaining()) from.focus({ preventScroll: true });
    });

    function explain(link) {
      const close = button("关闭", () => box.hidePopover());
      close.className = "mz-pop__close";
      if (isExplaining()) box.hidePopover();
      from = link;
      box.replaceChildren(close, ...told(link));
      box.setAttribute("aria-label", box.querySelector(".mz-pop__term").textContent);
      box.showPopover();
      place();
      box.focus({ preventScroll: true });
    }

    // The term, in plain words, in those of the source, and where to read on.
    function told(link) {
      const { mzPlainly, mzBy, mzSee, mzPage } = template.dataset;
      const entry = texts.get(keyOf(link)).cloneNode(true);
      const [term, plain, own, see] = ["b", "p", "q", "a"].map((name) => entry.querySelector(`:scope > ${name}`));
      const line = (name, ...nodes) => {
        const made = document.createElement("p");
        if (name) made.className = name;
        made.append(...nodes);
        return made;
      };
      const page = document.createElement("a");
      [page.href, page.textContent] = [link.href, mzPage];
      if (see) see.textContent = mzSee;
      return [
        line("mz-pop__term", ...term.childNodes),
        ...(plain ? [line("mz-pop__from", mzPlainly), plain] : []),
        ...(own ? [line("mz-pop__from", own.title || mzBy), line("", ...own.childNodes)] : []),
        line("mz-pop__links", ...(see ? [see, " "] : []), page),
      ];
    }

    // Below the word, or above it where there is more room; never beyond the window's edge.
    function place() {
      const lines = [...from.getClientRects()];
      const [gap, edge] = [6, 12];
      const { clientWidth, clientHeight } = document.documentElement;
      const [above, below] = [lines[0].top, clientHeight - lines.at(-1).bottom];
      const isBelow = below >= box.offsetHeight + gap + edge || below >= above;
      const at = lines.at(isBelow ? -1 : 0);
      const left = Math.max(edge, Math.min(at.left, clientWidth - box.offsetWidth - edge));
      const top = isBelow ? at.bottom + gap : at.top - gap - box.offsetHeight;
      box.style.left = `${left + scrollX}px`;
      box.style.top = `${top + scrollY}px`;
    }
  }

  // Figures: a mark shows the row that the page already has for it ------------------------------

  const reader = document.querySelector("[data-mz-reader]");
  if (reader) readDisclosure(reader);

  function readDisclosure(reader) {
    const text = reader.querySelector(".mz-text");
    const detail = reader.querySelector("[data-mz-detail]");
    const hint = [...detail.childNodes];
    const tools = reader.querySelector("[data-mz-tools]");
    const marks = [...text.querySelectorAll("mark[id]")];
    let shown = -1;
    let checks;

    // Rows lead to the page in the text, since the address of the original is long: it is put in here.
    for (const link of document.querySelectorAll('.mz-rows a[href^="#p-"]')) {
      link.href = document.getElementById(link.hash.slice(1)).firstElementChild.href;
    }

    tools.hidden = false;
    tools.addEventListener("change", ({ target }) => {
      const what = target.dataset.mzToggle;
      if (what === "only-unmapped") text.classList.toggle(what, target.checked);
      else text.classList.toggle("no-" + what, !target.checked);
      tools.querySelector("[data-mz-state]").textContent = said(what, target.checked);
    });

    function said(what, isOn) {
      if (what === "findings") {
        const count = text.querySelectorAll(".mz-aside").length;
        return isOn ? `显示 ${count} 处核对结果` : "不显示核对结果";
      }
      if (what === "figures" && !isOn) return "不标数字";
      const isOnly = text.classList.contains("only-unmapped");
      const count = marks.filter((mark) => !isOnly || mark.className.includes("unmapped")).length;
      return isOnly ? `只标 ${count} 个没认出的数字` : `标出 ${count} 个数字`;
    }

    text.addEventListener("click", (event) => {
      const mark = event.target.closest("mark[id]");
      if (!mark) return;
      event.preventDefault();
      show(marks.indexOf(mark), true, event.detail === 0);
    });
    addEventListener("hashchange", fromAddress);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && detail.classList.contains("is-open") && !isExplaining()) hide();
    });
    fromAddress();

    function fromAddress() {
      const id = decodeURIComponent(location.hash.slice(1));
      const at = id.startsWith("f-") ? marks.findIndex((mark) => namesOf(mark).includes(id)) : -1;
      if (at >= 0) show(at, false);
      else showRow(document.getElementById(id), id);
    }

    // A figure that no text prints, such as a derived one, has its row alone.
    function showRow(row, id) {
      if (row?.matches(".mz-rows tr")) present([row], id);
    }

    // One numeral may state several figures; the further ones have anchors right before its mark.
    function namesOf(mark) {
      const names = [mark.id];
      let before = mark.previousSibling;
      while (before?.localName === "span" && before.id.startsWith("f-")) {
        names.push(before.id);
        before = before.previousSibling;
      }
      return names;
    }

    function hide() {
      detail.classList.remove("is-open");
      detail.replaceChildren(...hint);
      const mark = marks[shown];
      mark?.classList.remove("is-here");
      mark?.querySelector("a").focus();
      shown = -1;
    }

    // A pointer leaves the focus where it is; Enter on a figure takes it into the panel.
    function show(at, isChosen, byKeyboard = false) {
      const mark = marks[at];
      const rows = namesOf(mark)
        .map((name) => document.getElementById("r-" + name.slice(2))).filter(Boolean);
      if (!rows.length) return;
      present(rows, mark.id, at);
      if (byKeyboard) detail.focus();
      if (isChosen) history.replaceState(null, "", "#" + mark.id);
    }

    function present(rows, id, at = -1) {
      marks[shown]?.classList.remove("is-here");
      marks[at]?.classList.add("is-here");
      shown = at;
      const number = document.createElement("p");
      number.className = "mz-detail__number";
      number.textContent = rows[0].cells[0].textContent;
      const close = button("关闭", hide);
      close.className = "mz-detail__close";
      const bar = document.createElement("div");
      bar.className = "mz-detail__tools";
      if (at >= 0) bar.append(button("上一个", () => step(-1)), button("下一个", () => step(1)));
      bar.append(
        button("复制链接", (event) => copy(event.target, id)),
        button("复制引用", (event) => cite(event.target, rows[0])),
        button("嵌入网页", (event) => hand(event.target, quoteOf(rows[0], id), "代码已复制")),
        button("这个数读错了？", (event) => report(event.target, id, rows[0])),
      );
      detail.replaceChildren(close, number, ...rows.map(described), bar);
      detail.classList.add("is-open");
    }

    // The row of a figure as a list; its last column gives way to all checks that it takes part in.
    function described(row) {
      const heads = [...row.closest("table").tHead.rows[0].cells].map((cell) => cell.textContent);
      const list = document.createElement("dl");
      const add = (head, ...nodes) => {
        const [name, value] = [document.createElement("dt"), document.createElement("dd")];
        name.textContent = head;
        value.append(...nodes);
        list.append(name, value);
      };
      [...row.cells].slice(1, -1).forEach((cell, column) => {
        if (!cell.textContent.trim()) return;
        add(heads[column + 1], ...[...cell.childNodes].map((node) => node.cloneNode(true)));
      });
      const parts = document.createElement("ul");
      parts.append(...failuresOf(row), ...othersOf("f-" + row.id.slice(2)));
      add(heads.at(-1), parts.children.length ? parts : "没有核对用到它");
      return list;
    }

    function failuresOf(row) {
      return [...row.cells[row.cells.length - 1].querySelectorAll("a")].map((link) => {
        const finding = document.getElementById(link.hash.slice(1));
        const check = finding?.querySelector(".mz-finding__head a");
        const gravity = { "mz-warn": "fail", "mz-doubt": "warning" }[link.className] ?? "note";
        return checked(gravity, link.textContent, check?.textContent ?? finding?.textContent, link.hash);
      });
    }

    // What the lists of outcomes say of each figure, read once when the first figure is chosen.
    function checksOf() {
      if (checks) return checks;
      checks = new Map();
      for (const list of document.querySelectorAll("[data-mz-outcome]")) {
        const outcome = list.dataset.mzOutcome;
        const word = list.previousElementSibling.textContent.split(" ")[0];
        for (const item of list.children) {
          const check = item.querySelector("a");
          const figures = [...item.querySelectorAll(".mz-ev")].map((link) => link.hash.slice(1));
          for (const id of new Set(figures)) {
            if (!checks.has(id)) checks.set(id, new Map());
            const own = checks.get(id);
            const kind = `${outcome} ${check.href}`;
            if (own.has(kind)) own.get(kind).times += 1;
            else own.set(kind, { outcome, word, title: check.textContent, at: check.href, times: 1 });
          }
        }
      }
      return checks;
    }

    function othersOf(id) {
      return [...(checksOf().get(id)?.values() ?? [])].map(({ outcome, word, title, at, times }) =>
        checked(outcome, times > 1 ? `${word} ×${times}` : word, title, at));
    }

    function checked(outcome, word, title, address) {
      const [item, state, link] = ["li", "span", "a"].map((tag) => document.createElement(tag));
      state.className = "mz-o mz-o--" + outcome;
      state.textContent = word;
      link.href = address;
      link.textContent = title;
      item.append(state, " ", link);
      return item;
    }

    function step(by) {
      const isOnly = text.classList.contains("only-unmapped");
      const isShown = (mark) => !isOnly || mark.classList.contains("unmapped");
      let at = shown;
      do at = (at + by + marks.length) % marks.length;
      while (!isShown(marks[at]) && at !== shown);
      show(at, true);
      marks[shown].scrollIntoView({ block: "center" });
    }

    // The page has the form of a citation; the row of the figure fills it in.
    async function cite(pressed, row) {
      const form = document.querySelector("[data-mz-cite]");
      const local = row.id.slice(2);
      const name = row.cells[1].querySelector("a")?.textContent
        ?? row.cells[1].querySelector("small")?.textContent.replace("原文：", "") ?? "";
      const kind = row.cells[2].textContent;
      const parts = {
        "{fact}": `${form.dataset.mzCite}-${/^\d+(-\d+)?$/.test(local) ? "f" : ""}${local}`,
        "{figure}": name + (/^(金额|余额|数量)/.test(kind) ? "" : kind) + row.cells[0].textContent,
        "{fragment}": local,
      };
      let told = form.textContent.replace(/\{\w+\}/g, (mark) => parts[mark] ?? mark);
      if (!told.includes("://")) told += " " + new URL("#f-" + local, location.href).href;
      await hand(pressed, told, "已复制");
    }

    // HTML for the page of somebody else: what the figure is, with the way back to its words.
    function quoteOf(row, id) {
      const link = document.createElement("a");
      link.href = new URL("#" + id, location.href).href;
      const name = row.cells[1].querySelector("a")?.textContent ?? row.cells[1].textContent.trim();
      link.textContent = `${document.querySelector("h1").textContent.trim()}：${name} ${row.cells[0].textContent}`;
      return link.outerHTML;
    }

    // Whom to tell stands in the head of the page, if the site has named somebody.
    async function report(pressed, id, row) {
      const target = document.querySelector("meta[name=mz-report]")?.content ?? "";
      const [subject, place] = [`读错的数字：${row.cells[1].textContent.trim()} ${row.cells[0].textContent}`,
        new URL("#" + id, location.href).href];
      const body = `文件：${document.querySelector("h1").textContent.trim()}\n位置：${place}\n`
        + `网站上是：${row.cells[0].textContent}\n应当是：`;
      if (target) {
        const [title, text] = [encodeURIComponent(subject), encodeURIComponent(body)];
        const mail = target.startsWith("mailto:");
        window.open(`${target}?${mail ? "subject" : "title"}=${title}&body=${text}`, mail ? "_self" : "_blank", "noopener");
        return;
      }
      await hand(pressed, subject + "\n" + body, "已复制，请发给本站维护者");
    }

    async function copy(pressed, id) {
      const address = new URL("#" + id, location.href).href;
      try {
        await navigator.clipboard.writeText(address);
        pressed.textContent = "已复制";
      } catch {
        location.hash = id;
        pressed.textContent = "链接在地址栏";
      }
    }
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  // Charts as PNG: the reader's own browser draws it, since the build host may have no Chinese fonts.

  for (const chart of document.querySelectorAll("[data-mz-name]")) {
    const png = chart.querySelector("[data-mz-png]");
    png.hidden = location.protocol === "file:";
    png.addEventListener("click", () => toPng(chart.dataset.mzName));
    const embed = chart.querySelector("[data-mz-embed]");
    embed.hidden = png.hidden;
    embed.addEventListener("click", () => hand(embed, pictureOf(chart), isEnglish ? "Copied" : "代码已复制"));
  }

  // HTML for the page of somebody else: the picture, and the way back to where it came from.
  function pictureOf(chart) {
    const title = chart.querySelector("figcaption").textContent;
    const [image, link] = [document.createElement("img"), document.createElement("a")];
    image.src = new URL(chart.dataset.mzName + ".svg", location.href).href;
    image.alt = `${title} · ${document.title}`;
    image.width = 350;
    link.href = location.href.split("#")[0];
    link.append(image);
    return link.outerHTML;
  }

  async function hand(pressed, told, done) {
    try {
      await navigator.clipboard.writeText(told);
      pressed.textContent = done;
    } catch {
      const shown = document.createElement("p");
      shown.className = "mz-cite";
      shown.textContent = told;
      pressed.parentNode.after(shown);
      pressed.textContent = isEnglish ? "Select and copy" : "请选中复制";
    }
  }

  function toPng(name) {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width * 3, image.height * 3];
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.href = canvas.toDataURL("image/png");
      link.download = name + ".png";
      link.click();
    };
    image.src = name + ".svg";
  }

  // A site that does not know its own address cites without one; the page knows where it stands.

  for (const cite of document.querySelectorAll(".mz-cite:not([data-mz-cite])")) {
    const page = location.href.split("#")[0];
    if (cite.textContent.includes("://") || !page.startsWith("http")) continue;
    const note = [...cite.childNodes].find((node) => node.data?.includes("  note ="));
    if (note) note.data = note.data.replace("  note =", `  url = {${page}},\n  note =`);
    else cite.append(` ${page}`);
  }

  // Search: a script of its own, loaded when somebody asks ---------------------------------------

  const search = () => import(new URL("assets/search.js", root));
  const page = document.querySelector("[data-mz-search-page]");
  if (page) search().then(({ start }) => start(page)).catch((error) => {
    // Browsers load no module from a file: a copy of the site read offline has no search.
    page.querySelector(".mz-search__state").textContent = isEnglish
      ? "The search did not load. It needs a web server; opened as a file, the site cannot be searched."
      : "搜索没有载入。搜索要经由网页服务器使用，直接打开文件时不能搜索，可以逐页浏览。";
    console.warn(error);
  });
  const opener = page ? null : document.querySelector("[data-mz-search]");
  const openSearch = () => search().then(({ open }) => open())
    .catch((error) => { console.warn(error); location.href = opener.href; });
  opener?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openSearch();
  });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    if (event.key === "/" && opener && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      openSearch();
    }
  });
})();
