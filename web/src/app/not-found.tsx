import Link from "next/link";
import { common } from "@/text/common";

export default function NotFound() {
  return (
    <div className="py-16 text-center">
      <h1 className="text-2xl font-semibold">{common.notFound.title}</h1>
      <Link href="/" className="mt-6 inline-flex min-h-11 items-center text-accent underline">
        {common.notFound.back}
      </Link>
    </div>
  );
}
