// A long select is searched by what it says and by pinyin, in full or by initials. Without script it stays a select.
"use strict";

(() => {
  const { library, style, none } = document.currentScript.dataset;

  const equip = (select) => {
    const search = new window.TomSelect(select, {
      maxOptions: null,
      searchField: ["text", "pinyin"],
      allowEmptyOption: false,
      placeholder: select.querySelector('option[value=""]')?.textContent || "",
      render: {
        no_results: () => {
          const line = document.createElement("div");
          line.className = "no-results";
          line.textContent = none;
          return line;
        },
      },
    });
    select.setAttribute("aria-hidden", "true");
    // The summary of faults links to the select itself.
    select.addEventListener("focus", () => search.focus());
  };

  document.addEventListener("DOMContentLoaded", () => {
    const selects = [...document.querySelectorAll("select[data-search]")];
    if (!selects.length) return;
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style });
    // Before our own, which has the last word.
    document.head.querySelector("link[rel=stylesheet]").after(sheet);
    const script = Object.assign(document.createElement("script"), { src: library });
    script.addEventListener("load", () => selects.forEach(equip));
    document.head.append(script);
  });
})();
