import type { Metadata } from "next";
import { Suspense } from "react";
import { Register } from "@/features/auth";
import { text } from "@/text";

export const metadata: Metadata = { title: text.auth.register.title };

export default function Page() {
  return (
    <Suspense>
      <Register />
    </Suspense>
  );
}
