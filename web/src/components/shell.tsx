"use client";

import { LogOut, Menu, Monitor, Moon, Sun, UserRound } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { signOut } from "@/lib/api/client";
import { cn } from "@/lib/cn";
import { useSession } from "@/lib/session/session";
import { type Theme, chooseTheme, useTheme } from "@/lib/theme";
import { text } from "@/text";
import { Button } from "./ui/button";

const { nav, theme: themes, product } = text.common;

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
  const links = me
    ? [
        { href: "/interviews/", label: nav.interviews },
        { href: "/dashboard/", label: nav.dashboard },
        { href: "/history/", label: nav.history },
        { href: "/resources/", label: nav.resources },
        ...(me.role === "admin" ? [{ href: "/admin/", label: nav.admin }] : []),
      ]
    : [{ href: "/resources/", label: nav.resources }];
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-ground/95 backdrop-blur">
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
        <ThemeMenu />
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

const menu = "z-40 min-w-52 rounded-lg border border-line bg-surface p-1.5 shadow-lg";
const entry =
  "flex min-h-11 cursor-pointer items-center gap-3 rounded-md px-3 text-sm outline-none data-highlighted:bg-sunken";

function PagesMenu({ links }: { links: { href: string; label: string }[] }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button look="quiet" size="icon" className="md:hidden" aria-label={nav.menu}>
          <Menu aria-hidden className="size-5" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu} align="end" sideOffset={6}>
          {links.map(({ href, label }) => (
            <DropdownMenu.Item key={href} asChild className={entry}>
              <Link href={href}>{label}</Link>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
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
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button look="quiet" size="icon" aria-label={themes.label}>
          <Shown aria-hidden className="size-5" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu} align="end" sideOffset={6}>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => chooseTheme(value as Theme)}>
            {kinds.map(({ value, label, Icon }) => (
              <DropdownMenu.RadioItem
                key={value}
                value={value}
                className={cn(entry, "data-[state=checked]:text-accent")}
              >
                <Icon aria-hidden className="size-4" />
                {label}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function AccountMenu({ name, guest }: { name: string; guest: boolean }) {
  const router = useRouter();
  const leave = (everywhere: boolean) => void signOut(everywhere).finally(() => router.push("/"));
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button look="quiet" aria-label={`${nav.account}: ${name}`}>
          <UserRound aria-hidden className="size-5" />
          <span className="hidden max-w-32 truncate sm:inline">{guest ? "" : name}</span>
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu} align="end" sideOffset={6}>
          <DropdownMenu.Item asChild className={entry}>
            <Link href="/settings/">{nav.settings}</Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={entry} onSelect={() => leave(false)}>
            <LogOut aria-hidden className="size-4" />
            {nav.signOut}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={entry} onSelect={() => leave(true)}>
            {nav.signOutEverywhere}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function GuestBar({ path }: { path: string }) {
  const { me } = useSession();
  if (!me?.guest || path.startsWith("/register")) return null;
  return (
    <p className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-accent-soft px-4 py-2 text-sm">
      {text.common.guest}
      <Link href="/register/" className="py-1.5 font-medium text-accent underline">
        {text.common.keep}
      </Link>
    </p>
  );
}
