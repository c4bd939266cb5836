"use client";

import { useSyncExternalStore } from "react";

export type Motion = "system" | "less";
const KEY = "ihr.motion";
const listeners = new Set<() => void>();

const chosen = (): Motion => (window.localStorage.getItem(KEY) === "less" ? "less" : "system");
const system = () => window.matchMedia("(prefers-reduced-motion: reduce)");

function subscribe(listener: () => void): () => void {
  const media = system();
  listeners.add(listener);
  media.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener("change", listener);
  };
}

export function chooseMotion(motion: Motion): void {
  if (motion === "system") {
    window.localStorage.removeItem(KEY);
    delete document.documentElement.dataset.motion;
  } else {
    window.localStorage.setItem(KEY, motion);
    document.documentElement.dataset.motion = "none";
  }
  listeners.forEach((listener) => listener());
}

/** What was chosen; /theme.js applies it before the first paint. */
export const useMotion = (): Motion => useSyncExternalStore(subscribe, chosen, () => "system");

/** Whether nothing shall move by itself: chosen here, or in the system. */
export const useStillness = (): boolean =>
  useSyncExternalStore(subscribe, () => chosen() === "less" || system().matches, () => false);
