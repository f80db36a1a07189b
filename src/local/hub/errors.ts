/** One entry of a 422's `errors`, as GitHub writes them. */
export type FieldError = {
  resource: string;
  field?: string;
  code: string;
  message?: string;
  value?: unknown;
};

const DOCS = "https://docs.github.com/rest";

/** A request that the hub refuses the way GitHub does: thrown by handlers, sent by the server. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: (FieldError | string)[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    more: { errors?: (FieldError | string)[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }

  body(): object {
    return {
      message: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
      documentation_url: DOCS,
      status: String(this.status),
    };
  }
}

export const notFound = (): Refusal => new Refusal(404, "Not Found");

export const badCredentials = (): Refusal => new Refusal(401, "Bad credentials");

export const validationFailed = (...errors: (FieldError | string)[]): Refusal =>
  new Refusal(422, "Validation Failed", { errors });

/** The App's token, or the job's, lacks the permission: GitHub names what would have been accepted in a header. */
export const notAccessible = (accepted = ""): Refusal =>
  new Refusal(403, "Resource not accessible by integration", {
    headers: accepted ? { "x-accepted-github-permissions": accepted } : {},
  });
