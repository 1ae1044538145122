// What needs a script: the colour scheme, the detail of a figure, filters, interactive charts, PNG, search.
// Everything else works without it. Nothing is fetched from another host.
"use strict";

(() => {
  const script = document.currentScript;
  const root = new URL("../", script.src);

  // Colour scheme: kept in the reader's browser, nowhere else --------------------------------------

  const scheme = document.querySelector("[data-mz-scheme]");
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

    tools.hidden = false;
    tools.addEventListener("change", ({ target }) => {
      const what = target.dataset.mzToggle;
      if (what === "only-unmapped") text.classList.toggle(what, target.checked);
      else text.classList.toggle("no-" + what, !target.checked);
    });

    text.addEventListener("click", (event) => {
      const mark = event.target.closest("mark[id]");
      if (!mark) return;
      event.preventDefault();
      show(marks.indexOf(mark), true);
    });
    addEventListener("hashchange", fromAddress);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && shown >= 0) hide();
    });
    fromAddress();

    function fromAddress() {
      const id = decodeURIComponent(location.hash.slice(1));
      const at = id.startsWith("f-") ? marks.findIndex((mark) => mark.id === id) : -1;
      if (at >= 0) show(at, false);
    }

    function hide() {
      detail.classList.remove("is-open");
      detail.replaceChildren(...hint);
      const mark = marks[shown];
      mark?.classList.remove("is-here");
      mark?.querySelector("a").focus();
      shown = -1;
    }

    function show(at, isChosen) {
      const mark = marks[at];
      const row = document.getElementById("r-" + mark.id.slice(2));
      if (!row) return;
      marks[shown]?.classList.remove("is-here");
      mark.classList.add("is-here");
      shown = at;
      const heads = [...row.closest("table").tHead.rows[0].cells].map((cell) => cell.textContent);
      const list = document.createElement("dl");
      [...row.cells].forEach((cell, column) => {
        if (!column || !cell.textContent.trim()) return;
        const [name, value] = [document.createElement("dt"), document.createElement("dd")];
        name.textContent = heads[column];
        value.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
        list.append(name, value);
      });
      const number = document.createElement("p");
      number.className = "mz-detail__number";
      number.textContent = row.cells[0].textContent;
      const close = button("关闭", hide);
      close.className = "mz-detail__close";
      const bar = document.createElement("div");
      bar.className = "mz-detail__tools";
      bar.append(
        button("上一个", () => step(-1)),
        button("下一个", () => step(1)),
        button("复制链接", (event) => copy(event.target, mark.id)),
      );
      detail.replaceChildren(close, number, list, bar);
      detail.classList.add("is-open");
      if (isChosen) history.replaceState(null, "", "#" + mark.id);
    }

    function step(by) {
      show((shown + by + marks.length) % marks.length, true);
      marks[shown].scrollIntoView({ block: "center" });
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

  // Charts: interactive and as PNG, on demand ---------------------------------------------------

  for (const chart of document.querySelectorAll("[data-mz-chart]")) {
    const picture = chart.querySelector(".mz-chart__picture");
    const [interact, png] = [
      chart.querySelector("[data-mz-interact]"),
      chart.querySelector("[data-mz-png]"),
    ];
    interact.hidden = png.hidden = false;
    interact.addEventListener("click", async () => {
      interact.disabled = true;
      interact.textContent = "正在载入…";
      try {
        await load("assets/vega.js");
        const spec = await (await fetch(chart.dataset.mzChart)).json();
        const box = document.createElement("div");
        await vegaEmbed(box, spec, { renderer: "svg", actions: false });
        picture.replaceChildren(box);
        chart.dataset.mzState = "interactive";
        interact.textContent = "把指针移到条上看数字";
      } catch (error) {
        interact.disabled = false;
        interact.textContent = "没有载入，再试一次";
        console.warn(error);
      }
    });
    png.addEventListener("click", () => toPng(picture.querySelector("svg"), chart.dataset.mzName));
  }

  const loading = new Map();
  function load(path) {
    if (!loading.has(path)) {
      loading.set(path, new Promise((resolve, reject) => {
        const element = document.createElement("script");
        element.src = new URL(path, root);
        element.onload = resolve;
        element.onerror = () => { loading.delete(path); reject(new Error(path)); };
        document.head.append(element);
      }));
    }
    return loading.get(path);
  }

  // The reader's own browser draws the PNG: it has Chinese fonts, the build host may have none.
  function toPng(svg, name) {
    const copy = svg.cloneNode(true);
    const { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.setAttribute("style", "color:#22262b");
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width * 3, height * 3];
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.href = canvas.toDataURL("image/png");
      link.download = name + ".png";
      link.click();
    };
    image.src = "data:image/svg+xml;charset=utf-8," +
      encodeURIComponent(new XMLSerializer().serializeToString(copy));
  }

  // Search: Pagefind, loaded at the first question -----------------------------------------------

  const KINDS = ["机构", "术语", "公开文件", "核对", "数据", "说明"];
  const EACH = 6;
  let pagefind;

  const page = document.querySelector("[data-mz-search-page]");
  if (page) {
    wire(page);
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) ask(page, asked);
  }
  document.querySelector("[data-mz-search]")?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || page) return;
    event.preventDefault();
    openDialog();
  });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !page) {
      event.preventDefault();
      openDialog();
    }
  });

  let dialog;
  function openDialog() {
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "mz-dialog md-typeset";
      dialog.setAttribute("aria-label", "搜索");
      dialog.innerHTML =
        '<div class="mz-search"><form role="search"><label for="mz-dialog-q">机构、公开文件、术语、核对</label>' +
        '<div class="mz-search__row"><input id="mz-dialog-q" name="q" type="search" autocomplete="off"><button>搜索</button></div></form>' +
        '<p class="mz-search__state" role="status" aria-live="polite"></p><div class="mz-search__results"></div></div>';
      document.body.append(dialog);
      wire(dialog);
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    }
    dialog.showModal();
    dialog.querySelector("input").focus();
  }

  function wire(box) {
    const input = box.querySelector("input");
    let wait;
    box.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      ask(box, input.value);
    });
    input.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => ask(box, input.value), 250);
    });
  }

  async function ask(box, question) {
    const state = box.querySelector(".mz-search__state");
    const results = box.querySelector(".mz-search__results");
    const input = box.querySelector("input");
    if (input.value !== question) input.value = question;
    question = question.trim();
    if (!question) { state.textContent = ""; results.replaceChildren(); return; }
    state.textContent = "正在搜索…";
    try {
      if (!pagefind) {
        pagefind = await import(new URL("pagefind/pagefind.js", root));
        await pagefind.options({ baseUrl: root.pathname });
      }
      const found = await pagefind.search(question);
      const hits = await Promise.all(found.results.slice(0, 60).map((result) => result.data()));
      if (input.value.trim() !== question) return;
      state.textContent = hits.length
        ? `找到 ${found.results.length} 页` : "没有找到。换一个说法试试，例如科目的正式名称。";
      results.replaceChildren(...grouped(hits, question));
    } catch (error) {
      state.textContent = "搜索没有载入，请稍后再试。";
      console.warn(error);
    }
  }

  // By kind; the kind of a page that is called exactly so comes first, then the usual order.
  function* grouped(hits, question) {
    const bare = (text) => text.replace(/[“”"\s]/g, "");
    const isExact = (hit) => bare(hit.meta.title) === bare(question);
    const kindOf = ({ filters }) => filters.kind?.[0] ?? "";
    const first = hits.filter(isExact).map(kindOf);
    for (const kind of new Set([...first, ...KINDS, ""])) {
      const own = hits.filter((hit) => kindOf(hit) === kind);
      if (!own.length) continue;
      own.sort((a, b) => isExact(b) - isExact(a));
      const head = document.createElement("h2");
      head.textContent = kind || "其他";
      yield head;
      for (const hit of own.slice(0, EACH)) yield shownHit(hit);
    }
  }

  function shownHit(hit) {
    const box = document.createElement("div");
    box.className = "mz-hit";
    const head = document.createElement("h3");
    const link = document.createElement("a");
    link.href = hit.url;
    link.textContent = hit.meta.title;
    head.append(link);
    const text = document.createElement("p");
    text.innerHTML = hit.excerpt; // Pagefind escapes the text and adds only <mark>.
    box.append(head, text);
    return box;
  }
})();
