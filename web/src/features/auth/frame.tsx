import { Card } from "@/components/ui/card";

/** The narrow card that the pages for signing in share. */
export function AuthFrame({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Card className="mx-auto mt-4 w-full max-w-md sm:mt-10 sm:p-8">
      <h1 className="mb-6 text-2xl font-semibold">{title}</h1>
      {children}
    </Card>
  );
}
