"use client";

import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { get, onSignInChange, restore } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Me = components["schemas"]["UserView"];

interface Session {
  /** undefined while it isn't known yet, null where nobody is signed in. */
  me: Me | null | undefined;
  reload: () => Promise<void>;
}

const SessionContext = createContext<Session>({ me: undefined, reload: async () => undefined });

export function SessionProvider({ children }: { children: React.ReactNode }) {
  const [me, setMe] = useState<Me | null | undefined>(undefined);
  const reload = useCallback(async () => {
    try {
      setMe((await restore()) ? await get<Me>("/auth/me") : null);
    } catch {
      setMe(null);
    }
  }, []);
  useEffect(() => {
    void reload();
    return onSignInChange((signedIn) => (signedIn ? void reload() : setMe(null)));
  }, [reload]);
  const session = useMemo(() => ({ me, reload }), [me, reload]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

export const useSession = () => useContext(SessionContext);
