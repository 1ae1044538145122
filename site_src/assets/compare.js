// Comparing: in, the small files of compare/data/ and the address; out, a chart, a table, a CSV.
// All that is shown follows from the address, so a view can be shared. What is shown first stands on
// the page already (mingzhang.site.compare_view writes the same). Values are kept as exact text;
// they become floating-point numbers only to be drawn and sorted. Nothing is fetched from elsewhere.
"use strict";

(() => {
  const box = document.querySelector("[data-mz-compare]");
  if (!box) return;
  const root = new URL("../", document.currentScript.src);
  const part = (name) => box.querySelector(`[data-mz-part="${name}"]`);

  // The words of the page ({0}, {1} … are filled in).
  const WORDS = JSON.parse(document.querySelector("[data-mz-words]").textContent);
  const isChinese = WORDS.locale === "zh-CN";
  const { stages: STAGES, origins: ORIGINS, signs: SIGNS, units: UNITS } = WORDS;
  const told = (words, ...given) => words.replace(/\{(\d)\}/g, (_, at) => given[at]);
  const FIRST = "total_expenditure";
  const AT_ONCE = 20; // bodies shown while none is chosen
  const DRAWN = 60; // bars; where all years would be more, only the latest is ticked at first
  const LISTED = 100; // boxes to tick
  const BLUE = "#3f7fb5";
  const WIDTH = 720; // of the chart as a file

  let index, names, points = [], shown = [], left = 0;
  const files = new Map();
  const state = { concept: "", agencies: new Set(), stage: new Set(), year: new Set(), sort: "body" };

  start().catch((error) => {
    part("form").hidden = part("tools").hidden = true;
    if (location.search) part("figure").hidden = part("region").hidden = true;
    part("state").textContent = WORDS.failed;
    box.classList.remove("is-waiting");
    console.warn(error);
  });

  async function start() {
    index = await json("index.json");
    names = new Map(index.bodies.key.map((key, at) => [key, {
      name: (!isChinese && index.bodies.name_en[at]) || index.bodies.name[at],
      also: index.bodies.name[at],
      place: index.bodies.place[at],
      related: index.bodies[isChinese ? "related" : "related_en"][at],
    }]));
    fillConcepts();
    listen();
    await fromAddress();
    box.classList.remove("is-waiting");
    box.dataset.mzState = "ready";
    addEventListener("popstate", fromAddress);
  }

  async function json(name) {
    const answer = await fetch(new URL("compare/data/" + name, root));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  }

  // The address ---------------------------------------------------------------------------------

  async function fromAddress() {
    const given = new URLSearchParams(location.search);
    const list = (name) => new Set((given.get(name) ?? "").split(",").filter(Boolean));
    const known = new Set(index.concepts.map(({ id }) => id));
    const asked = given.get("concept") ?? "";
    state.concept = [asked, FIRST, index.concepts[0]?.id].find((id) => known.has(id)) ?? "";
    state.agencies = new Set([...list("agencies")].filter((key) => names.has(key)));
    state.stage = new Set([...list("stage")].filter((stage) => stage in STAGES));
    state.year = new Set([...list("year")].filter((year) => /^\d{4}$/.test(year)).map(Number));
    state.sort = ["body", "value", "year"].find((sort) => sort === given.get("sort")) ?? "body";
    part("concept").value = state.concept;
    part("sort").value = state.sort;
    await load(!location.search);
    if (asked && asked !== state.concept) part("state").textContent += told(WORDS.unknown, asked, concept().name);
  }

  function toAddress() {
    const asked = new URLSearchParams();
    asked.set("concept", state.concept);
    for (const name of ["agencies", "stage", "year"]) {
      if (state[name].size) asked.set(name, [...state[name]].sort().join(","));
    }
    if (state.sort !== "body") asked.set("sort", state.sort);
    // Keys hold only letters, digits, `-`, `_` and `.`: commas may stay readable.
    history.replaceState(null, "", "?" + asked.toString().replaceAll("%2C", ","));
  }

  // Controls ------------------------------------------------------------------------------------

  function fillConcepts() {
    if (!isChinese) {
      for (const each of index.concepts) Object.assign(each, { name: each.name_en || each.name, group: each.group_en });
    }
    const groups = byGroup(index.concepts);
    part("concept").replaceChildren(...[...groups].map(([label, members]) => {
      const group = document.createElement("optgroup");
      group.label = label;
      group.append(...members.map(({ id, name, code }) => new Option(code ? `${code} ${name}` : name, id)));
      return group;
    }));
  }

  function byGroup(items) {
    const groups = new Map();
    for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
    return groups;
  }

  function listen() {
    part("form").addEventListener("submit", (event) => event.preventDefault());
    part("concept").addEventListener("change", async ({ target }) => {
      state.concept = target.value;
      toAddress();
      await load();
    });
    part("sort").addEventListener("change", ({ target }) => change(() => { state.sort = target.value; }));
    for (const [name, key] of [["stages", "stage"], ["years", "year"]]) {
      part(name).addEventListener("change", () => change(() => {
        const boxes = [...part(name).querySelectorAll("input")];
        const ticked = boxes.filter((each) => each.checked).map(({ value }) => (key === "year" ? Number(value) : value));
        left = 0;
        state[key] = new Set(ticked.length === boxes.length ? [] : ticked);
      }));
    }
    part("bodies").addEventListener("change", ({ target }) => change(() => {
      state.agencies[target.checked ? "add" : "delete"](target.value);
    }));
    part("find").addEventListener("input", listBodies);
    part("take").addEventListener("click", () => {
      change(() => matching().slice(0, LISTED).forEach((key) => state.agencies.add(key)));
      listBodies();
    });
    part("clear").addEventListener("click", () => {
      change(() => state.agencies.clear());
      listBodies();
    });
    part("csv").addEventListener("click", () => save(csv(), "text/csv", "csv"));
    part("svg").addEventListener("click", () => save(standalone(), "image/svg+xml", "svg"));
    part("png").addEventListener("click", saveImage);
    part("copy").addEventListener("click", copyAddress);
  }

  function change(act) {
    act();
    toAddress();
    render();
  }

  function listTicks(name, key, values, labels) {
    part(name).replaceChildren(...values.map((value) => tick(value, labels(value), !state[key].size || state[key].has(value))));
  }

  function tick(value, text, checked) {
    const [label, input] = [document.createElement("label"), document.createElement("input")];
    Object.assign(input, { type: "checkbox", value, checked });
    label.append(input, text);
    return label;
  }

  const stating = () => [...new Set(points.map(({ body }) => body))];

  // Those that state the concept and match what is typed; the chosen ones first.
  function matching() {
    const words = part("find").value.trim().split(/\s+/).filter(Boolean);
    const found = [...new Set([...state.agencies, ...stating()])].filter((key) => {
      const { name, also, place } = names.get(key);
      return words.every((word) => (place + name + also + key).toLowerCase().includes(word.toLowerCase()));
    });
    return found;
  }

  function listBodies() {
    const found = matching();
    part("bodies").replaceChildren(...found.slice(0, LISTED).map((key) => tick(key, names.get(key).name, state.agencies.has(key))));
    part("listed").textContent = found.length > LISTED
      ? told(WORDS.listedPart, found.length, LISTED) : told(WORDS.listed, found.length);
  }

  // Data ------------------------------------------------------------------------------------------

  const concept = () => index.concepts.find(({ id }) => id === state.concept);

  async function load(isFirst = false) {
    const wanted = state.concept;
    if (!wanted) return render();
    if (!files.has(wanted)) files.set(wanted, json(wanted + ".json"));
    let data;
    try {
      data = await files.get(wanted);
    } catch (error) {
      files.delete(wanted);
      throw error;
    }
    if (wanted !== state.concept) return undefined;
    points = data.value.map((value, at) => ({
      value,
      number: Number(value),
      tolerance: data.tolerance[at],
      body: data.bodies[data.body[at]],
      year: data.year[at],
      stage: index.stages[data.stage[at]],
      unit: data.units[data.unit[at]],
      origin: index.origins[data.origin[at]],
      disclosure: data.documents[data.document[at]],
      fact: data.fact[at],
    }));
    const seen = new Map();
    for (const point of points) {
      const key = [point.body, point.year, point.stage].join();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    for (const point of points) point.contradicted = seen.get([point.body, point.year, point.stage].join()) > 1;
    const years = [...new Set(points.map(({ year }) => year))].sort((a, b) => b - a);
    const isTooMuch = isFirst && points.length > DRAWN;
    left = isTooMuch ? years.length - 1 : 0;
    if (isTooMuch) state.year = new Set([years[0]]);
    listTicks("stages", "stage", index.stages.filter((stage) => points.some((point) => point.stage === stage)), (stage) => STAGES[stage]);
    listTicks("years", "year", years, String);
    listBodies();
    return render();
  }

  function select() {
    const wanted = points.filter(({ stage, year }) =>
      (!state.stage.size || state.stage.has(stage)) && (!state.year.size || state.year.has(year)));
    let bodies = state.agencies;
    const stated = [...new Set(wanted.map(({ body }) => body))];
    if (!bodies.size) {
      const most = new Map(stated.map((body) => [body, -Infinity]));
      for (const { body, number } of wanted) most.set(body, Math.max(most.get(body), Math.abs(number)));
      bodies = new Set(stated.sort((a, b) => most.get(b) - most.get(a)).slice(0, AT_ONCE));
    }
    const chosen = wanted.filter(({ body }) => bodies.has(body));
    if (state.sort === "value") chosen.sort((a, b) => b.number - a.number);
    if (state.sort === "year") chosen.sort((a, b) => b.year - a.year);
    return { chosen, isCut: !state.agencies.size && stated.length > AT_ONCE, stated: stated.length };
  }

  // Showing ---------------------------------------------------------------------------------------

  function render() {
    const { chosen, isCut, stated } = select();
    shown = chosen;
    const missing = [...state.agencies].filter((key) => !shown.some(({ body }) => body === key));
    const bodies = new Set(shown.map(({ body }) => body)).size;
    part("picked").textContent = state.agencies.size ? told(WORDS.picked, state.agencies.size) : isCut ? told(WORDS.pickedLargest, AT_ONCE) : told(WORDS.pickedAll, stated);
    part("state").textContent = [
      shown.length ? told(WORDS.shown, shown.length, bodies) : WORDS.none,
      isCut ? told(WORDS.largest, stated, AT_ONCE) : "",
      left ? told(WORDS.moreYears, left) : "",
      missing.length ? told(WORDS.missing, missing.map((key) => names.get(key).name).join(WORDS.comma)) : "",
    ].filter(Boolean).join(isChinese ? "" : " ");
    part("caption").textContent = `${concept()?.name ?? ""}${span()}`;
    part("rows").replaceChildren(...shown.map(row));
    part("tools").hidden = part("region").hidden = !shown.length;
    draw();
  }

  function span() {
    const years = shown.map(({ year }) => year);
    const [first, last] = [Math.min(...years), Math.max(...years)];
    return years.length ? told(first === last ? WORDS.year : WORDS.years, first, last) : "";
  }

  function row(point) {
    const line = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.append(...named(point.body));
    const [period, value] = [0, 0].map(() => document.createElement("td"));
    const badge = document.createElement("span");
    badge.className = `mz-badge mz-badge--${point.stage}`;
    badge.textContent = STAGES[point.stage];
    period.append(`${point.year} `, badge);
    const link = document.createElement("a");
    link.className = point.origin === "derived" ? "mz-fig mz-fig--derived" : "mz-fig";
    link.href = place(point);
    const [number, unit] = printed(point);
    const small = document.createElement("small");
    small.textContent = unit;
    link.append(about(point), number, small);
    if (point.contradicted) value.append(sign(...WORDS.contradicted));
    if (point.origin in SIGNS) value.append(sign(SIGNS[point.origin], ORIGINS[point.origin]));
    value.append(link);
    line.append(head, period, value);
    return line;
  }

  // A body without an English name keeps its Chinese one on an English page.
  function named(body) {
    const { name, also, related } = names.get(body);
    const rest = related ? [" ", element("small", related)] : [];
    if (isChinese || name !== also) return [name, ...rest];
    const made = element("span", name);
    made.lang = "zh-CN";
    return [made, ...rest];
  }

  function sign(text, title) {
    const mark = document.createElement("abbr");
    mark.className = "mz-sign";
    mark.title = title;
    mark.textContent = text;
    return mark;
  }

  // The same addresses as mingzhang.site.addresses makes.
  function place({ disclosure, fact }) {
    const page = disclosure.replace(/^(.+)-(\d{4}-(?:budget|final))$/, "disclosures/$1/$2/");
    const anchor = /^f\d+(-\d+)?$/.test(fact) ? fact.slice(1) : fact;
    return new URL(`${page}#f-${anchor}`, root).href;
  }

  // Numbers: exact, by moving the decimal point of the text -----------------------------------------

  function shifted(text, digits) {
    const negative = text.startsWith("-");
    const [whole, fraction = ""] = text.replace("-", "").split(".");
    const all = whole.padStart(digits + 1, "0") + fraction;
    const point = all.length - fraction.length - digits;
    const after = all.slice(point).replace(/0+$/, "");
    const before = all.slice(0, point).replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, ",");
    return (negative ? "-" : "") + before + (after ? "." + after : "");
  }

  function printed({ value, unit }) {
    const name = (value === "1" && WORDS.one?.[unit]) || (UNITS[unit] ?? unit);
    if (unit !== "CNY") return [shifted(value, 0), (isChinese || unit === "percent" ? "" : " ") + name];
    return isChinese ? [shifted(value, 4), "万元"] : [shifted(value, 0), ""];
  }

  const about = ({ tolerance }) => (tolerance === "0" ? "" : WORDS.about);

  // On the chart large amounts are printed in 亿元, with at most four decimals.
  function short(point) {
    const [number, unit] = printed(point);
    const rough = about(point);
    if (!isChinese) return rough + number + unit;
    if (point.unit !== "CNY" || Math.abs(point.number) < 1e8) return rough + (point.number ? number + unit : "0");
    return rough + Number((point.number / 1e8).toFixed(4)).toLocaleString("zh-CN", { maximumFractionDigits: 4 }) + "亿元";
  }

  function onAxis(value, unit) {
    if (unit !== "CNY") return value.toLocaleString(WORDS.locale);
    if (!isChinese) return value.toLocaleString("en", { notation: "compact", maximumFractionDigits: 2 });
    const [divided, suffix] = value >= 1e8 ? [value / 1e8, "亿元"] : value >= 1e4 ? [value / 1e4, "万元"] : [value, ""];
    return Number(divided.toPrecision(4)).toLocaleString("zh-CN", { maximumFractionDigits: 4 }) + suffix;
  }

  /** The units that the labels of amounts bear, as the page itself names them. */
  function inMoney(bars) {
    const names = bars.map(({ number }) => (Math.abs(number) < 1e8 ? WORDS.inYuan : WORDS.inYi));
    return [...new Set(names)].join(WORDS.comma);
  }

  // The chart -----------------------------------------------------------------------------------------

  function draw() {
    const bars = drawn();
    part("figure").hidden = !bars.length;
    if (!bars.length) return;
    const { name } = concept();
    const { unit } = bars[0];
    const rest = shown.length - bars.length;
    part("title").textContent = `${name}${span()}`;
    part("subtitle").textContent = told(WORDS.subtitle, unit === "CNY" ? inMoney(bars) : UNITS[unit] ?? unit) + (rest ? told(WORDS.drawn, bars.length) : "");
    const largest = bars.reduce((a, b) => (b.number > a.number ? b : a));
    part("picture").setAttribute("aria-label", told(
      WORDS.alt, name + span(), bars.length, [...new Set(bars.map(({ stage }) => STAGES[stage]))].join(WORDS.comma),
      names.get(largest.body).name, told(WORDS.period, largest.year, STAGES[largest.stage]), (unit === "CNY" ? WORDS.before : "") + printed(largest).join("")));
    part("picture").replaceChildren(...grouped(bars, largest.number || 1));
    part("key").replaceChildren(
      ...index.stages.filter((stage) => bars.some((bar) => bar.stage === stage)).map((stage) => keyOf(STAGES[stage], `mz-mark--${stage}`)),
      ...(bars.some(isDerived) ? [keyOf(WORDS.derivedKey, "is-derived")] : []));
  }

  const isDerived = ({ origin }) => origin === "derived";
  const drawn = () => shown.filter((point) => point.unit === shown[0].unit && point.number >= 0).slice(0, DRAWN);

  function element(name, text = "", className = "") {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(text);
    return made;
  }

  function grouped(bars, largest) {
    const groups = [];
    let before = "";
    for (const point of bars) {
      if (point.body !== before) {
        groups.push(element("div", element("b"), "mz-bars__group"));
        groups.at(-1).firstChild.append(...named(point.body));
        before = point.body;
      }
      const bar = element("a", element("span", caption(point)), "mz-bar");
      bar.href = place(point);
      const mark = element("i", "", `mz-mark mz-mark--${point.stage}${isDerived(point) ? " is-derived" : ""}`);
      mark.style.setProperty("--w", (point.number / largest).toFixed(4));
      bar.append(mark, element("span", short(point)));
      groups.at(-1).append(bar);
    }
    return groups;
  }

  function keyOf(text, className) {
    const item = element("span", element("i", "", `mz-mark ${className}`));
    item.append(text);
    return item;
  }

  // The same chart as a picture, to be taken away ---------------------------------------------------

  function svg(name, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // As in all charts: solid what was spent, pale and dashed what was planned, hollow what is derived.
  const isPlanned = (stage) => ["budget", "initial_budget", "revised_budget"].includes(stage);
  const dashes = (stage) => (isPlanned(stage) ? { "stroke-dasharray": "4 3" } : {});

  function ticks(largest, room) {
    if (!largest) return [0];
    const rough = largest / Math.max(2, Math.floor(room / 90));
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999);
    return Array.from({ length: Math.floor(largest / step + 1e-9) + 1 }, (_, n) => n * step);
  }

  const breadth = (text) => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? 1 : 0.6), 0);

  function wrapped(text, limit) {
    const lines = [""];
    for (const sign of text) {
      if (breadth(lines.at(-1) + sign) > limit) lines.push("");
      lines[lines.length - 1] += sign;
    }
    return lines;
  }

  function picture(bars, width) {
    const [size, step, bar] = [13, 24, 14];
    const label = Math.max(...bars.map((point) => breadth(caption(point)))) * size + 10;
    const room = Math.max(...bars.map((point) => breadth(short(point)))) * size * 1.02 + 12;
    const length = Math.max(width - label - room, 40);
    const largest = Math.max(...bars.map(({ number }) => number));
    const x = (number) => label + (largest ? (number / largest) * length : 0);
    const halo = { style: "paint-order:stroke;stroke:#fff;stroke-width:5px" };
    const marks = [];
    let [y, before] = [18, ""];
    for (const point of bars) {
      if (point.body !== before) {
        if (before) y += 10;
        for (const line of wrapped(names.get(point.body).name, width / size - 0.5)) {
          marks.push(svg("text", { x: 0, y: y + 13, "font-weight": 600, ...halo }, line));
          y += 19;
        }
        before = point.body;
      }
      const middle = y + step / 2;
      marks.push(
        svg("text", { x: 0, y: middle, dy: ".35em", "fill-opacity": 0.8 }, caption(point)),
        svg("rect", {
          x: label, y: middle - bar / 2, width: Math.max(x(point.number) - label, point.number ? 1.5 : 0.01), height: bar,
          fill: isDerived(point) ? "none" : BLUE, "fill-opacity": isPlanned(point.stage) ? 0.16 : 1, stroke: BLUE, "stroke-width": 1.5, ...dashes(point.stage),
        }),
        svg("text", { x: x(point.number) + 6, y: middle, dy: ".35em", ...halo }, short(point)));
      y += step;
    }
    const lines = ticks(largest, length).flatMap((value) => [
      svg("path", { d: `M${x(value)},18 V${y + 4}`, stroke: "currentColor", "stroke-opacity": value ? 0.14 : 0.4 }),
      svg("text", { x: x(value), y: 11, "font-size": 11, "fill-opacity": 0.75, "text-anchor": value ? "middle" : "start" }, onAxis(value, bars[0].unit)),
    ]);
    return svg("svg", { viewBox: `0 0 ${width} ${y + 8}`, width, height: y + 8, fill: "currentColor", "font-size": size, "font-family": getComputedStyle(document.body).fontFamily }, ...lines, ...marks);
  }

  const caption = ({ year, stage, origin }) => told(WORDS.period, year, STAGES[stage]) + (origin === "derived" ? WORDS.derived : "");

  // Taking it away --------------------------------------------------------------------------------------

  function csv() {
    const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const rows = shown.map((point) => [
      names.get(point.body).name, point.year, STAGES[point.stage], concept().name, point.value,
      UNITS[point.unit] ?? point.unit, point.tolerance, ORIGINS[point.origin], `${point.disclosure}-${point.fact}`, place(point),
    ]);
    return "\ufeff" + [WORDS.csv, ...rows].map((line) => line.map(String).map(cell).join(",") + "\r\n").join("");
  }

  function standalone() {
    const copy = picture(drawn(), WIDTH);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("color", "#22262b");
    const [, , width, height] = copy.getAttribute("viewBox").split(" ").map(Number);
    copy.setAttribute("viewBox", `-12 -34 ${width + 24} ${height + 42}`);
    copy.setAttribute("width", width + 24);
    copy.setAttribute("height", height + 42);
    copy.prepend(
      svg("rect", { x: -12, y: -34, width: "100%", height: "100%", fill: "#fff" }),
      svg("text", { x: 0, y: -12, "font-size": 15, "font-weight": 600 }, part("title").textContent));
    return new XMLSerializer().serializeToString(copy);
  }

  function saveImage() {
    const text = standalone();
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => keep(URL.createObjectURL(blob), "png"), "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  }

  const save = (text, type, ending) => keep(URL.createObjectURL(new Blob([text], { type })), ending);

  function keep(address, ending) {
    const link = document.createElement("a");
    link.href = address;
    link.download = `compare-${state.concept}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  async function copyAddress({ target }) {
    toAddress();
    try {
      await navigator.clipboard.writeText(location.href);
      target.textContent = WORDS.copied;
    } catch {
      target.textContent = WORDS.copyFailed;
    }
  }
})();
