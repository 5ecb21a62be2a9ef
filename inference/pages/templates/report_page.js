"use strict";
// Filter and search one report. Categories widen the choice (any of them), as do the parts; parts, review and search narrow it.
(() => {
  const paragraphs = [...document.querySelectorAll(".paragraph")].map((element) => ({
    element,
    body: element.querySelector("p"),
    text: element.querySelector("p").textContent.toLowerCase(),
    tags: element.dataset.tags.split(" "),
    part: element.dataset.part,
    review: "review" in element.dataset,
  }));
  const sections = [...document.querySelectorAll("main section")].reverse(); // inner ones first
  const buttons = [...document.querySelectorAll("[data-filter]")];
  const partButtons = [...document.querySelectorAll("[data-filter-part]")];
  const review = document.querySelector("[data-filter-review]");
  const search = document.getElementById("search");
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";

  function update() {
    const wanted = buttons.filter(pressed).map((button) => button.dataset.filter);
    const parts = partButtons.filter(pressed).map((button) => button.dataset.filterPart);
    const words = search.value.trim().toLowerCase();
    let shown = 0;
    for (const one of paragraphs) {
      const fits =
        (!wanted.length || one.tags.some((tag) => wanted.includes(tag))) &&
        (!parts.length || parts.includes(one.part)) &&
        (!pressed(review) || one.review) &&
        one.text.includes(words);
      one.element.hidden = !fits;
      shown += fits;
    }
    for (const section of sections) {
      section.hidden = !section.querySelector(".paragraph:not([hidden])");
    }
    for (const link of document.querySelectorAll(".contents a")) {
      link.parentElement.hidden = document.querySelector(link.hash).hidden;
    }
    document.getElementById("nothing").hidden = shown > 0;
    document.getElementById("shown").textContent = `${shown} / ${paragraphs.length} 段`;
    highlight(words);
  }

  function highlight(words) {
    if (!window.Highlight) return; // an older browser filters all the same
    const ranges = words ? paragraphs.filter((one) => !one.element.hidden).flatMap((one) => found(one, words)) : [];
    CSS.highlights.set("found", new Highlight(...ranges));
  }

  // A place found in the text may begin in one text node and end in another: sentences are elements of their own.
  function found({ body, text }, words) {
    const nodes = [];
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    for (let start = 0; walker.nextNode(); start += walker.currentNode.length) nodes.push({ node: walker.currentNode, start });
    const ranges = [];
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      const first = nodes.findLast(({ start }) => start <= at);
      const last = nodes.findLast(({ start }) => start < at + words.length);
      const range = new Range();
      range.setStart(first.node, at - first.start);
      range.setEnd(last.node, at + words.length - last.start);
      ranges.push(range);
    }
    return ranges;
  }

  for (const button of [...buttons, ...partButtons, review]) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(!pressed(button)));
      update();
    });
  }
  search.addEventListener("input", update);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      search.value = "";
      update();
    }
  });
  if (window.matchMedia("(max-width: 1000px)").matches) document.querySelector(".contents details")?.removeAttribute("open");
  update();
})();
