import type { Answer, Call } from "./router.ts";

/** One page of a list by `per_page` and `page`, with GitHub's `Link` header. */
export function paginate<Item>(
  call: Call,
  items: Item[],
  render: (item: Item) => unknown,
): Answer & { json: unknown[] } {
  const { size, page } = pageNumbers(call);
  const last = Math.max(1, Math.ceil(items.length / size));
  const links = [
    ...(page > 1 ? [link(call, 1, "first"), link(call, page - 1, "prev")] : []),
    ...(page < last ? [link(call, page + 1, "next"), link(call, last, "last")] : []),
  ];
  return {
    status: 200,
    json: items.slice((page - 1) * size, page * size).map(render),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}

/** The page that a call asks for: at most 100 items, 30 if it does not say. */
export function pageNumbers(call: Call): { size: number; page: number } {
  return {
    size: Math.min(100, positive(call.query.get("per_page"), 30)),
    page: positive(call.query.get("page"), 1),
  };
}

function link(call: Call, page: number, rel: string): string {
  const url = new URL(call.url);
  url.searchParams.set("page", String(page));
  return `<${url.href}>; rel="${rel}"`;
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}
