// A form sends once, however often its button is clicked. `pageshow` opens it again after "back".
"use strict";

(() => {
  // A new log-in in another window changes the CSRF token: a page that was already open sends the current one.
  const renew = (form) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token && cookie) token.value = cookie[1];
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-submit-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    renew(form);
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-busy", "true"));
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    });
  });
})();
