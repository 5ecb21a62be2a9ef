// Everything by the keyboard: one key each, never while one writes, and not with Ctrl, Alt or Meta.
const dialog = byId("keys");
const single = byId("single-keys");
const KEYS_KEPT = "zhengbiao.single-keys";

function kept(value) {
  try {
    if (value !== undefined) localStorage.setItem(KEYS_KEPT, value);
    return localStorage.getItem(KEYS_KEPT);
  } catch {
    return null; // storage is switched off: the choice holds for this page
  }
}
single.checked = kept() !== "off";
single.addEventListener("change", () => kept(single.checked ? "on" : "off"));

function free(event) {
  const writes = event.target.closest?.("input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]");
  const held = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
  return single.checked && !writes && !held && !event.defaultPrevented && !document.querySelector("dialog[open]");
}

function stronger(step) {
  if (step > 0) strength.stepUp();
  else strength.stepDown();
  changed();
  say(`证据强度 ${byId("strength-shown").textContent}`, `Evidence ${byId("strength-shown").textContent}`);
}

const partButton = (part) => partButtons.find((button) => button.dataset.filterPart === part);
const acts = {
  j: () => move(1),
  k: () => move(-1),
  e: () => goToMark(1),
  E: () => goToMark(-1),
  r: () => toggle(reviewButton),
  d: () => toggle(partButton("done")),
  p: () => toggle(partButton("planned")),
  b: () => showBeside(!besideIsOpen()),
  "[": () => stronger(-1),
  "]": () => stronger(1),
  "/": () => {
    search.focus();
    search.select();
  },
  n: () => goToHit(1),
  N: () => goToHit(-1),
  c: () => copy(current()),
  x: clearAll,
  l: () => document.querySelector("[data-language]").click(),
  "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hidePanel();
  if (!free(event)) return;
  const numbered = /^\d$/.test(event.key);
  const act = numbered ? () => toggle(numberedButton(event.key)) : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

function numberedButton(key) {
  return key === "0" ? categories.get("none").button : [...categories.values()].find(({ mark }) => mark === key)?.button;
}

byId("help").addEventListener("click", () => dialog.showModal());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // outside of what it shows
});
for (const more of document.querySelectorAll("template[data-keys]")) byId("key-list").append(more.content.cloneNode(true));

window.reading = {
  current: () => current()?.element ?? null,
  corrects(on) {
    if (on && besideIsOpen()) showBeside(false);
    hidePanel();
    update();
  },
  said,
  say,
  free,
};

// language.js comes last and says in which language all begins.
let begun = false;
document.addEventListener("language", () => {
  hidePanel();
  paragraphs.forEach(name);
  update();
  if (!begun) takeAddress();
  begun = true;
});
