// Makes what already works without JavaScript smoother: menus close, focus moves with meaning,
// and a refused passkey is explained. Nothing here is needed to finish a task.
(function () {
  "use strict";

  document.documentElement.classList.add("has-script");

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // After a page with errors, or after htmx swaps a part in, focus goes to what is new.
  function focusNews(root) {
    var target = root.querySelector(".error-summary, [data-focus]");
    if (target) target.focus();
  }

  document.addEventListener("DOMContentLoaded", function () {
    focusNews(document);
  });
  document.addEventListener("htmx:after:swap", function (event) {
    focusNews(event.target);
  });

  // The passkey scripts report a refusal here; without this it would only reach the console.
  document.addEventListener("allauth.error", function (event) {
    var place = document.getElementById("passkey-error");
    if (!place) return;
    event.preventDefault();
    place.hidden = false;
    place.focus();
  });
})();
