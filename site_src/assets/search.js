// The search: in, what a reader types; out, the pages that say so, by kind. Loaded when somebody asks.
// Pagefind looks the words up in small files of this site; it keeps one index for each language, and
// takes the one of the page. Nothing is fetched from another host.

const EACH = 5; // results of a kind before "more"
const MORE = 10;
const FARTHEST = 40; // results of a kind among which the page of the very name is looked for
const LONGEST_PIECE = 4; // names are indexed in pieces of so many characters (see searchwords.py)
const LONG = ["Terms", "Checks", "Data"]; // pages that hold many things: their parts are listed too
const DOCUMENTS = ["公开文件"]; // the very place of what is asked for is led to
const TERMS = ["术语"]; // what one means is told in plain words
const AMOUNTS = ["Agencies"]; // likewise, of an amount
const PARTS = 4;
const FILLERS = /花了|花费|用了|一共|总共|怎么样?|怎样|如何|为什么|什么|多少|哪里|哪些|请问|[吗呢的了是在？?]/g; // words of questions, not of pages
const ENGLISH_FILLERS = new Set("how much many was were is are the for what did does spend spent cost costs and year money of on in".split(" "));
const AROUND = 18; // characters shown on either side of what is found
const LEAST = 1 / 3; // of the pairs of characters of a Chinese question that a page must have

const WORDS = {
  zh: {
    label: "机构、公开文件、术语、核对", title: "搜索", button: "搜索", close: "关闭",
    place: "例如：机关运行经费、2010301、1550.17",
    busy: "正在搜索…", failed: "搜索没有载入，请稍后再试。", other: "其他",
    found: (number) => `找到 ${number} 条结果`,
    more: (next, left) => (left > next ? `再看 ${next} 条，还有 ${left} 条` : `再看 ${left} 条`),
    unheard: (names) => `没有搜到这些地区，请稍后再试：${names.join("、")}。`,
    place_of: "跳到这一处",
    figures: "数字",
    keys: "用 ↑ ↓ 选，回车打开，Esc 关闭",
    kinds: ["机构", "术语", "公开文件", "核对", "数据", "方法", "说明"],
    none: (question) => `没有找到“${question}”。`,
    hints: [
      ["少写几个字，或换成正式名称，如把“三公消费”写作“三公经费”。"],
      ["金额照原文的写法找，如 1550.17；科目可以用代码找，如 2010301、302。"],
      ["也可以逐页浏览：", ["机构", "agencies/"], ["公开文件", "disclosures/"], ["术语", "glossary/"], ["核对", "checks/"]],
    ],
  },
  en: {
    label: "Agencies, terms, checks, data", title: "Search", button: "Search", close: "Close",
    place: "For example: running costs, 2010301",
    busy: "Searching…", failed: "The search did not load. Please try again later.", other: "Other",
    found: (number) => (number === 1 ? "1 result found" : `${number} results found`),
    more: (next, left) => (left > next ? `Show ${next} more of ${left}` : `Show ${left} more`),
    unheard: (names) => `These regions did not answer; please try again later: ${names.join(", ")}.`,
    place_of: "go to the place",
    figures: "Figures",
    keys: "↑ ↓ to choose, Enter to open, Esc to close",
    kinds: ["Agencies", "Terms", "Checks", "Data", "Pages"],
    none: (question) => `Nothing found for “${question}”.`,
    hints: [
      ["Try fewer or other words, such as the official English name of an item."],
      ["Items can be found by their code (2010301, 302), agencies by their Chinese name."],
      ["Or browse:", ["Agencies", "en/agencies/"], ["Glossary", "en/glossary/"], ["Checks", "en/checks/"], ["the Chinese search, which covers the documents", "search/"]],
    ],
  },
};

const root = new URL("../", import.meta.url);
const words = WORDS[document.documentElement.lang.startsWith("en") ? "en" : "zh"];
const isEnglish = words === WORDS.en;
let engine;
let dialog;
let known;

// A site over regional ones asks their indexes too: all of them, or that of the region that is chosen.
const over = document.querySelector('meta[name="mz-sites"]')?.content;
if (over) {
  words.kinds = words.kinds.slice(0, isEnglish ? 1 : 3).filter((kind) => !TERMS.includes(kind));
  words.hints = words.hints.slice(0, 1);
}
const merged = new Map();
let sites;
let unheard = [];
let regions = [];

/** The regional sites: where each lies and what it is called. */
function loadSites() {
  sites ??= fetch(new URL(over, root)).then((answer) => answer.json())
    .catch((error) => { sites = undefined; throw error; });
  return sites;
}

/** Let Pagefind know the indexes of regions, each once; a region that does not answer is told of. */
async function merge(pagefind, chosen) {
  if (!over) return;
  regions = await loadSites();
  const wanted = regions.filter(({ address }) => !chosen || address === chosen);
  const answers = await Promise.allSettled(wanted.map(({ address }) => {
    const place = new URL(address, root).href;
    const asked = merged.get(address) ?? fetch(`${place}pagefind/pagefind-entry.json`)
      .then((answer) => (answer.ok ? answer : Promise.reject(new Error(answer.status))))
      .then(() => pagefind.mergeIndex(`${place}pagefind/`, { baseUrl: place, mergeFilter: { site: address } }));
    merged.set(address, asked.catch((error) => { merged.delete(address); throw error; }));
    return merged.get(address);
  }));
  await pagefind.filters(); // What is merged knows its kinds of pages only then.
  unheard = wanted.filter((_, at) => answers[at].status === "rejected").map(titleOf);
}

const titleOf = ({ name, name_en: english }) => (isEnglish && english) || name;

/** What a question is limited to: a kind of pages, and the region that is chosen. */
const only = (kind, chosen) => ({ filters: { ...(kind && { kind: [kind] }), ...(chosen && { site: [chosen] }) } });

/** The names of pages, a small file that is here long before the index. */
function loadNames() {
  known ??= fetch(new URL(isEnglish ? "en/search/names.json" : "search/names.json", root))
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
    .catch((error) => { known = undefined; throw error; });
  return known;
}

/** The pages whose names have what is asked, by kind: the very name first, then the shortest. */
async function byName(question, chosen) {
  const asked = bare(question);
  const all = await loadNames().catch(() => []);
  const rows = all.filter(([, , address]) => address.startsWith(chosen)).map(([kind, title, address, ...also]) => {
    const names = [title, ...also].map(bare);
    return { kind, title, address, isExact: 2 * (names[0] === asked) || Number(names.includes(asked)), has: names.some((name) => name.includes(asked)) };
  });
  const found = rows.filter(({ has }) => has)
    .sort((a, b) => b.isExact - a.isExact || a.title.length - b.title.length);
  return words.kinds.map((kind) => found.filter((row) => row.kind === kind).slice(0, EACH))
    .filter((group) => group.length)
    .sort((a, b) => b[0].isExact - a[0].isExact);
}

function shownNames(group) {
  const box = element("section", "mz-search__group");
  box.append(element("h2", "", group[0].kind), ...group.map(({ title, address }) => {
    const hit = element("div", "mz-hit");
    const [head, link] = [element("h3"), element("a", "", title)];
    link.href = new URL(address, root).href;
    head.append(link);
    hit.append(head);
    return hit;
  }));
  return box;
}

const FIGURES = 5; // figures that answer a question
const ENOUGH = 0.5; // of the pairs of characters of a question that a figure's item and body must have
let stated;

/** The figures that a question asks for: its words are those of an item, and perhaps of a body. */
async function figuresFor(question) {
  if (over) return [];
  stated ??= fetch(new URL(isEnglish ? "en/search/figures.json" : "search/figures.json", root))
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
    .catch((error) => { stated = undefined; throw error; });
  const { bodies, items, rows } = await stated;
  const year = Number(question.match(/20\d\d/)?.[0]);
  const asked = askedFor(question);
  if (!asked.length) return [];
  const held = (names) => {
    const all = names.map(bare).join("|");
    return new Set(asked.filter((part) => all.includes(part)));
  };
  const [ofBodies, ofItems] = [bodies.map(held), items.map(held)];
  const share = ([body, item]) => new Set([...ofBodies[body], ...ofItems[item]]).size / asked.length;
  return rows
    .filter((row) => ofItems[row[1]].size && share(row) >= ENOUGH && (!year || row[2] === year))
    .map((row) => ({ row, share: share(row), name: bare(items[row[1]][0]) }))
    // What begins with the word that is asked for first is meant before what has it in brackets.
    .sort((a, b) => b.share - a.share || b.name.startsWith(asked[0]) - a.name.startsWith(asked[0])
      || a.name.length - b.name.length || b.row[2] - a.row[2])
    .slice(0, FIGURES)
    .map(({ row: [body, item, , account, amount, address] }) => (
      { title: `${items[item][0]} ${amount}`, note: `${bodies[body][0]} · ${account}`, address }));
}

/** What a question has to be answered with: pairs of Chinese characters, pinyin, words of letters. */
function askedFor(question) {
  const core = question.toLowerCase().replace(FILLERS, " ").replace(/20\d\d年?度?/g, " ");
  const pairs = (core.match(/[\u3400-\u9fff]{2,}/g) ?? [])
    .flatMap((run) => Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)));
  const letters = (core.match(/[a-z]{3,}/g) ?? []).filter((word) => !ENGLISH_FILLERS.has(word));
  return [...new Set([...pairs, ...letters])];
}

function shownFigures(figures) {
  const box = element("section", "mz-search__group mz-search__figures");
  box.append(element("h2", "", words.figures), ...figures.map(({ title, note, address }) => {
    const [hit, head, link] = [element("div", "mz-hit"), element("h3"), element("a", "", title)];
    link.href = new URL(address, root).href;
    if (isEnglish) link.hreflang = "zh-CN";
    head.append(link);
    hit.append(head, element("p", "", note));
    return hit;
  }));
  return box;
}

const bare = (text) => text.toLowerCase().replace(/[“”"'\s,.，。]/g, "");

/** Put results in place of others; what is focused stays focused where it is still there. */
function show(results, ...shown) {
  const focused = results.contains(document.activeElement) ? document.activeElement.href : null;
  results.replaceChildren(...shown);
  if (focused === null) return;
  const same = [...results.querySelectorAll("a")].find((link) => link.href === focused);
  (same ?? results.querySelector("a") ?? results.closest(".mz-search").querySelector("input")).focus();
}

/** Load Pagefind and its list of kinds, once; a failed load is tried again at the next question. */
function load() {
  loadNames().catch(() => {});
  engine ??= (async () => {
    const pagefind = await import(new URL("pagefind/pagefind.js", root));
    await pagefind.options({ baseUrl: root.pathname, excerptLength: 22 });
    await Promise.all([pagefind.init(), pagefind.filters()]);
    return pagefind;
  })().catch((error) => { engine = undefined; throw error; });
  return engine;
}

/** Bring the styles, once; the search page has them already. */
function dress() {
  const address = new URL("assets/search.css", root).href;
  if ([...document.styleSheets].some(({ href }) => href === address)) return;
  document.head.append(Object.assign(element("link"), { rel: "stylesheet", href: address }));
}

/** Open the search over a page; the focus returns to where it was. */
export function open() {
  const before = document.activeElement;
  dialog ??= made();
  dialog.addEventListener("close", () => before?.focus?.(), { once: true });
  dialog.showModal();
  dialog.querySelector("input").select();
  load().catch(() => {});
}

/** Bring the search page to life: it answers what its address asks, and its address follows. */
export function start(page) {
  wire(page, (question) => {
    history.replaceState(null, "", question ? "?" + new URLSearchParams({ q: question }) : location.pathname);
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) ask(page, asked);
  else page.querySelector("input").addEventListener("focus", () => load().catch(() => {}), { once: true });
}

function made() {
  dress();
  const box = element("dialog", "mz-dialog md-typeset");
  box.setAttribute("aria-label", words.title);
  const search = element("div", "mz-search");
  const form = element("form");
  form.setAttribute("role", "search");
  const label = element("label", "", words.label);
  label.htmlFor = "mz-dialog-q";
  const row = element("div", "mz-search__row");
  const input = Object.assign(element("input"), {
    id: "mz-dialog-q", name: "q", type: "search", autocomplete: "off", placeholder: words.place,
  });
  const close = Object.assign(element("button", "mz-search__close", words.close), { type: "button" });
  close.addEventListener("click", () => box.close());
  row.append(input, element("button", "", words.button), close);
  form.append(label, row);
  const state = element("p", "mz-search__state");
  state.setAttribute("role", "status");
  search.append(form, state, element("div", "mz-search__results"), element("p", "mz-search__keys", words.keys));
  box.append(search);
  document.body.append(box);
  wire(box);
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  box.addEventListener("keydown", (event) => {
    // A search field would take the first Escape to empty itself.
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    box.close();
  });
  return box;
}

function wire(box, tell = () => {}) {
  const input = box.querySelector("input");
  let wait;
  const run = () => {
    clearTimeout(wait);
    tell(input.value.trim());
    ask(box, input.value);
  };
  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  input.addEventListener("input", (event) => {
    clearTimeout(wait);
    // While an input method is composing, the letters typed are no question yet.
    if (!event.isComposing) wait = setTimeout(run, 200);
  });
  input.addEventListener("compositionend", () => { wait = setTimeout(run, 200); });
  box.querySelector("select")?.addEventListener("change", run);
  box.addEventListener("keydown", (event) => move(box, event));
}

/** Let the arrows go from the question through the results and back. */
function move(box, event) {
  if (event.isComposing || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const input = box.querySelector("input");
  const places = [input, ...box.querySelectorAll(".mz-search__results :is(a, button)")];
  const here = places.indexOf(document.activeElement);
  const next = here + (event.key === "ArrowDown" ? 1 : -1);
  if (here < 0 || next < 0 || next >= places.length) return;
  event.preventDefault();
  places[next].focus();
  places[next].closest(".mz-hit")?.scrollIntoView({ block: "nearest" });
}

async function ask(box, typed) {
  const [input, state, results] = ["input", ".mz-search__state", ".mz-search__results"].map((name) => box.querySelector(name));
  if (input.value !== typed) input.value = typed;
  const question = typed.trim();
  const choice = box.querySelector("select");
  const chosen = choice?.value ?? "";
  const isCurrent = () => input.value.trim() === question && (choice?.value ?? "") === chosen;
  if (!question) { state.textContent = ""; results.replaceChildren(); return; }
  state.textContent = words.busy;
  let isDone = false;
  const answers = figuresFor(question).catch(() => []).then((found) => (found.length ? [shownFigures(found)] : []));
  const named = byName(question, chosen);
  Promise.all([answers, named]).then(([figures, groups]) => {
    if (!isDone && isCurrent() && figures.length + groups.length) show(results, ...figures, ...groups.map(shownNames));
  });
  try {
    const pagefind = await load();
    await merge(pagefind, chosen);
    if (!isCurrent()) return;
    const found = await pagefind.search(question, only("", chosen));
    let [groups, told] = [await byKind(pagefind, question, found, chosen), question];
    const core = question.replace(FILLERS, " ").trim();
    const isSaid = groups.some(({ hits }) => hits.some(({ content }) => content.includes(question)));
    if (core && core !== question && !isSaid && !groups[0]?.isNamed) {
      const others = await byKind(pagefind, core, await pagefind.search(core, only("", chosen)), chosen);
      if (others.length) [groups, told] = [others, core];
    }
    if (!isCurrent()) return;
    // What only the list of names knows (by its sound) stays.
    const names = groups.length ? [] : await named;
    const number = groups.reduce((sum, { hits, rest }) => sum + hits.length + rest.length, names.flat().length);
    isDone = true;
    const figures = await answers;
    if (!isCurrent()) return;
    const all = number + (figures[0]?.querySelectorAll(".mz-hit").length ?? 0);
    state.textContent = (all ? words.found(all) : words.none(question))
      + (unheard.length ? ` ${words.unheard(unheard)}` : "");
    const pages = [...names.map(shownNames), ...groups.map((group) => shownGroup(group, told))];
    show(results, ...figures, ...(pages.length || figures.length ? pages : [hints()]));
  } catch (error) {
    if (!isCurrent()) return;
    state.textContent = words.failed;
    console.warn(error);
  }
}

/** The first results of a kind, taken from `results`; the page of the very name may lie behind others that say it more often. */
async function firstOf(results, titled, question) {
  const hits = [];
  do {
    hits.push(...await Promise.all(results.splice(0, EACH * 2).map((result) => result.data())));
  } while (titled && results.length && hits.length < FARTHEST && !hits.some((hit) => isTitled(hit, question)));
  return hits;
}

/** The results of each kind with the texts of the first few; a kind with the very name comes first. */
async function byKind(pagefind, question, found, chosen) {
  const counts = found.filters.kind ?? {};
  const names = await loadNames().catch(() => []);
  const others = over ? [] : Object.keys(counts).filter((kind) => !words.kinds.includes(kind));
  const known = [...words.kinds, ...others];
  const groups = await Promise.all(known.filter((kind) => counts[kind]).map(async (kind) => {
    const { results } = await pagefind.search(question, only(kind, chosen));
    const titled = names.some((row) => row[0] === kind && bare(row[1]) === bare(question));
    const hits = await firstOf(results, titled, question);
    // A question's rare words may be unknown and its common ones everywhere: such pages say nothing.
    const telling = hits.filter((hit) => covers(hit, question));
    const rank = (hit) => (isTitled(hit, question) ? -1 : isNamed(hit, question) ? 0 : hit.meta.title === kind ? 2 : 1);
    return {
      kind,
      hits: telling.sort((a, b) => rank(a) - rank(b)),
      rest: telling.length ? results : [],
      isNamed: telling.some((hit) => rank(hit) <= 0),
    };
  })).then((all) => all.filter(({ hits }) => hits.length));
  return [...groups.filter((group) => group.isNamed), ...groups.filter((group) => !group.isNamed)];
}

/** Whether the title of a page is what is asked for: it comes before pages that bear it as another name. */
const isTitled = ({ meta }, question) => bare(meta.title) === bare(question);

/** Whether a page bears the very name that is asked for: its title or how it begins, another name, a code, an amount. */
function isNamed({ meta }, question) {
  const asked = bare(question);
  if (isTitled({ meta }, question)) return true;
  if (asked.length >= LONGEST_PIECE && bare(meta.title).startsWith(asked)) return true;
  const isWhole = asked.length > LONGEST_PIECE || /^\d+$/.test(asked);
  return isWhole && (meta.words ?? "").toLowerCase().split(" ").includes(asked);
}

/** Whether a page has enough of a Chinese question; other questions are judged by Pagefind alone. */
function covers({ meta, content, excerpt }, question) {
  const run = question.replace(/[^\u3400-\u9fff]/g, "");
  const text = meta.title + content + (meta.words ?? "");
  // Pagefind answers letters that it does not know with pages that have the first of them.
  const letters = isEnglish || run ? [] : question.toLowerCase().match(/[a-z]{2,}/g) ?? [];
  if (letters.length && !letters.some((word) => text.toLowerCase().includes(word))) return false;
  if (run.length < 4) return true;
  const marked = [...excerpt.replaceAll("</mark><mark>", "").matchAll(/<mark>(.*?)<\/mark>/g)].map(([, words]) => words.trim());
  if (marked.length && marked.every((words) => words.length < 2)) return false;
  const pairs = Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));
  return pairs.filter((pair) => text.includes(pair)).length >= pairs.length * LEAST;
}

function shownGroup({ kind, hits, rest }, question) {
  const box = element("section", "mz-search__group");
  const list = element("div");
  box.append(element("h2", "", kind || words.other), list);
  list.append(...hits.splice(0, EACH).map((hit) => shownHit(hit, kind, question)));
  const left = () => hits.length + rest.length;
  if (!left()) return box;
  const more = Object.assign(element("button", "mz-search__more", words.more(MORE, left())), { type: "button" });
  more.addEventListener("click", async () => {
    more.disabled = true;
    const next = hits.splice(0, MORE);
    const others = await Promise.all(rest.splice(0, MORE - next.length).map((result) => result.data()));
    const made = [...next, ...others].map((hit) => shownHit(hit, kind, question));
    list.append(...made);
    made[0]?.querySelector("a").focus();
    if (left()) { more.textContent = words.more(MORE, left()); more.disabled = false; } else more.remove();
  });
  box.append(more);
  return box;
}

function shownHit(hit, kind, question) {
  const box = element("div", "mz-hit");
  const head = element("h3");
  const link = element("a", "", hit.meta.title);
  link.href = hit.url;
  head.append(link);
  const region = regions.find(({ address }) => hit.url.startsWith(new URL(address, root).href));
  if (region) head.append(" ", element("small", "", titleOf(region)));
  const text = element("p");
  const place = placeOf(hit.content, question, kind);
  const plain = TERMS.includes(kind) && hit.content.split("通俗地说. ")[1]?.match(/^.{9,80}?。/)?.[0];
  const sentence = place ? null : sentenceOf(hit.content, question);
  if (place) text.append(...place.shown(hit.url));
  else if (plain) text.textContent = plain;
  else if (sentence) text.append(...sentence);
  else text.innerHTML = hit.excerpt; // Pagefind escapes the text and adds only <mark>.
  box.append(head, text);
  if (LONG.includes(kind)) box.append(...shownParts(hit, question));
  return box;
}

/** Where a text has the very words that are asked for; digits count whatever separates them. */
function placeOf(content, question, kind) {
  const bare = question.replace(/(?:万元|亿元|元|CNY|\s)/g, "");
  const isNumber = /^\d[\d,.]*$/.test(bare);
  if (!DOCUMENTS.includes(kind) && !(isNumber && AMOUNTS.includes(kind))) return null;
  const pattern = isNumber
    ? "(?<![\\d.,])" + [...bare.replace(/,/g, "")].map((sign) => (sign === "." ? "\\." : sign)).join(",?") + "(?![\\d]|[.,]\\d)"
    : question.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = new RegExp(pattern, "i").exec(content);
  if (!found) return null;
  const [start, end] = [found.index, found.index + found[0].length];
  return {
    shown(url) {
      const link = element("a", "", words.place_of);
      link.href = `${url.split("#")[0]}#:~:text=${encodeURIComponent(found[0])}`;
      return ["…", content.slice(Math.max(0, start - AROUND), start), element("mark", "", found[0]), content.slice(end, end + AROUND), "… ", link];
    },
  };
}

/** The first sentence of a page that says more than the very words asked for, cut at both ends alone. */
function sentenceOf(content, question) {
  const sentence = content.split(/(?<=[。；！？])|\. /).map((each) => each.trim())
    .find((each) => each.includes(question) && each.length > question.length + 4);
  if (!sentence) return null;
  const start = sentence.indexOf(question);
  const end = start + question.length;
  const cut = [start > AROUND + 6 ? start - AROUND : 0, end + 2 * AROUND];
  // Words of letters are not cut.
  const [from, to] = isEnglish ? [cut[0] && sentence.indexOf(" ", cut[0]) + 1, (sentence.indexOf(" ", cut[1]) + 1 || sentence.length + 1) - 1] : cut;
  return [
    from ? "…" : "", sentence.slice(from, start), element("mark", "", question), sentence.slice(end, to),
    to < sentence.length ? "…" : "",
  ];
}

/** Links to the parts of a long page that say what is asked, those named so first. */
function shownParts({ meta, sub_results: found = [] }, question) {
  const asked = question.toLowerCase();
  const isCalledSo = ({ title }) => title.toLowerCase().includes(asked);
  const parts = found.filter(({ url, title }) => url.includes("#") && title !== meta.title);
  const chosen = [...parts.filter(isCalledSo), ...parts.filter((each) => !isCalledSo(each))].slice(0, PARTS);
  if (!chosen.length) return [];
  const places = element("p", "mz-hit__parts");
  for (const { url, title } of chosen) {
    const place = element("a", "", title);
    place.href = url;
    places.append(place, " ");
  }
  return [places];
}

function hints() {
  const list = element("ul", "mz-search__hints");
  for (const [text, ...links] of words.hints) {
    const item = element("li", "", text);
    links.forEach(([name, address], at) => {
      const link = element("a", "", name);
      link.href = new URL(address, root).href;
      item.append(at || !/[：:]$/.test(text) ? " · " : " ", link);
    });
    list.append(item);
  }
  return list;
}

function element(tag, name = "", text = "") {
  const box = document.createElement(tag);
  if (name) box.className = name;
  if (text) box.textContent = text;
  return box;
}
