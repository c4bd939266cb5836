import type { Metadata } from "next";
import { Suspense } from "react";
import { SignIn } from "@/features/auth";
import { auth } from "@/text/auth";

export const metadata: Metadata = { title: auth.signIn.title };

export default function Page() {
  return (
    <Suspense>
      <SignIn />
    </Suspense>
  );
}
