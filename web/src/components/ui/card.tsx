import { cn } from "@/lib/cn";

export function Card({ className, ...rest }: React.ComponentProps<"section">) {
  return (
    <section
      className={cn("rounded-card border border-line bg-surface p-5 sm:p-6", className)}
      {...rest}
    />
  );
}
