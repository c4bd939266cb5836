// Before the first paint, so that a dark page doesn't flash white and a still one doesn't move.
(() => {
  let kept = null;
  let motion = null;
  try {
    kept = localStorage.getItem("ihr.theme");
    motion = localStorage.getItem("ihr.motion");
  } catch {
    // A browser that keeps nothing follows the system.
  }
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  if (motion === "less") document.documentElement.dataset.motion = "none";
})();
