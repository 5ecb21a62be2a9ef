"use strict";
// Search the overview, and sort it by a column: numbers as numbers, the rest in the order of the Chinese dictionary.
(() => {
  const body = document.querySelector("#reports tbody");
  const rows = [...body.rows];
  const heads = [...document.querySelectorAll("#reports th")];

  document.getElementById("search").addEventListener("input", (event) => {
    const words = event.target.value.trim().toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = [...row.cells].slice(0, 3).map((cell) => cell.textContent.toLowerCase()).join(" ");
      row.hidden = !words.every((word) => text.includes(word));
    }
  });

  for (const head of heads) {
    head.querySelector("button")?.addEventListener("click", () => {
      const order = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", order);
      const value = (row) => row.cells[head.cellIndex].textContent.trim();
      const compare = (a, b) => value(a).localeCompare(value(b), "zh-Hans-CN", { numeric: true });
      body.append(...rows.sort((a, b) => (order === "ascending" ? compare(a, b) : compare(b, a))));
    });
  }
})();
