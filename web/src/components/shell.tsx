"use client";

import { LogOut, Menu, Monitor, Moon, Sun, UserRound } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { signOut } from "@/lib/api/client";
import { cn } from "@/lib/cn";
import { type Me, useSession } from "@/lib/session/session";
import { type Theme, chooseTheme, useTheme } from "@/lib/theme";
import { common } from "@/text/common";
import { Button } from "./ui/button";
import { Disclosure, entry } from "./ui/disclosure";

const { nav, theme: themes, product } = common;

/** The frame of every page. The room has one of its own: there, nothing should lead away. */
export function Shell({ children }: { children: React.ReactNode }) {
  const path = usePathname();
  if (path.startsWith("/interviews/room")) return <>{children}</>;
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-lg focus:bg-accent focus:px-4 focus:py-3 focus:text-on-accent"
      >
        {nav.skip}
      </a>
      <Header path={path} />
      <GuestBar path={path} />
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 py-8 outline-none sm:px-6">
        {children}
      </main>
    </>
  );
}

function Header({ path }: { path: string }) {
  const { me } = useSession();
  // Nothing until it is known who is here: what comes later would push the rest aside.
  const links = linksFor(me);
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-ground/95 backdrop-blur print:hidden">
      <div className="mx-auto flex h-16 w-full max-w-6xl items-center gap-2 px-4 sm:px-6">
        <Link href="/" className="mr-2 flex min-h-11 items-center gap-2 rounded-lg text-lg font-semibold">
          {/* eslint-disable-next-line @next/next/no-img-element -- a drawing of 300 bytes */}
          <img src="/icon.svg" alt="" width={28} height={28} />
          {product}
        </Link>
        <nav aria-label={nav.label} className="hidden flex-1 items-center gap-1 md:flex">
          {links.map(({ href, label }) => (
            <NavLink key={href} href={href} current={path.startsWith(href)}>
              {label}
            </NavLink>
          ))}
        </nav>
        <span className="flex-1 md:hidden" />
        {me !== undefined && <ThemeMenu />}
        {me === null && (
          <>
            <Button look="quiet" asChild>
              <Link href="/login/">{nav.signIn}</Link>
            </Button>
            <Button asChild className="hidden sm:inline-flex">
              <Link href="/register/">{nav.register}</Link>
            </Button>
          </>
        )}
        {me && <AccountMenu name={me.username} guest={me.guest} />}
        <PagesMenu links={links} />
      </div>
    </header>
  );
}

function linksFor(me: Me | null | undefined): { href: string; label: string }[] {
  if (me === undefined) return [];
  const guides = { href: "/resources/", label: nav.resources };
  if (me === null) return [guides];
  return [
    { href: "/interviews/", label: nav.interviews },
    { href: "/dashboard/", label: nav.dashboard },
    { href: "/history/", label: nav.history },
    guides,
    ...(me.role === "admin" ? [{ href: "/admin/", label: nav.admin }] : []),
  ];
}

function NavLink({ href, current, children }: { href: string; current: boolean; children: string }) {
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex min-h-11 items-center rounded-lg px-3 text-sm font-medium text-ink-soft hover:bg-sunken hover:text-ink",
        current && "bg-sunken text-ink",
      )}
    >
      {children}
    </Link>
  );
}

function PagesMenu({ links }: { links: { href: string; label: string }[] }) {
  return (
    <Disclosure label={nav.menu} face={<Menu aria-hidden className="size-5" />} className="md:hidden">
      {links.map(({ href, label }) => (
        <li key={href}>
          <Link href={href} className={entry}>
            {label}
          </Link>
        </li>
      ))}
    </Disclosure>
  );
}

function ThemeMenu() {
  const theme = useTheme();
  const kinds: { value: Theme; label: string; Icon: typeof Sun }[] = [
    { value: "light", label: themes.light, Icon: Sun },
    { value: "dark", label: themes.dark, Icon: Moon },
    { value: "system", label: themes.system, Icon: Monitor },
  ];
  const Shown = kinds.find((each) => each.value === theme)?.Icon ?? Monitor;
  return (
    <Disclosure label={themes.label} face={<Shown aria-hidden className="size-5" />}>
      {kinds.map(({ value, label, Icon }) => (
        <li key={value}>
          <button
            type="button"
            aria-pressed={theme === value}
            onClick={() => chooseTheme(value)}
            className={cn(entry, theme === value && "text-accent")}
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </button>
        </li>
      ))}
    </Disclosure>
  );
}

function AccountMenu({ name, guest }: { name: string; guest: boolean }) {
  const router = useRouter();
  const leave = (everywhere: boolean) => void signOut(everywhere).finally(() => router.push("/"));
  return (
    <Disclosure
      label={`${nav.account}: ${name}`}
      face={
        <>
          <UserRound aria-hidden className="size-5" />
          <span className="hidden max-w-32 truncate sm:inline">{guest ? "" : name}</span>
        </>
      }
    >
      <li>
        <Link href="/settings/" className={entry}>
          {nav.settings}
        </Link>
      </li>
      <li>
        <button type="button" className={entry} onClick={() => leave(false)}>
          <LogOut aria-hidden className="size-4" />
          {nav.signOut}
        </button>
      </li>
      <li>
        <button type="button" className={entry} onClick={() => leave(true)}>
          {nav.signOutEverywhere}
        </button>
      </li>
    </Disclosure>
  );
}

function GuestBar({ path }: { path: string }) {
  const { me } = useSession();
  if (!me?.guest || path.startsWith("/register")) return null;
  return (
    <p className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-accent-soft px-4 py-2 text-sm print:hidden">
      {common.guest}
      <Link href="/register/" className="py-1.5 font-medium text-accent underline">
        {common.keep}
      </Link>
    </p>
  );
}
