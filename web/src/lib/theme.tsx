"use client";

import { createContext, useCallback, useContext, useEffect, useState } from "react";

export type Theme = "light" | "dark" | "system";
const KEY = "ihr.theme";

const ThemeContext = createContext<{ theme: Theme; choose: (theme: Theme) => void }>({
  theme: "system",
  choose: () => undefined,
});

function apply(theme: Theme): void {
  const dark =
    theme === "dark" ||
    (theme === "system" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

export function ThemeProvider({ children }: { children: React.ReactNode }) {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => {
    const kept = window.localStorage.getItem(KEY);
    const known = kept === "light" || kept === "dark" ? kept : "system";
    setTheme(known);
    apply(known);
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    const follow = () => {
      if (!window.localStorage.getItem(KEY)) apply("system");
    };
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, []);
  const choose = useCallback((wanted: Theme) => {
    if (wanted === "system") window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, wanted);
    setTheme(wanted);
    apply(wanted);
  }, []);
  return <ThemeContext value={{ theme, choose }}>{children}</ThemeContext>;
}

export const useTheme = () => useContext(ThemeContext);
