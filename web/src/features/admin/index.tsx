"use client";

import { useState } from "react";
import { PageTitle } from "@/components/page-title";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { useSession } from "@/lib/session/session";
import { admin } from "@/text/admin";
import { CatalogueSection } from "./catalogue";
import { PeopleSection } from "./people";
import { EnginesSection, TrailSection } from "./watch";

const sections = {
  people: PeopleSection,
  catalogue: CatalogueSection,
  trail: TrailSection,
  engines: EnginesSection,
};
type Name = keyof typeof sections;

export function Admin() {
  const { me } = useSession();
  const [shown, setShown] = useState<Name>("people");
  if (me?.role !== "admin")
    return (
      <>
        <PageTitle title={admin.title} />
        <Notice look="warn">{admin.only}</Notice>
      </>
    );
  const Shown = sections[shown];
  return (
    <>
      <PageTitle title={admin.title} lead={admin.lead} />
      <div role="group" aria-label={admin.title} className="mb-4 flex flex-wrap gap-2">
        {(Object.keys(sections) as Name[]).map((name) => (
          <Button
            key={name}
            look={name === shown ? "primary" : "secondary"}
            aria-pressed={name === shown}
            onClick={() => setShown(name)}
          >
            {admin.sections[name]}
          </Button>
        ))}
      </div>
      <Card>
        <Shown />
      </Card>
    </>
  );
}
