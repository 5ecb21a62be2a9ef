// What was done to the left, what is planned to the right: the paragraphs that are shown, set side by side.
const besideButtons = [...document.querySelectorAll("[data-beside]")];
const besideBox = byId("beside");
const besideIsOpen = () => !besideBox.hidden;

function besideOrder() {
  const order = paragraphs.filter((one) => one.shown && one.twin);
  return order.sort((one, other) => (one.part === other.part ? one.index - other.index : one.part === "done" ? -1 : 1));
}

function showBeside(open) {
  if (!besideButtons.length) return;
  const at = current();
  besideBox.hidden = !open;
  byId("running").hidden = open;
  for (const button of besideButtons) press(button, open);
  document.body.classList.toggle("wide-text", open);
  if (!open) {
    besideBox.replaceChildren();
    for (const one of paragraphs) one.twin = null;
  }
  hidePanel();
  update();
  if (at?.shown && (!open || at.twin)) choose(at, { focus: false });
}

function fillBeside() {
  besideBox.replaceChildren(half("done"), half("planned"));
  const others = paragraphs.filter((one) => one.shown && !one.twin).length;
  if (others) {
    const note = document.createElement("p");
    note.className = "hint";
    note.textContent = said(`另有 ${others} 段不属回顾或部署，未列。`, `${others} more belong to neither part and are left out.`);
    besideBox.append(note);
  }
}

function half(part) {
  const own = paragraphs.filter((one) => one.part === part);
  const shown = own.filter((one) => one.shown);
  const box = document.createElement("div");
  box.className = "half";
  const heading = document.createElement("h2");
  const share = own.length ? Math.round((100 * shown.length) / own.length) : 0;
  heading.textContent = `${partName(part)} ${said(`${shown.length} / ${own.length} 段，${share}%`, `${shown.length} / ${own.length} paragraphs, ${share}%`)}`;
  for (const one of own) one.twin = one.shown ? twinOf(one) : null;
  box.append(heading, ...shown.map((one) => one.twin));
  return box;
}

function twinOf(one) {
  const twin = document.createElement("div");
  twin.className = "twin";
  const number = document.createElement("a");
  number.className = "number";
  number.href = `#p${one.number}`;
  number.textContent = one.number;
  number.addEventListener("click", (event) => {
    event.preventDefault();
    showBeside(false);
    choose(one);
  });
  const margin = document.createElement("div");
  margin.className = "margin";
  margin.append(number, ...[...one.margin.querySelectorAll(".chip, .review")].map((chip) => chip.cloneNode(true)));
  const body = one.body.cloneNode(true);
  body.hidden = false; // as it is while the report is corrected
  twin.append(body, margin);
  return twin;
}

for (const button of besideButtons) button.addEventListener("click", () => showBeside(!besideIsOpen()));
