"use strict";
// Show a page in Chinese or English, as it was left, and let its links say so: some browsers keep what is stored for one file alone.
(() => {
  const root = document.documentElement;
  const KEY = "zhengbiao.language";
  const asked = new URLSearchParams(location.search).get("lang");
  const names = ["title", "aria-label", "placeholder", "label", "content"];

  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off: the link alone carries the language
    }
  }

  function keep(language) {
    try {
      localStorage.setItem(KEY, language);
    } catch {
      return;
    }
  }

  function show(language) {
    const english = language === "en";
    root.lang = english ? "en" : "zh-Hans";
    for (const name of names) {
      for (const element of document.querySelectorAll(`[data-en-${name}]`)) {
        const other = element.getAttribute(`data-zh-${name}`) ?? element.getAttribute(name);
        element.setAttribute(`data-zh-${name}`, other);
        element.setAttribute(name, english ? element.getAttribute(`data-en-${name}`) : other);
      }
    }
    const title = document.querySelector("title");
    if (title.dataset.en) {
      title.dataset.zh ??= title.textContent;
      title.textContent = english ? title.dataset.en : title.dataset.zh;
    }
    for (const link of document.querySelectorAll("a[href]")) {
      const [, path, , hash] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(link.getAttribute("href"));
      if (path && !/^[a-z]+:/i.test(path)) link.setAttribute("href", `${path}?lang=${english ? "en" : "zh"}${hash ?? ""}`);
    }
    document.dispatchEvent(new CustomEvent("language", { detail: language }));
  }

  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      const language = root.lang === "en" ? "zh" : "en";
      keep(language);
      if (asked) history.replaceState(null, "", `?lang=${language}${location.hash}`);
      show(language);
    });
  }
  const language = asked ?? stored() ?? "zh";
  if (asked) keep(language);
  show(language === "en" ? "en" : "zh");
})();
