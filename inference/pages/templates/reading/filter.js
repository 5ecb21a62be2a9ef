// Which paragraphs are shown. Categories widen the choice (any of them), as do the parts; parts, review, words and strength narrow it.
// A tag whose strongest sentence is below the strength asked for counts as not there.
const buttons = [...document.querySelectorAll("[data-filter]")];
const partButtons = [...document.querySelectorAll("[data-filter-part]")];
const reviewButton = document.querySelector("[data-filter-review]");
const search = byId("search");
const strength = byId("strength");
const sections = [...document.querySelectorAll("#running section")].reverse(); // inner ones first
const contents = [...document.querySelectorAll(".contents a")].map((link) => ({ link, section: byId(link.hash.slice(1)) }));
const NO_CHOICE = { categories: [], parts: [], review: false, words: "", strength: 0 };

// The slider begins where the weakest evidence of this report lies: below, it would change nothing.
const weakest = Math.min(0.9, ...paragraphs.flatMap((one) => [...one.strength.values()]));
strength.min = String(Math.floor(weakest * 20) / 20);
strength.value = strength.min;

function choices() {
  return {
    categories: buttons.filter(pressed).map((button) => button.dataset.filter),
    parts: partButtons.filter(pressed).map((button) => button.dataset.filterPart),
    review: pressed(reviewButton),
    words: search.value.trim(),
    strength: strength.value === strength.min ? 0 : Number(strength.value),
  };
}

function setChoices({ categories: wanted, parts, review, words, strength: least }) {
  for (const button of buttons) press(button, wanted.includes(button.dataset.filter));
  for (const button of partButtons) press(button, parts.includes(button.dataset.filterPart));
  press(reviewButton, review);
  search.value = words;
  strength.value = String(least || strength.min);
}

function isNoChoice() {
  const { categories: wanted, parts, review, words, strength: least } = choices();
  return !(wanted.length || parts.length || review || words || least);
}

function update() {
  const { categories: wanted, parts, review, words, strength: least } = choices();
  const low = folded(words);
  weigh(least);
  let count = 0;
  for (const one of paragraphs) {
    const held = one.kept.length ? one.kept : ["none"];
    one.shown =
      (!wanted.length || held.some((tag) => wanted.includes(tag))) &&
      (!parts.length || parts.includes(one.part)) &&
      (!review || one.review) &&
      one.text.includes(low);
    if (one.element.hidden === one.shown) one.element.hidden = !one.shown;
    count += one.shown;
  }
  for (const section of sections) section.hidden = !section.querySelector(".paragraph:not([hidden])");
  for (const { link, section } of contents) link.parentElement.hidden = section.hidden;
  byId("nothing").hidden = count > 0;
  byId("clear").hidden = isNoChoice();
  tell(count, least);
  if (besideIsOpen()) fillBeside();
  findAll(low);
  paintStrip();
}

// Take away the tags, marks and chips of evidence that is too weak, and bring back what is strong enough.
let weighed = 0;
function weigh(least) {
  if (least === weighed && paragraphs[0]?.kept) return;
  weighed = least;
  for (const one of paragraphs) {
    one.kept = one.tags.filter((tag) => one.strength.get(tag) >= least);
    for (const [tag, chip] of one.chips) chip.hidden = !one.kept.includes(tag);
    one.element.classList.toggle("untagged", !one.kept.length);
    for (const { mark, layers } of one.marks) {
      for (const { element, score } of layers) element.classList.toggle("weak", score < least);
      const strong = layers.filter(({ score }) => score >= least);
      mark.dataset.marks = strong.map(({ tag }) => categories.get(tag).mark).join("·");
      mark.tabIndex = strong.length ? 0 : -1;
    }
  }
  for (const [tag, { button }] of categories) {
    const held = paragraphs.filter((one) => (tag === "none" ? !one.kept.length : one.kept.includes(tag)));
    button.querySelector(".count").textContent = held.length;
  }
}

function tell(count, least) {
  byId("shown").textContent = said(`${count} / ${paragraphs.length} 段`, `${count} / ${paragraphs.length} paragraphs`);
  byId("strength-shown").textContent = least ? `≥ ${least.toFixed(2)}` : said("全部", "all");
  strength.setAttribute("aria-valuetext", byId("strength-shown").textContent);
  byId("filtered").hidden = count === paragraphs.length;
  byId("filtered").textContent = said(
    `已筛选：只列出 ${paragraphs.length} 段中的 ${count} 段。`,
    `Filtered: ${count} of ${paragraphs.length} paragraphs.`,
  );
}

function changed() {
  update();
  writeAddress();
}

function toggle(button) {
  if (!button) return;
  press(button, !pressed(button));
  changed();
}

for (const button of [...buttons, ...partButtons, reviewButton]) button.addEventListener("click", () => toggle(button));
strength.addEventListener("input", changed);
search.addEventListener("input", changed);

function clearAll() {
  setChoices(NO_CHOICE);
  changed();
}
byId("clear").addEventListener("click", () => {
  clearAll();
  search.focus();
});

// A narrow window has no room for the filters and the contents: they open when asked for.
function fold() {
  if (window.matchMedia("print").matches) return; // a sheet of paper is narrow too
  byId("filters").open = !narrow.matches;
  for (const one of document.querySelectorAll(".compared:not(#sections)")) one.open = !narrow.matches;
}
narrow.addEventListener("change", fold);
fold();
guessHeights();
if (window.matchMedia("(max-width: 1000px)").matches) document.querySelector(".contents details")?.removeAttribute("open");
// On paper nothing can be opened.
let closed = [];
window.addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details.compared:not([open])")];
  for (const one of closed) one.open = true;
});
window.addEventListener("afterprint", () => {
  for (const one of closed) one.open = false;
});
