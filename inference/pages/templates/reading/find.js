// The hits of a search: painted, counted, and gone through one by one.
let hits = [];
let hit = -1;

// A hit may begin in one text node and end in another: sentences are elements of their own.
function nodesOf(body) {
  const nodes = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let start = 0; walker.nextNode(); start += walker.currentNode.length) nodes.push({ node: walker.currentNode, start });
  return nodes;
}

function hitsIn(one, words) {
  const found = [];
  if (!one.text.includes(words)) return found;
  const nodes = nodesOf(besideIsOpen() ? one.twin.querySelector("p") : bodyOf(one));
  let first = 0;
  for (let at = one.text.indexOf(words); at >= 0; at = one.text.indexOf(words, at + words.length)) {
    const end = at + words.length;
    while (first + 1 < nodes.length && nodes[first + 1].start <= at) first += 1;
    let last = first;
    while (last + 1 < nodes.length && nodes[last + 1].start < end) last += 1;
    const [startContainer, endContainer] = [nodes[first].node, nodes[last].node];
    // Not live: a browser looks through all live ranges, those of earlier searches too, at every change of the page.
    const range = new StaticRange({ startContainer, startOffset: at - nodes[first].start, endContainer, endOffset: end - nodes[last].start });
    found.push({ range, one });
  }
  return found;
}

function findAll(words) {
  hits = words ? stops().flatMap((one) => hitsIn(one, words)) : [];
  hit = -1;
  if (window.Highlight) {
    CSS.highlights.set("found", new Highlight(...hits.map(({ range }) => range)));
    CSS.highlights.delete("here");
  }
  tellHits();
}

function tellHits() {
  const at = hit < 0 ? "" : `${hit + 1} / `;
  byId("hits").textContent = search.value.trim() ? said(`${at}${hits.length} 处`, `${at}${hits.length} ${hits.length === 1 ? "hit" : "hits"}`) : "";
  byId("previous").disabled = byId("next").disabled = !hits.length;
}

function goToHit(step) {
  if (!hits.length) return;
  hit = hit < 0 ? firstHit(step) : (hit + step + hits.length) % hits.length;
  const { range: place, one } = hits[hit];
  const range = new Range();
  range.setStart(place.startContainer, place.startOffset);
  range.setEnd(place.endContainer, place.endOffset);
  if (window.Highlight) {
    const here = new Highlight(range);
    here.priority = 1;
    CSS.highlights.set("here", here);
  }
  choose(one, { focus: false });
  const box = range.getBoundingClientRect();
  const top = barBottom() + 24;
  if (box.top < top || box.bottom > window.innerHeight - 24) window.scrollBy({ top: box.top - window.innerHeight / 2, behavior: "instant" });
  tellHits();
}

// The first step leads to the first hit from where one reads, backwards to the last before it.
function firstHit(step) {
  const order = stops();
  const here = order.indexOf(current());
  const found = hits.findIndex(({ one }) => order.indexOf(one) >= here);
  if (step > 0) return Math.max(found, 0);
  return (found <= 0 ? hits.length : found) - 1;
}

byId("next").addEventListener("click", () => goToHit(1));
byId("previous").addEventListener("click", () => goToHit(-1));
search.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // Enter takes a Chinese word from the input method
  if (event.key === "Enter") {
    event.preventDefault();
    goToHit(event.shiftKey ? -1 : 1);
  } else if (event.key === "Escape") {
    search.value = "";
    changed();
    search.blur();
  }
});
