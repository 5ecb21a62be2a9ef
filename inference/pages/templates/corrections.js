"use strict";
// Correct tags and sentences while reading. Each decision is kept in localStorage under a key of its own, so that two tabs of a page never
// write over each other's, and all are saved as a labelled file. Places in a text are counted in code points, as Python counts them.
(() => {
  const root = document.documentElement;
  const main = document.querySelector("main");
  const bar = document.querySelector(".corrections");
  const part = (name) => bar.querySelector(`[data-${name}]`);
  const nameInput = document.getElementById("annotator");
  const given = JSON.parse(document.getElementById("correctable").textContent);
  const ids = given.categories.map(([id]) => id);
  const PREFIX = `zhengbiao.corrections/${given.report}/${given.model}/${given.digest}/`;
  const NAME = "zhengbiao.annotator";
  // By the number of the paragraph: {labels, evidence, at, by, saved, filed}. `saved` says that a file holds it, `filed` that one holds an
  // earlier one; without labels it was taken back since.
  const decisions = new Map();
  const unkept = new Set(); // of these storage does not hold what was decided
  const steps = []; // what stood before each change: [paragraph, decision]
  let chosen = null; // the sentence whose categories are shown: [paragraph, number]

  // What the page carries

  const paragraphs = [];
  for (const [record, changes = {}] of given.paragraphs) {
    const number = paragraphs.length;
    const [lengths, tags, checksum] = record.split("|");
    let end = 0;
    const spans = lengths.split(" ").map((length) => [end, (end += Number(length))]);
    const shown = { labels: [], evidence: {} };
    for (const [, tag, , own] of tags.matchAll(/(\d+)(:([\d,]+))?/g)) {
      shown.labels.push(ids[tag]);
      if (own) shown.evidence[ids[tag]] = own.split(",").map(Number);
    }
    const before = paragraphs[number - 1]?.line;
    const line = before ? { ...before, id: `${before.report}:${before.index + 1}`, index: before.index + 1, start: before.end + 1 } : {};
    line.end = (changes.start ?? line.start) + end;
    const article = document.getElementById(`p${number + 1}`);
    paragraphs.push({ number, article, body: article.querySelector("p"), checksum, shown, spans, line: { ...line, ...changes } });
  }

  // Nothing is saved with another text than the one that was tagged; browsers translate pages. Half the CRC-32 tells.
  function isAsMade(one) {
    if (one.asMade !== undefined) return one.asMade;
    let rest = -1;
    for (const byte of new TextEncoder().encode(one.body.textContent)) {
      rest ^= byte;
      for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
    }
    return (one.asMade = (~rest >>> 16).toString(16) === one.checksum);
  }

  // What was decided, and where it is kept

  const decided = (one) => (decisions.get(one.number)?.labels ? decisions.get(one.number) : null);
  const current = (one) => decided(one) ?? one.shown;
  // A category may be called as something that every object has: "constructor".
  const sentencesOf = (evidence, id) => (Object.hasOwn(evidence, id) ? evidence[id] : undefined);
  const marks = (said) => said.labels.filter((id) => sentencesOf(said.evidence, id)).map((id) => [id, said.evidence[id]]);
  const told = (said) => JSON.stringify([said.labels, marks(said)]);
  const isChanged = (one) => told(decided(one)) !== told(one.shown);
  const all = () => paragraphs.filter(decided);
  const unsaved = () => (all().length ? [...decisions.values()].filter((one) => !one.saved).length : 0);
  const warn = (name, is) => (bar.querySelector(`[data-warning="${name}"]`).hidden = !is);

  // Call a method of the storage; null, and the page says so, where it is full or switched off.
  function storage(method, ...values) {
    try {
      return [localStorage[method](...values)];
    } catch {
      return null;
    }
  }

  function keep(number) {
    for (const one of new Set([...unkept, number])) {
      const kept = decisions.has(one) ? storage("setItem", PREFIX + one, JSON.stringify(decisions.get(one))) : storage("removeItem", PREFIX + one);
      if (kept) unkept.delete(one);
      else unkept.add(one);
    }
    warn("storage", unkept.size);
  }

  // Take what is written for a paragraph, by this page or another tab of it; anything else is left.
  function read(one, written) {
    decisions.delete(one.number);
    try {
      const found = JSON.parse(written);
      const holds = ([id, own]) => found.labels.includes(id) && own.every((at) => at in one.spans);
      const fits = !found.labels || (found.labels.every((id) => ids.includes(id)) && Object.entries(found.evidence).every(holds));
      if (fits) decisions.set(one.number, found);
    } catch {
      return; // null, or not what this page writes
    }
  }

  function put(one, decision) {
    const { saved, filed } = decisions.get(one.number) ?? {};
    if (decision || saved || filed) decisions.set(one.number, { ...decision, saved: false, filed: Boolean(saved || filed) });
    else decisions.delete(one.number);
    keep(one.number);
    show(one);
    count();
  }

  function decide(one, labels, evidence) {
    if (!isAsMade(one)) return;
    steps.push([one, decided(one)]);
    const kept = ids.filter((id) => labels.includes(id));
    const marked = kept.filter((id) => sentencesOf(evidence, id)?.length).map((id) => [id, [...evidence[id]].sort((a, b) => a - b)]);
    put(one, { labels: kept, evidence: Object.fromEntries(marked), at: new Date().toISOString(), by: nameInput.value.trim() });
  }

  function takeBack(one) {
    steps.push([one, decided(one)]);
    put(one, null);
  }

  function undo() {
    const [one, before] = steps.pop() ?? [];
    if (!one) return;
    put(one, before);
    one.article.scrollIntoView({ block: "nearest" });
  }

  function right(one) {
    if (!one) return; // no paragraph is shown
    if (decided(one) && !isChanged(one)) takeBack(one);
    else if (!given.exclusive || one.shown.labels.length === 1) decide(one, one.shown.labels, one.shown.evidence);
  }

  function give(one, id) {
    const { labels, evidence } = current(one);
    if (!labels.includes(id)) decide(one, given.exclusive ? [id] : [...labels, id], { ...evidence, [id]: sentencesOf(one.shown.evidence, id) });
    else if (!given.exclusive) decide(one, labels.filter((other) => other !== id), evidence);
  }

  // A label stays where the last sentence is taken from it: which one carries it is open then, unless there is but one.
  function giveSentence(one, at, id) {
    const { labels, evidence } = current(one);
    const own = sentencesOf(evidence, id) ?? [];
    if (!own.includes(at)) decide(one, given.exclusive ? [id] : [...labels, id], { ...evidence, [id]: [...own, at] });
    else if (one.spans.length === 1) give(one, id);
    else decide(one, labels, { ...evidence, [id]: own.filter((other) => other !== at) });
  }

  // What is seen

  function make(tag, properties, ...content) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...content);
    return made;
  }

  // Copy a template in the language of now; language.js turns what stands in the page.
  function clone(name) {
    const made = document.getElementById(name).content.firstElementChild.cloneNode(true);
    for (const one of root.lang === "en" ? [made, ...made.children] : []) {
      const label = one.dataset.enAriaLabel;
      if (label) one.dataset.zhAriaLabel = one.getAttribute("aria-label");
      if (label) one.setAttribute("aria-label", label);
    }
    if (made.classList.contains("of-sentence")) made.append(...toggles());
    else made.querySelector(".deciding b")?.after(...toggles());
    return made;
  }

  function toggles() {
    return given.categories.map(([id, chinese, english], at) => {
      const words = [make("span", { className: "mark" }, at + 1), " ", make("span", { className: "zh" }, chinese), make("span", { className: "en", lang: "en" }, english)];
      const button = make("button", { type: "button", className: `toggle c-${id}` }, ...words);
      button.dataset.category = id;
      return button;
    });
  }

  function build(one) {
    if (!isAsMade(one)) return one.body.after(clone("another-text"));
    one.panel = clone("correcting");
    const characters = [...one.body.textContent];
    const sentences = one.spans.map(([start, end], at) => {
      const made = make("span", { role: "button" }, characters.slice(start, end).join(""));
      made.dataset.sentence = at;
      return made;
    });
    one.panel.firstElementChild.append(...sentences);
    for (const group of one.panel.children) inGroup(group).forEach((element, at) => (element.tabIndex = at ? -1 : 0));
    one.panel.dataset.paragraph = one.number;
    one.body.before(one.panel);
  }

  const english = () => root.lang === "en";
  const named = (labels) => labels.map((id) => given.categories[ids.indexOf(id)][english() ? 2 : 1]).join(english() ? ", " : "、");
  const press = (element, is) => element.setAttribute("aria-pressed", Boolean(is));

  function show(one) {
    const decision = decided(one);
    const margin = one.article.querySelector(".margin");
    margin.querySelector(".decided")?.remove();
    if (decision) {
      const badge = clone("decided");
      badge.querySelector(isChanged(one) ? ".right" : ".changed").remove();
      if (isChanged(one)) badge.firstElementChild.lastElementChild.append(named(decision.labels) || (english() ? "no tag" : "未标"));
      margin.insertBefore(badge, margin.querySelector(".acts"));
    }
    if (one.panel) showPanel(one, decision);
  }

  function showPanel(one, decision) {
    const { labels, evidence } = current(one);
    const at = chosen?.[0] === one ? chosen[1] : null;
    const carries = (id, sentence) => sentencesOf(evidence, id)?.includes(sentence);
    for (const [number, sentence] of [...one.panel.firstElementChild.children].entries()) {
      const own = labels.filter((id) => carries(id, number));
      sentence.className = own.length ? `carries c-${own[0]}` : "";
      sentence.title = named(own);
      press(sentence, number === at);
      sentence.querySelectorAll("i").forEach((mark) => mark.remove());
      for (const id of own) sentence.append(make("i", { className: `c-${id}` }));
      sentence.querySelectorAll("i").forEach((mark, place) => (mark.dataset.mark = ids.indexOf(own[place]) + 1));
    }
    for (const button of one.panel.querySelectorAll(".toggle")) {
      const id = button.dataset.category;
      press(button, button.closest(".of-sentence") ? carries(id, at) : labels.includes(id));
      button.classList.toggle("unplaced", labels.includes(id) && !sentencesOf(evidence, id) && one.spans.length > 1);
    }
    press(one.panel.querySelector("[data-right]"), decision && !isChanged(one));
    one.panel.querySelector("[data-back]").disabled = !decision;
  }

  function choose(one, at) {
    const before = chosen;
    chosen = before?.[0] === one && before[1] === at ? null : [one, at];
    main.querySelector(".of-sentence")?.remove();
    if (chosen) one.panel.firstElementChild.after(clone("of-sentence"));
    for (const { 0: other } of [before ?? chosen, [one]].filter(Boolean)) show(other);
  }

  const isOn = () => root.classList.contains("correct-on");

  function turn(on) {
    root.classList.toggle("correct-on", on);
    press(part("correct"), on);
    bar.querySelector(".acting").hidden = !on;
    if (on) warn("storage", !storage("setItem", PREFIX, "") || unkept.size);
    if (on && !main.querySelector(".correcting, .another-text")) paragraphs.forEach(build);
    for (const one of paragraphs.filter(({ panel }) => panel)) {
      one.body.hidden = on;
      one.panel.hidden = !on;
      if (on) show(one);
    }
    window.reading?.corrects(on);
    count();
  }

  function count() {
    const counts = { decided: all().length, changed: all().filter(isChanged).length, unsaved: unsaved() };
    for (const [name, number] of Object.entries(counts)) bar.querySelector(`[data-count="${name}"]`).textContent = number;
    part("told").hidden = !counts.decided && !isOn();
    part("undo").disabled = !steps.length;
    part("save").disabled = !counts.decided;
    if (counts.unsaved) part("saved").hidden = true;
  }

  // Saving

  const spansOf = (one, said) => Object.fromEntries(marks(said).map(([id, own]) => [id, own.map((at) => one.spans[at])]));

  function lineOf(one) {
    const { labels, at, by } = decided(one);
    const { "+": further, ...line } = { ...one.line, text: one.body.textContent };
    const evidence = spansOf(one, decided(one));
    const marked = Object.keys(evidence).length ? { evidence } : {};
    const said = {
      ...marked,
      answers: { [by]: { seconds: null, at, shown: one.shown.labels, model: given.model, changed: isChanged(one), ...marked } },
      corrected: { model: given.model, tags: one.shown.labels, evidence: spansOf(one, one.shown) },
      labels,
      annotators: { [by]: labels },
    };
    return `${JSON.stringify(line).slice(0, -1)}${further && `,${further}`},${JSON.stringify(said).slice(1)}\n`;
  }

  function save() {
    const name = nameInput.value.trim();
    warn("name", !name);
    if (!name) return nameInput.focus();
    if (!all().length) return;
    for (const one of all()) decided(one).by ||= name;
    const file = `corrections-${given.report.replace(/[\\/:*?"<>|\p{C}\s]+/gu, "-").match(/^.{0,50}/u)[0]}.jsonl`;
    const link = make("a", { download: file, href: URL.createObjectURL(new Blob(all().map(lineOf))) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    for (const [number, decision] of decisions) {
      if (decision.labels) Object.assign(decision, { saved: true, filed: true });
      else decisions.delete(number);
      keep(number);
    }
    part("saved").querySelector("b").textContent = file;
    part("saved").hidden = false;
    count();
  }

  // What a person does

  const inGroup = (group) => [...group.querySelectorAll("[data-sentence], button")].filter((one) => !one.disabled);
  const placeOf = (element) => paragraphs[element.closest("[data-paragraph]").dataset.paragraph];
  const enter = (one, group = ".sentences") => one?.panel?.querySelector(`${group} [tabindex="0"]`).focus();

  function act(one, { dataset, parentElement }) {
    if ("sentence" in dataset) choose(one, Number(dataset.sentence));
    else if ("right" in dataset) right(one);
    else if ("back" in dataset) takeBack(one);
    else if (parentElement.classList.contains("of-sentence")) giveSentence(one, chosen[1], dataset.category);
    else give(one, dataset.category);
  }

  function onKey(event, one, element) {
    const { key } = event;
    const [group, sentence] = [inGroup(element.parentElement), element.dataset.sentence];
    const beside = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const along = { ArrowDown: 1, ArrowUp: -1 }[key];
    const id = /^[1-9]$/.test(key) && ids[key - 1];
    if (beside) group[group.indexOf(element) + beside]?.focus();
    else if (key === "Home" || key === "End") group.at(key === "Home" ? 0 : -1).focus();
    else if (along) {
      const seen = paragraphs.filter(({ panel }) => panel?.checkVisibility());
      enter(seen[seen.indexOf(one) + along], sentence ? ".sentences" : ".deciding:last-child");
    } else if (sentence && (key === "Enter" || key === " ")) choose(one, Number(sentence));
    else if (key === "Escape" && chosen) {
      choose(...chosen);
      if (!element.isConnected) enter(one);
    } else if (id) sentence || chosen?.[0] === one ? giveSentence(one, Number(sentence ?? chosen[1]), id) : give(one, id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function here() {
    const article = document.activeElement.closest(".paragraph") ?? window.reading?.current();
    return paragraphs.find((one) => one.article === article) ?? paragraphs.find((one) => one.article.getBoundingClientRect().bottom > 120);
  }

  const isFree = (event) => window.reading?.free(event) ?? !(event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input"));

  main.addEventListener("click", ({ target }) => {
    const element = target.closest("[data-sentence], .deciding button");
    if (element && getSelection().isCollapsed) act(placeOf(element), element);
  });
  main.addEventListener("keydown", (event) => {
    const element = event.target.closest("[data-sentence], .deciding button");
    if (element && !event.ctrlKey && !event.metaKey && !event.altKey) onKey(event, placeOf(element), element);
  });
  main.addEventListener("focusin", ({ target }) => {
    for (const one of target.closest("[data-paragraph]") ? inGroup(target.parentElement) : []) one.tabIndex = one === target ? 0 : -1;
  });
  document.addEventListener("keydown", (event) => {
    const { key } = event;
    const acts = { w: () => right(here()), a: () => enter(here()), u: undo, s: save };
    if (isOn() && key === "z" && (event.ctrlKey || event.metaKey) && event.target !== nameInput) undo();
    else if (isFree(event) && key === "m") turn(!isOn());
    else if (isFree(event) && isOn() && Object.hasOwn(acts, key)) acts[key]();
    else return;
    event.preventDefault();
  });
  part("correct").addEventListener("click", () => turn(!isOn()));
  part("undo").addEventListener("click", undo);
  part("save").addEventListener("click", save);
  nameInput.addEventListener("input", () => warn("name", false)); // at once: where it goes on leaving, the button moves from under the mouse
  nameInput.addEventListener("change", () => storage("setItem", NAME, nameInput.value.trim()));

  // Another tab, another language, leaving

  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === NAME) nameInput.value = newValue ?? "";
    if (key === null) for (const number of decisions.keys()) keep(number); // all was cleared: nothing is lost while a page shows it
    const one = key?.startsWith(PREFIX) && paragraphs[key.slice(PREFIX.length)];
    if (one) take(one, newValue);
  });
  function take(one, written) {
    read(one, written);
    steps.splice(0, steps.length, ...steps.filter(([other]) => other !== one)); // undoing would take back what the other tab decided
    show(one);
    count();
  }
  // A browser may bring back, as it was left, a page that was not told what other tabs decided meanwhile.
  window.addEventListener("pageshow", ({ persisted }) => {
    for (const one of persisted ? paragraphs.filter(({ number }) => !unkept.has(number)) : []) {
      const written = storage("getItem", PREFIX + one.number)?.[0] ?? null;
      if (written !== (JSON.stringify(decisions.get(one.number)) ?? null)) take(one, written);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });
  document.addEventListener("language", () => paragraphs.forEach(show));

  nameInput.value = storage("getItem", NAME)?.[0] ?? "";
  for (const one of paragraphs) read(one, storage("getItem", PREFIX + one.number)?.[0] ?? null);
  paragraphs.forEach(show);
  count();
})();
