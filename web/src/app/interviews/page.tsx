import type { Metadata } from "next";
import { Suspense } from "react";
import { Setup } from "@/features/setup";
import { RequireSession } from "@/lib/require-session";
import { text } from "@/text";

export const metadata: Metadata = { title: text.setup.title };

export default function Page() {
  return (
    <Suspense>
      <RequireSession>
        <Setup />
      </RequireSession>
    </Suspense>
  );
}
