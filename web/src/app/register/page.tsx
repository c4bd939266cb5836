import type { Metadata } from "next";
import { Suspense } from "react";
import { Register } from "@/features/auth";
import { auth } from "@/text/auth";

export const metadata: Metadata = { title: auth.register.title };

export default function Page() {
  return (
    <Suspense>
      <Register />
    </Suspense>
  );
}
