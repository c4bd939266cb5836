interface Props {
  label: string;
  value: number;
  max: number;
}

/** How much of something there is. The browser's own element takes no colour of ours. */
export function Progress({ label, value, max }: Props) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
      className="h-2 w-full overflow-hidden rounded-full border border-line bg-sunken"
    >
      <div className="h-full bg-accent" style={{ width: `${max > 0 ? Math.min(100, (100 * value) / max) : 0}%` }} />
    </div>
  );
}
