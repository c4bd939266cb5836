import type { Metadata } from "next";
import { Suspense } from "react";
import { History } from "@/features/history";
import { RequireSession } from "@/lib/require-session";
import { text } from "@/text";

export const metadata: Metadata = { title: text.history.title };

export default function Page() {
  return (
    <Suspense>
      <RequireSession>
        <History />
      </RequireSession>
    </Suspense>
  );
}
