import type { Question } from "./realtime/state";

/** A table that belongs to the question. */
export function Exhibit({ exhibit }: { exhibit: NonNullable<Question["exhibit"]> }) {
  return (
    <figure className="mx-auto w-full max-w-2xl overflow-x-auto rounded-card border border-line bg-surface p-4">
      <figcaption className="mb-2 text-sm font-semibold">{exhibit.title}</figcaption>
      <table className="w-full text-left text-sm">
        <thead>
          <tr>
            {exhibit.columns.map((column) => (
              <th key={column} scope="col" className="border-b border-line px-2 py-1.5 font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {exhibit.rows.map((row) => (
            <tr key={row.join()}>
              {row.map((cell, index) => (
                <td key={index} className="border-b border-line px-2 py-1.5 tabular-nums">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {exhibit.note && <p className="mt-2 text-xs text-ink-soft">{exhibit.note}</p>}
    </figure>
  );
}
