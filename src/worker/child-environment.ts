/** Variables that say where a toolchain is. None of them holds a credential. */
const toolchain = [
  "PATH",
  "LD_LIBRARY_PATH",
  "JAVA_HOME",
  "GOROOT",
  "GOMODCACHE",
  "GOCACHE",
  "CARGO_HOME",
  "RUSTUP_HOME",
  "pythonLocation",
];

/**
 * The environment of whatever runs model-written code: built from an allow-list, so that a variable nobody thought of is not in it.
 * @param from the environment of the door
 * @param home a temporary directory
 */
export function childEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  home: string,
): Record<string, string> {
  const environment: Record<string, string> = { HOME: home, TMPDIR: home, LANG: "C.UTF-8", CI: "true" };
  for (const name of toolchain) {
    const value = from[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
