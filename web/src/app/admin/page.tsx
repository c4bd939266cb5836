import type { Metadata } from "next";
import { Suspense } from "react";
import { Admin } from "@/features/admin";
import { RequireSession } from "@/lib/require-session";
import { admin } from "@/text/admin";

export const metadata: Metadata = { title: admin.title };

export default function Page() {
  return (
    <Suspense>
      <RequireSession>
        <Admin />
      </RequireSession>
    </Suspense>
  );
}
