import type { Metadata } from "next";
import { Suspense } from "react";
import { SignIn } from "@/features/auth";
import { text } from "@/text";

export const metadata: Metadata = { title: text.auth.signIn.title };

export default function Page() {
  return (
    <Suspense>
      <SignIn />
    </Suspense>
  );
}
