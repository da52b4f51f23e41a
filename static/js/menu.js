// The menu on a phone and every <details data-menu>: one open at a time, closed by Escape or a click elsewhere.
"use strict";

(() => {
  const menu = document.getElementById("menu");
  const openers = document.querySelectorAll("[data-menu-open]");

  // A long menu opens where its page stands.
  const current = menu && menu.querySelector("[aria-current]");
  if (current && current.offsetTop + current.offsetHeight > menu.clientHeight) {
    menu.scrollTop = current.offsetTop - menu.clientHeight / 2;
  }

  const show = (open) => {
    document.body.classList.toggle("menu-open", open);
    openers.forEach((opener) => opener.setAttribute("aria-expanded", String(open)));
    const target = open ? menu.querySelector("a") : openers[0];
    if (target) target.focus();
  };

  openers.forEach((opener) => {
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", "menu");
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      show(true);
    });
  });
  document.querySelectorAll("[data-menu-close]").forEach((closer) => {
    closer.addEventListener("click", (event) => {
      event.preventDefault();
      show(false);
    });
  });

  const closeAll = (except) => {
    document.querySelectorAll("details[data-menu][open]").forEach((details) => {
      if (details !== except) details.open = false;
    });
  };
  document.addEventListener("click", (event) => {
    closeAll(event.target.closest("details[data-menu]"));
    if (document.body.classList.contains("menu-open") && !event.target.closest("#menu, [data-menu-open]")) show(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.body.classList.contains("menu-open")) show(false);
    const open = document.querySelector("details[data-menu][open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
})();
