// A table that is wider than its frame can be scrolled by keyboard; one that fits is no stop on the way through the page.
"use strict";

(() => {
  const frames = document.querySelectorAll(".ledger-frame:not([role])");
  const mark = (frame) => {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  };
  const watch = new ResizeObserver((changes) => changes.forEach((change) => mark(change.target)));
  frames.forEach((frame) => watch.observe(frame));
})();
