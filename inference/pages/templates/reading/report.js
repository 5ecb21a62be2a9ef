// The report as the page holds it, and what all tools share.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const main = byId("text");
const narrow = window.matchMedia("(max-width: 760px)");
const english = () => root.lang === "en";
const said = (chinese, other) => (english() ? other : chinese);
const pressed = (button) => button.getAttribute("aria-pressed") === "true";
const press = (button, on) => button.setAttribute("aria-pressed", String(on));

// A sentence of evidence is a <mark> for its first category; each further one is a <span> in it.
const categoryOf = (element) => [...element.classList].find((name) => name.startsWith("c-")).slice(2);
function layersOf(mark) {
  return [mark, ...mark.querySelectorAll("[data-s]")].map((element) => ({ element, tag: categoryOf(element), score: Number(element.dataset.s) }));
}

// What is read of a paragraph: while it is corrected, its sentences stand in the place of its text.
const bodyOf = (one) => (one.body.hidden ? one.element.querySelector(".sentences") : one.body);

function folded(text) {
  const low = text.toLowerCase();
  return low.length === text.length ? low : text; // some letters have a longer small form, and places in the text would shift
}

const paragraphs = [...document.querySelectorAll("article.paragraph")].map((element, index) => {
  const body = element.querySelector("p");
  const tags = element.dataset.tags === "none" ? [] : element.dataset.tags.split(" ");
  const marks = [...body.querySelectorAll("mark")].map((mark) => ({ mark, layers: layersOf(mark) }));
  const chips = new Map([...element.querySelectorAll(".chip:not(.nearly)")].map((chip, place) => [tags[place], chip]));
  for (const [tag, chip] of chips) chip.dataset.tag = tag;
  const strength = new Map(
    tags.map((tag) => {
      const scores = marks.flatMap(({ layers }) => layers.filter((one) => one.tag === tag).map((one) => one.score));
      return [tag, scores.length ? Math.max(...scores) : Number(chips.get(tag).querySelector("small").textContent)];
    }),
  );
  return {
    element,
    index,
    number: index + 1,
    body,
    text: folded(body.textContent),
    length: body.textContent.length,
    tags,
    part: element.dataset.part,
    review: "review" in element.dataset,
    margin: element.querySelector(".margin"),
    marks,
    chips,
    strength,
    shown: true,
  };
});

// Categories by id: their mark, their colour's class, and their name in both languages, as the buttons of the filter say it.
const categories = new Map(
  [...document.querySelectorAll("[data-filter]")].map((button) => [
    button.dataset.filter,
    { button, mark: button.querySelector(".mark")?.textContent ?? "", name: button.querySelector("b") },
  ]),
);
const nameOf = (tag) => categories.get(tag).name.querySelector(english() ? ".en" : ".zh").textContent;

// In the margins only Chinese is written, for hundreds of names twice would make a heavy page.
function name(one) {
  for (const chip of one.margin.querySelectorAll(".chip")) chip.querySelector("b").textContent = nameOf(categoryOf(chip));
  if (one.part) one.margin.querySelector(".part").textContent = partName(one.part);
  one.place.setAttribute("aria-label", said(`第 ${one.number} 段`, `Paragraph ${one.number}`));
}
const partName = (part) => (part === "done" ? said("回顾", "Done") : said("部署", "Planned"));

for (const one of paragraphs) {
  one.place = document.createElement("a");
  one.place.className = "place";
  one.place.href = `#p${one.number}`;
  one.place.textContent = one.number;
  one.element.prepend(one.place);
  if (one.part) one.margin.append(Object.assign(document.createElement("span"), { className: "part" }));
  one.margin.append(byId("acts").content.cloneNode(true));
}

// The lines below the figures of the sections take their colours from the columns they stand in.
for (const row of document.querySelectorAll(".sections tbody tr")) {
  [...row.cells].slice(2).forEach((cell, column) => {
    const share = cell.querySelector("small");
    if (!share) return;
    cell.className = `c-${[...categories.keys()][column]}`;
    cell.style.setProperty("--share", share.textContent);
  });
}

// Say something that is seen for a moment and read out.
let fading = 0;
function say(chinese, other) {
  const toast = byId("toast");
  toast.textContent = said(chinese, other);
  toast.classList.add("seen");
  clearTimeout(fading);
  fading = setTimeout(() => {
    toast.classList.remove("seen");
    toast.textContent = "";
  }, 4000);
}

// The paragraph that keys act on: the one that was gone to, while it can be seen; else the first that can be seen.
let chosen = null;
const elementOf = (one) => (besideIsOpen() ? one.twin : one.element) ?? one.element;
const stops = () => (besideIsOpen() ? besideOrder() : paragraphs.filter((one) => one.shown));
const barBottom = () => byId("tools").getBoundingClientRect().bottom;

function inView(one) {
  const box = elementOf(one).getBoundingClientRect();
  return box.height > 0 && box.bottom > Math.max(barBottom(), 0) + 8 && box.top < window.innerHeight;
}

function current() {
  if (chosen?.shown && inView(chosen)) return chosen;
  const visible = stops();
  return visible.find(inView) ?? visible[0] ?? null;
}

function choose(one, { focus = true } = {}) {
  document.querySelector(".current")?.classList.remove("current");
  chosen = one;
  const element = elementOf(one);
  element.classList.add("current");
  if (focus) {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }
  bring(element);
  showPlace();
}

// What comes into the window is laid out only then and may push the rest on, so look again.
function bring(element, looks = 3) {
  element.scrollIntoView({ behavior: "instant", block: element.offsetHeight > window.innerHeight / 2 ? "start" : "nearest" });
  if (!looks) return;
  requestAnimationFrame(() => {
    const { top, bottom } = element.getBoundingClientRect();
    if (chosen && elementOf(chosen) === element && (bottom < barBottom() + 8 || top > window.innerHeight - 40)) bring(element, looks - 1);
  });
}

// How high a paragraph will be that is not laid out yet, so that the page is about as long as it will be.
function guessHeights() {
  const first = paragraphs.find((one) => one.element.offsetWidth);
  if (!first) return;
  const { fontSize, lineHeight } = getComputedStyle(first.body);
  const perLine = Math.max(Math.floor(first.body.offsetWidth / parseFloat(fontSize)), 8);
  const besideText = !narrow.matches;
  for (const one of paragraphs) {
    const text = Math.ceil((one.length + 2) / perLine) * parseFloat(lineHeight) + 17;
    const margin = 30 * one.margin.children.length + 16;
    one.element.style.setProperty("--guess", `${besideText ? Math.max(text, margin) : text + 48}px`);
  }
}

new ResizeObserver(() => {
  const sticky = getComputedStyle(byId("tools")).position === "sticky" ? byId("tools").offsetHeight : 0;
  root.style.setProperty("--bar-height", `${sticky}px`);
}).observe(byId("tools"));
