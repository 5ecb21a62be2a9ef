// The scores of a sentence for every category that it is evidence for: by pointing, by tapping, by moving to it with the keyboard.
const panel = byId("panel");
let asked = null;
let closing = 0;

function showPanel(mark) {
  clearTimeout(closing);
  if (mark === asked) return;
  hidePanel();
  asked = mark;
  mark.setAttribute("aria-describedby", "panel");
  panel.replaceChildren(...layersOf(mark).map(scoreLine));
  panel.hidden = false;
  if (!narrow.matches) put(mark);
}

function scoreLine({ tag, score, element }) {
  const line = document.createElement("div");
  line.className = `c-${tag}${element.classList.contains("weak") ? " faint" : ""}`;
  const name = document.createElement("b");
  name.textContent = `${categories.get(tag).mark} ${nameOf(tag)}`;
  const bar = document.createElement("i");
  bar.style.setProperty("--share", `${100 * score}%`);
  const value = document.createElement("span");
  value.textContent = ` ${score.toFixed(2)}`;
  line.append(name, bar, value);
  return line;
}

// Below the last line of the sentence, and never out of the window.
function put(mark) {
  const lines = [...mark.getClientRects()];
  const around = main.getBoundingClientRect();
  const line = lines.at(-1);
  const left = Math.min(line.left, window.innerWidth - panel.offsetWidth - 24) - around.left;
  const below = line.bottom + panel.offsetHeight + 8 < window.innerHeight;
  panel.style.left = `${Math.max(left, 0)}px`;
  panel.style.top = `${(below ? line.bottom + 4 : lines[0].top - panel.offsetHeight - 4) - around.top}px`;
}

function hidePanel() {
  clearTimeout(closing);
  asked?.removeAttribute("aria-describedby");
  asked = null;
  panel.hidden = true;
}

// A pointer may move onto the panel without losing it.
function hideSoon() {
  clearTimeout(closing);
  closing = setTimeout(hidePanel, 200);
}

const markOf = (event) => event.target.closest?.("mark[data-marks]:not([data-marks=''])");
main.addEventListener("pointerover", (event) => {
  const mark = markOf(event);
  if (mark) showPanel(mark);
  else if (event.target.closest("#panel")) clearTimeout(closing);
  else if (asked && document.activeElement !== asked) hideSoon();
});
main.addEventListener("pointerleave", () => {
  if (asked && document.activeElement !== asked) hideSoon();
});
main.addEventListener("focusin", (event) => {
  const mark = markOf(event);
  if (mark) showPanel(mark);
});
main.addEventListener("focusout", hideSoon);
main.addEventListener("click", (event) => {
  const mark = markOf(event);
  if (mark) showPanel(mark);
  else if (!event.target.closest("#panel")) hidePanel();
});

function goToMark(step) {
  const marks = stops().flatMap((one) => [...elementOf(one).querySelectorAll("p:not([hidden]) mark[tabindex='0']")]);
  if (!marks.length) return;
  const from = document.activeElement?.closest?.("mark") ?? elementOf(current());
  const at = marks.indexOf(from);
  const after = marks.findIndex((mark) => from.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING);
  const next = at >= 0 ? at + step : step > 0 ? after : (after < 0 ? marks.length : after) - 1;
  const mark = marks[(next + marks.length) % marks.length];
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ behavior: "instant", block: "nearest" });
  showPanel(mark);
}
