"use strict";
// Filter, search and sort the list of reports; what is chosen stands in the address, so that it can be sent, and left by the back button.
(() => {
  const table = document.querySelector("table.reports");
  const section = document.getElementById("reports");
  const form = document.querySelector("form.filters");
  if (!table) return;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const KEYS = ["find", "year", "level", "province", "region", "part", "category", "least", "sort", "order"];
  const swatches = [...new Set([...document.querySelectorAll("select[name=category] option")].map((one) => one.value))].filter(Boolean);
  const here = document.querySelector("main").dataset.here;
  const names = { year: ["年份", "Year"], level: ["层级", "Level"], province: ["省份", "Province"], region: ["地区", "Place"], part: ["部分", "Part"], category: ["类别", "Category"] };
  const parts = { done: ["回顾", "done"], planned: ["部署", "planned"] };

  const rows = [...body.rows].map((row, place) => {
    const link = row.querySelector(".title a");
    return {
      row, place, link, page: link.getAttribute("href").split(/[?#]/)[0],
      year: row.dataset.of, level: row.dataset.level, province: row.dataset.province, region: row.dataset.region,
      parts: row.dataset.parts.split(" ").map(Number), tags: row.dataset.tags.split(" ").map(Number),
      title: link.textContent.trim(), paragraphs: Number(row.dataset.paragraphs), review: Number(row.dataset.review),
      words: [...row.cells].slice(0, 3).map((cell) => cell.textContent.toLowerCase()).join(" "),
    };
  });
  let state = {};

  function share(one) {
    const at = swatches.indexOf(state.category);
    if (at >= 0) return one.paragraphs ? one.tags[at] / one.paragraphs : 0;
    return one.tags.reduce((sum, count) => sum + count, 0) / (one.paragraphs || 1);
  }

  function fits(one, words) {
    for (const key of ["year", "level", "province", "region"]) if (state[key] && one[key] !== state[key]) return false;
    if (state.part && !one.parts[["done", "planned"].indexOf(state.part)]) return false;
    if (state.category) {
      const least = Number(state.least) || 0;
      if (least ? 100 * share(one) < least : !one.tags[swatches.indexOf(state.category)]) return false;
    }
    return words.every((word) => one.words.includes(word));
  }

  function sorted(shown) {
    const { sort, order } = state;
    if (!sort) return shown.sort((a, b) => a.place - b.place);
    const value = sort === "share" ? share : (one) => one[sort];
    const compare = (a, b) => (typeof value(a) === "number" ? value(a) - value(b) : value(a).localeCompare(value(b), "zh-Hans-CN", { numeric: true }));
    return shown.sort((a, b) => (order === "descending" ? compare(b, a) : compare(a, b)) || a.place - b.place);
  }

  function address() {
    return new URLSearchParams(Object.fromEntries(KEYS.filter((key) => state[key]).map((key) => [key, state[key]]))).toString();
  }

  function pageAddress(one, language) {
    // The report's page shows what was asked for here, and knows the way back.
    const asked = new URLSearchParams();
    for (const key of ["category", "part"]) if (state[key]) asked.set(key, state[key]);
    if (here) asked.set("from", `${here}#${address() || "reports"}`);
    return `${one.page}?lang=${language}#${asked}`;
  }

  function show() {
    const words = (state.find ?? "").trim().toLowerCase().split(/\s+/).filter(Boolean);
    const language = document.documentElement.lang === "en" ? "en" : "zh";
    const order = sorted([...rows]);
    let count = 0;
    for (const one of order) {
      const fit = fits(one, words);
      one.row.hidden = !fit;
      count += fit;
      if (fit) one.link.setAttribute("href", pageAddress(one, language));
      [...one.row.querySelectorAll(".bar-words .pair")].forEach((pair, n) => pair.classList.toggle("is-chosen", Boolean(state.category) && swatches[n] === state.category));
    }
    if (order.some((one, n) => body.rows[n] !== one.row)) body.append(...order.map((one) => one.row));
    for (const head of heads) {
      const button = head.querySelector("button");
      if (button.dataset.sort === state.sort) head.setAttribute("aria-sort", state.order ?? "ascending");
      else head.removeAttribute("aria-sort");
    }
    document.getElementById("none-left").hidden = count > 0;
    const english = language === "en";
    document.getElementById("count").textContent = english ? `${count} of ${rows.length} reports` : `${count} / ${rows.length} 份`;
    document.getElementById("chosen").replaceChildren(...Object.entries(names).filter(([key]) => state[key]).map(([key, both]) => {
      const option = form.elements[key]?.querySelector(`option[value="${CSS.escape(state[key])}"]`);
      const told = document.createElement("b");
      const value = key === "part" ? parts[state.part]?.[Number(english)] : option?.label;
      told.textContent = `${both[Number(english)]}${english ? ": " : "："}${value ?? (state[key] === "–" ? (english ? "not stated" : "未注明") : state[key])}`;
      return told;
    }));
    for (const link of document.querySelectorAll("a[data-carry]")) {
      const carried = new URLSearchParams(address());
      carried.delete("year");
      link.setAttribute("href", `${link.getAttribute("href").split("#")[0]}#${carried}`);
    }
  }

  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    state = {};
    if (!asked.has("compare")) for (const key of KEYS) if (asked.get(key)) state[key] = asked.get(key);
    if (!heads.some((head) => head.querySelector("button").dataset.sort === state.sort)) delete state.sort;
    for (const control of form.elements) if (control.name) control.value = state[control.name] ?? "";
    show();
  }

  function keep() {
    history.replaceState(history.state, "", `${location.search}#${address() || "reports"}`);
    show();
  }

  function lead() {
    section.scrollIntoView();
    section.querySelector("h2").focus({ preventScroll: true });
  }

  form.addEventListener("input", (event) => {
    if (event.target.value) state[event.target.name] = event.target.value;
    else delete state[event.target.name];
    keep();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    state = {};
    keep();
  });
  for (const head of heads) {
    head.querySelector("button").addEventListener("click", (event) => {
      const { sort } = event.currentTarget.dataset;
      const first = ["title", "region", "year"].includes(sort) ? "ascending" : "descending";
      const other = first === "ascending" ? "descending" : "ascending";
      state.order = state.sort === sort && state.order === first ? other : first;
      state.sort = sort;
      keep();
    });
  }
  const isFilter = (hash) => KEYS.some((key) => new URLSearchParams(hash.slice(1)).has(key));
  // A point of a chart leads to its reports, even where the address says so already.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && isFilter(link.getAttribute("href")) && link.getAttribute("href") === location.hash) lead();
  });
  window.addEventListener("hashchange", () => {
    if (location.hash && !isFilter(location.hash)) return;
    read();
    if (location.hash) lead();
  });
  document.addEventListener("language", show);
  read();
  if (isFilter(location.hash) && performance.getEntriesByType("navigation")[0]?.type !== "back_forward") lead();
})();
