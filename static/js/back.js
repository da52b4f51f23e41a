// The way back to a list leads to the same conditions, order and page: each list remembers its last address.
"use strict";

(() => {
  const key = (path) => `list:${path}`;
  if (document.getElementById("listing")) sessionStorage.setItem(key(location.pathname), location.search);
  document.querySelectorAll("a[data-back]").forEach((link) => {
    const search = sessionStorage.getItem(key(link.pathname));
    if (search && !link.search) link.search = search;
  });
})();
