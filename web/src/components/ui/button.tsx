import { type VariantProps, cva } from "class-variance-authority";
import { Slot } from "@radix-ui/react-slot";
import { cn } from "@/lib/cn";

const styles = cva(
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 text-sm font-medium transition-colors disabled:opacity-50 select-none",
  {
    variants: {
      look: {
        primary: "bg-accent text-on-accent hover:bg-accent-strong",
        secondary: "border border-line-strong bg-surface text-ink hover:bg-sunken",
        quiet: "text-ink-soft hover:bg-sunken hover:text-ink",
        danger: "border border-bad bg-surface text-bad hover:bg-bad-soft",
      },
      size: { normal: "", large: "min-h-13 px-6 text-base", icon: "min-w-11 px-0" },
    },
    defaultVariants: { look: "primary", size: "normal" },
  },
);

type Props = React.ComponentProps<"button"> &
  VariantProps<typeof styles> & { asChild?: boolean; busy?: boolean };

/** A button says what it does; while it is `busy` it can't be pressed again. */
export function Button({ look, size, asChild, busy, className, disabled, ...rest }: Props) {
  const Element = asChild ? Slot : "button";
  return (
    <Element
      className={cn(styles({ look, size }), className)}
      aria-busy={busy || undefined}
      {...(asChild ? {} : { type: "button" as const, disabled: disabled || busy })}
      {...rest}
    />
  );
}
