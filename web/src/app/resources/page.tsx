import type { Metadata } from "next";
import { Suspense } from "react";
import { Resources } from "@/features/resources";
import { text } from "@/text";

export const metadata: Metadata = { title: text.resources.title };

export default function Page() {
  return (
    <Suspense>
      <Resources />
    </Suspense>
  );
}
