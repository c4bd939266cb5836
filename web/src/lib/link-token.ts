"use client";

import { useSyncExternalStore } from "react";

const LINK = /^#(reset|invitation)=(.+)$/;
let kept: { purpose: string; token: string } | null | undefined;

/** Read once and taken out of the address at once: it would stay in the history. */
function taken() {
  if (kept === undefined) {
    const [, purpose, token] = LINK.exec(window.location.hash) ?? [];
    kept = purpose && token ? { purpose, token } : null;
    if (kept) window.history.replaceState(window.history.state, "", window.location.pathname);
  }
  return kept;
}

const never = () => () => undefined;

/** The token of the link that led here, "" where there is none. */
export function useLinkToken(purpose: "reset" | "invitation"): string {
  const found = useSyncExternalStore(never, taken, () => null);
  return found?.purpose === purpose ? found.token : "";
}
