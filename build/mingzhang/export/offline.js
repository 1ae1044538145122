// For the copy that is read from a disk, after the scripts of the site: what cannot work there is
// replaced by what can, or by a word about it.
(() => {
  "use strict";
  const root = new URL("../", document.currentScript.src);
  const english = document.querySelector("article")?.lang === "en";
  const search = new URL(english ? "en/search/index.html" : "search/index.html", root);
  const note = (text) => Object.assign(document.createElement("p"), { className: "mz-note", textContent: text });

  // The full-text search loads its index by script: lead to the list of titles instead.
  const toSearch = (question) => { location.href = question ? `${search}?q=${encodeURIComponent(question)}` : search; };
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-mz-search]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toSearch("");
  }, true);
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const wanted = event.key === "/" || (event.key === "k" && (event.ctrlKey || event.metaKey));
    if (!wanted || typing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toSearch("");
  }, true);
  addEventListener("submit", (event) => {
    if (event.target.getAttribute("role") !== "search") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const question = event.target.querySelector("input").value.trim();
    if (event.target.matches("[data-mz-offline]")) list(question);
    else toSearch(question);
  }, true);

  const form = document.querySelector("[data-mz-offline]");
  if (form) {
    const input = form.querySelector("input");
    input.addEventListener("input", () => list(input.value.trim()));
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    list(input.value.trim());
  }

  function list(question) {
    const pages = window.mzOffline.filter(([, , path]) => path.startsWith("en/") === english);
    const words = question.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.length
      ? pages.filter(([title]) => words.every((word) => title.toLowerCase().includes(word)))
      : [];
    const exact = ([title]) => title === question;
    hits.sort((a, b) => exact(b) - exact(a) || a[0].length - b[0].length);
    const state = form.nextElementSibling;
    const most = 200;
    state.textContent = !words.length ? ""
      : english ? counted(hits.length, most)
        : !hits.length ? "没有标题里有这些字的网页。全文搜索要在网站上用。"
          : hits.length > most ? `找到 ${hits.length} 页，列出前 ${most} 页` : `找到 ${hits.length} 页`;
    state.nextElementSibling.replaceChildren(...hits.slice(0, most).map(([title, kind, path]) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: new URL(path, root), textContent: title });
      item.append(link, " ", Object.assign(document.createElement("small"), { textContent: kind }));
      return item;
    }));
  }

  function counted(found, most) {
    if (!found) return "No title has these words. The website searches the whole text.";
    const told = `${found} ${found === 1 ? "page" : "pages"} found`;
    return found > most ? `${told}, the first ${most} are listed` : told;
  }

  // Comparisons stay as they are on the page.
  const compare = document.querySelector("[data-mz-compare]");
  if (compare) {
    compare.classList.remove("is-waiting");
    for (const part of compare.querySelectorAll("form, [data-mz-part='tools']")) part.hidden = true;
    compare.prepend(note(english
      ? "This is the offline copy: choosing items needs the website. The pages below work here."
      : "离线版不能自选项目、机构和年度，这里列出的是一个例子；下面的常用项目都能看。自选请到网站上用。"));
  }
})();
