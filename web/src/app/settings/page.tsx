import type { Metadata } from "next";
import { Suspense } from "react";
import { Settings } from "@/features/settings";
import { RequireSession } from "@/lib/require-session";
import { text } from "@/text";

export const metadata: Metadata = { title: text.settings.title };

export default function Page() {
  return (
    <Suspense>
      <RequireSession>
        <Settings />
      </RequireSession>
    </Suspense>
  );
}
