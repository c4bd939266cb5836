import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { cn } from "@/lib/cn";

const looks = {
  info: { ground: "bg-accent-soft text-ink", Icon: Info },
  good: { ground: "bg-good-soft text-good", Icon: CircleCheck },
  warn: { ground: "bg-warn-soft text-warn", Icon: TriangleAlert },
  bad: { ground: "bg-bad-soft text-bad", Icon: CircleAlert },
};

interface Props {
  look?: keyof typeof looks;
  title?: string;
  children?: React.ReactNode;
  className?: string;
  action?: React.ReactNode;
}

/** Something to know, said by colour, icon and words alike. What is bad is announced at once. */
export function Notice({ look = "info", title, children, className, action }: Props) {
  const { ground, Icon } = looks[look];
  return (
    <div
      role={look === "bad" ? "alert" : "status"}
      className={cn("flex items-start gap-3 rounded-lg p-4 text-sm leading-relaxed", ground, className)}
    >
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {action}
    </div>
  );
}
