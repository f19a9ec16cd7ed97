# Sourced by ./test: the outside judges that come from Debian. POSIX sh.
need_tools="chromium:chromium pdftoppm:poppler-utils pdftotext:poppler-utils xmllint:libxml2-utils openssl:openssl"
missing=""
for pair in $need_tools; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
if [ -n "$missing" ]; then
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing what the tests need from Debian:$missing" >&2
    apt-get update -qq >/dev/null 2>&1 || true
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 || true
  fi
  for pair in $need_tools; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || {
      echo "The tests need ${pair%%:*}, and it could not be installed. Install the package ${pair#*:} and run ./test again." >&2
      exit 1
    }
  done
fi
