interface Props {
  title: string;
  lead?: string;
  children?: React.ReactNode;
}

export function PageTitle({ title, lead, children }: Props) {
  return (
    <div className="mb-8 flex flex-wrap items-end justify-between gap-4">
      <div className="max-w-2xl">
        <h1 className="text-2xl font-semibold sm:text-3xl">{title}</h1>
        {lead && <p className="mt-2 leading-relaxed text-ink-soft">{lead}</p>}
      </div>
      {children}
    </div>
  );
}
