"use client";

import { useDeferredValue, useState } from "react";
import useSWRInfinite from "swr/infinite";
import useSWR from "swr";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { get, patch, post } from "@/lib/api/client";
import { common } from "@/text/common";
import { admin } from "@/text/admin";
import { type Link, type People, type Person, attempt } from "./data";

const words = admin.people;

export function PeopleSection() {
  const [search, setSearch] = useState("");
  const asked = useDeferredValue(search.trim());
  const { data, mutate, size, setSize } = useSWRInfinite<People>(
    (index, before: People | null) =>
      before && !before.next ? null : ["people", asked, index ? (before?.next ?? "") : ""],
    ([, q, cursor]: [string, string, string]) =>
      get<People>("/admin/users", { ...(q ? { search: q } : {}), ...(cursor ? { cursor } : {}) }),
  );
  const { data: options } = useSWR("/auth/options", (url: string) => get<{ registration: string }>(url));
  const [link, setLink] = useState("");
  const [problem, setProblem] = useState("");
  const people = data?.flatMap((page) => page.items) ?? [];

  async function act(work: () => Promise<unknown>) {
    setProblem(await attempt(work));
    await mutate();
  }

  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={words.find} className="min-w-56 flex-1">
          {(props) => (
            <Input {...props} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
          )}
        </Field>
        {options?.registration === "invitation" && (
          <Button
            look="secondary"
            onClick={() => void act(async () => setLink((await post<Link>("/admin/invitations")).link))}
          >
            {words.invite}
          </Button>
        )}
      </div>
      {problem && <Notice look="bad">{problem}</Notice>}
      {link && <OneLink link={link} />}
      {data && people.length === 0 && <Notice>{words.none}</Notice>}
      {people.length > 0 && (
        <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={admin.sections.people}>
          <table className="w-full min-w-2xl text-left text-sm">
            <thead className="text-ink-soft">
              <tr>
                {[words.name, words.email, words.role, words.since, words.actions].map((each) => (
                  <th key={each} scope="col" className="py-2 pr-4 font-normal">
                    {each}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <Row key={person.id} person={person} act={act} onLink={setLink} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data?.at(-1)?.next && (
        <Button look="secondary" className="self-center" onClick={() => void setSize(size + 1)}>
          {words.more}
        </Button>
      )}
    </div>
  );
}

interface RowProps {
  person: Person;
  act: (work: () => Promise<unknown>) => Promise<void>;
  onLink: (link: string) => void;
}

function Row({ person, act, onLink }: RowProps) {
  const { id, username, email, role, disabled_at } = person;
  const change = (values: object) => void act(() => patch(`/admin/users/${id}`, values));
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-2 pr-4 font-medium">
        {username}
        {disabled_at && <span className="ml-2 text-bad">{words.disabled}</span>}
      </th>
      <td className="py-2 pr-4">{email}</td>
      <td className="py-2 pr-4">{role}</td>
      <td className="py-2 pr-4 whitespace-nowrap">{new Date(person.created_at).toLocaleDateString()}</td>
      <td className="flex flex-wrap gap-1 py-1">
        {disabled_at ? (
          <Button look="quiet" onClick={() => change({ disabled: false })}>
            {words.enable}
          </Button>
        ) : (
          <Confirm
            trigger={<Button look="quiet">{words.disable}</Button>}
            title={words.disableTitle(username)}
            confirm={words.disable}
            cancel={common.cancel}
            danger
            onConfirm={() => change({ disabled: true })}
          >
            {words.disableBody}
          </Confirm>
        )}
        <Button look="quiet" onClick={() => change({ role: role === "admin" ? "user" : "admin" })}>
          {role === "admin" ? words.demote : words.promote}
        </Button>
        <Button
          look="quiet"
          onClick={() =>
            void act(async () => onLink((await post<Link>(`/admin/users/${id}/reset-link`)).link))
          }
        >
          {words.reset}
        </Button>
      </td>
    </tr>
  );
}

function OneLink({ link }: { link: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Notice
      look="good"
      title={copied ? words.copied : words.link}
      action={
        <Button
          look="secondary"
          onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}
        >
          {words.copy}
        </Button>
      }
    >
      <code className="break-all">{link}</code>
    </Notice>
  );
}
