// Before the first paint, so that a dark page doesn't flash white.
(() => {
  let kept = null;
  try {
    kept = localStorage.getItem("ihr.theme");
  } catch {
    // A browser that keeps nothing follows the system.
  }
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
