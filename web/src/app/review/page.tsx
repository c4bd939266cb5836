"use client";

import { useSearchParams } from "next/navigation";
import { Suspense } from "react";
import { Review } from "@/features/review";
import { RequireSession } from "@/lib/require-session";

function Asked() {
  return <Review id={useSearchParams().get("id") ?? ""} />;
}

export default function Page() {
  return (
    <Suspense>
      <RequireSession>
        <Asked />
      </RequireSession>
    </Suspense>
  );
}
