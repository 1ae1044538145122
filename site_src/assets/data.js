// A button that copies a programme or a citation. Without it the text can still be selected.
"use strict";

(() => {
  const words = document.documentElement.lang.startsWith("en")
    ? { copy: "Copy", copied: "Copied", select: "Selected: press Ctrl+C" }
    : { copy: "复制", copied: "已复制", select: "已选中，请按 Ctrl+C" };

  for (const box of document.querySelectorAll("[data-mz-copy]")) {
    const code = box.querySelector("code");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = words.copied;
      } catch {
        // Pages opened from a folder may not write to the clipboard.
        getSelection().selectAllChildren(code);
        button.textContent = words.select;
      }
      setTimeout(() => { button.textContent = words.copy; }, 2500);
    });
    box.append(button);
  }
})();
