// The whole report along the edge of the window: one mark a paragraph, as high as it is long, in the colours of its tags.
const strip = byId("strip");
const pieces = paragraphs.map((one) => {
  const piece = document.createElement("i");
  piece.style.flexGrow = one.length;
  piece.dataset.number = one.number;
  for (const tag of one.tags) {
    const colour = document.createElement("b");
    colour.className = `c-${tag}`;
    piece.append(colour);
  }
  strip.append(piece);
  return piece;
});
const here = document.createElement("u");
strip.append(here);

function paintStrip() {
  for (const one of paragraphs) {
    const piece = pieces[one.index];
    piece.classList.toggle("out", !one.shown);
    if (one.kept.length !== one.tags.length || piece.dataset.weighed) {
      piece.dataset.weighed = "1";
      [...piece.children].forEach((colour, place) => (colour.hidden = !one.kept.includes(one.tags[place])));
    }
  }
  showPlace();
}

let asking = 0;
function showPlace() {
  cancelAnimationFrame(asking);
  asking = requestAnimationFrame(() => {
    const visible = stops().filter(inView);
    const now = chosen && visible.includes(chosen) ? chosen : visible[0];
    here.hidden = !visible.length;
    if (!now) return;
    const ends = visible.map((one) => pieces[one.index]);
    const top = Math.min(...ends.map((piece) => piece.offsetTop));
    here.style.top = `${top}px`;
    here.style.height = `${Math.max(...ends.map((piece) => piece.offsetTop + piece.offsetHeight)) - top}px`;
    strip.setAttribute("aria-valuenow", now.number);
    const tags = now.kept.map(nameOf).join(said("、", ", ")) || said("未标", "no tag");
    strip.setAttribute("aria-valuetext", said(`第 ${now.number} 段，${tags}`, `paragraph ${now.number}, ${tags}`));
  });
}

strip.addEventListener("click", (event) => {
  const piece = event.target.closest("[data-number]") ?? nearestPiece(event.clientY);
  if (piece) goTo(`p${piece.dataset.number}`);
});

function nearestPiece(y) {
  return pieces.find((piece) => piece.getBoundingClientRect().bottom >= y) ?? pieces.at(-1);
}

strip.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
  const step = steps[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  move(step, { focus: false });
});

window.addEventListener("scroll", showPlace, { passive: true });
window.addEventListener("resize", showPlace, { passive: true });

// Go on by so many of the paragraphs that are shown.
function move(step, how) {
  const order = stops();
  if (!order.length) return;
  const now = current();
  const started = chosen === now || step < 0 ? step : step - 1; // the first press takes the paragraph in view
  choose(order[Math.min(Math.max(order.indexOf(now) + started, 0), order.length - 1)], how);
}
