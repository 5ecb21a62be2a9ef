"use strict";
// Send a file, or what was pasted, and open the page that comes of it.
(() => {
  const form = document.getElementById("form");
  const drop = document.getElementById("drop");
  const file = document.getElementById("file");
  const text = document.getElementById("text");
  const state = document.getElementById("state");
  const button = form.querySelector("button");

  function say(chinese, english, wrong = false, detail = "") {
    state.className = wrong ? "state wrong" : "state";
    state.replaceChildren(...both(chinese, english));
    if (detail) {
      const small = document.createElement("small");
      small.lang = "en";
      small.textContent = detail;
      state.append(small);
    }
  }

  function both(chinese, english) {
    return [["zh", chinese], ["en", english]].map(([language, words]) => {
      const span = document.createElement("span");
      span.className = language;
      if (language === "en") span.lang = "en";
      span.textContent = words;
      return span;
    });
  }

  function meaning(line) {
    const phrase = Object.keys(MEANINGS).find((one) => line.includes(one));
    return phrase ? MEANINGS[phrase] : OTHERWISE;
  }

  async function send(name, body) {
    if (button.disabled) return; // one is being read, and its page opens when it is done
    if (!body.size) return say("没有内容：请选一个文件，或贴上文字。", "Nothing arrived: choose a file, or paste a text.", true);
    if (body.size > MOST) {
      const limit = Math.floor(MOST / 2 ** 20);
      return say(`文件大于 ${limit} MB，请改用 scripts/tag.py。`, `The file is larger than ${limit} MB: give it to scripts/tag.py.`, true);
    }
    button.disabled = file.disabled = true;
    say(`正在读：${name} …`, `Reading ${name} …`);
    try {
      if (await isThere(body)) await ask(name, body);
      else say("打不开：这是文件夹，或文件已改动、移走。请重新选一个文件。", "This cannot be opened: it is a folder, or was changed or moved. Choose a file again.", true);
    } catch {
      say("服务器没有回答，也许已经停了。请看它的窗口，再试一次。", "The server does not answer; it may have ended. Look at its window, then try again.", true);
    } finally {
      button.disabled = file.disabled = false;
      file.value = "";
    }
  }

  async function isThere(body) {
    try {
      await body.slice(0, 1).arrayBuffer();
      return true;
    } catch {
      return false;
    }
  }

  async function ask(name, body) {
    const answer = await fetch(`/read?name=${encodeURIComponent(name.toWellFormed?.() ?? name)}`, {
      method: "POST", headers: { "Content-Type": "application/octet-stream" }, body,
    });
    const said = await answer.json();
    if (!answer.ok) return say(meaning(said.error), "This was not read.", true, said.error);
    const href = `${said.href}?lang=${document.documentElement.lang === "en" ? "en" : "zh"}`;
    if (!said.skipped.length) return location.assign(href);
    say(
      `读了 ${said.reports} 篇、${said.paragraphs} 段；有 ${said.skipped.length} 处没有读：`,
      `${said.reports} reports, ${said.paragraphs} paragraphs were read; ${said.skipped.length} things were not:`,
    );
    const list = document.createElement("ul");
    for (const one of said.skipped) {
      const item = document.createElement("li");
      item.lang = "en";
      item.textContent = one;
      list.append(item);
    }
    const link = document.createElement("a");
    link.href = href;
    link.append(...both("打开阅读页", "Open the page"));
    state.append(list, link);
    link.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (file.files.length) send(file.files[0].name, file.files[0]);
    else send("text.txt", new Blob([text.value]));
  });
  file.addEventListener("change", () => file.files.length && send(file.files[0].name, file.files[0]));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind !== "drop") return;
      const [first, second] = event.dataTransfer.files;
      if (second) say("一次一份：请把多份文件打成 ZIP。", "One at a time: put several files into a ZIP.", true);
      else if (first) send(first.name, first);
    });
  }
})();
