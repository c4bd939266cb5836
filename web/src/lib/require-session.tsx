"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { useSession } from "@/lib/session/session";
import { common } from "@/text/common";

/** What is for people with a sign-in: others are sent to sign in, and come back. */
export function RequireSession({ children }: { children: React.ReactNode }) {
  const { me } = useSession();
  const router = useRouter();
  const path = usePathname();
  const query = useSearchParams().toString();
  useEffect(() => {
    if (me === null) router.replace(`/login/?next=${encodeURIComponent(query ? `${path}?${query}` : path)}`);
  }, [me, path, query, router]);
  if (!me) return <p className="py-16 text-center text-ink-soft">{common.loading}</p>;
  return <>{children}</>;
}
