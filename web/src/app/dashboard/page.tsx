import type { Metadata } from "next";
import { Suspense } from "react";
import { Dashboard } from "@/features/dashboard";
import { RequireSession } from "@/lib/require-session";
import { text } from "@/text";

export const metadata: Metadata = { title: text.dashboard.title };

export default function Page() {
  return (
    <Suspense>
      <RequireSession>
        <Dashboard />
      </RequireSession>
    </Suspense>
  );
}
