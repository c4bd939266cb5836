"use client";

import { createContext, useContext, useEffect, useMemo } from "react";
import useSWR from "swr";
import { get, onSignInChange, restore } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Me = components["schemas"]["UserView"];

interface Session {
  /** undefined while it isn't known yet, null where nobody is signed in. */
  me: Me | null | undefined;
  reload: () => Promise<unknown>;
}

const SessionContext = createContext<Session>({ me: undefined, reload: async () => undefined });

async function whoAmI(): Promise<Me | null> {
  try {
    return (await restore()) ? await get<Me>("/auth/me") : null;
  } catch {
    return null;
  }
}

export function SessionProvider({ children }: { children: React.ReactNode }) {
  const { data: me, mutate } = useSWR("who-am-i", whoAmI, { revalidateOnFocus: false });
  useEffect(
    () => onSignInChange((signedIn) => void (signedIn ? mutate() : mutate(null, false))),
    [mutate],
  );
  const session = useMemo(() => ({ me, reload: () => mutate() }), [me, mutate]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

export const useSession = () => useContext(SessionContext);
