/** What reading and writing the repository's git data asks for. */
export const CONTENTS_READ = { permission: "contents:read", role: "read" } as const;
export const CONTENTS_WRITE = { permission: "contents:write", role: "write" } as const;
