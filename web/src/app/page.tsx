import { Home } from "@/features/home";

export default function Page() {
  return <Home />;
}
