# Installs what is missing; sourced by the scripts of this folder, not run.

# Installs packages by apt, as root or through sudo; says what to do elsewhere.
install_packages() {
  (($#)) || return 0
  local as=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || {
      echo "missing: $*; install them as root, then run this again" >&2
      exit 1
    }
    as=(sudo)
  fi
  command -v apt-get >/dev/null || {
    echo "missing: $*; install them with your system's package manager, then run this again" >&2
    exit 1
  }
  echo "installing $*" >&2
  "${as[@]}" apt-get update -qq
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

has_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    if command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

has_japanese_font() {
  command -v fc-list >/dev/null && [[ -n $(fc-list :lang=ja family | head -n 1) ]]
}

# What an audit needs: a compiler, Chromium, and fonts for Japanese.
prepare() {
  local missing=("$@")
  # A proxy of rustup without a toolchain counts as missing.
  cargo --version >/dev/null 2>&1 || {
    echo "missing: Rust 1.95 or later; install it with rustup, then run this again" >&2
    exit 1
  }
  command -v cc >/dev/null || missing+=(build-essential)
  has_browser || missing+=(chromium)
  has_japanese_font || missing+=(fontconfig fonts-noto-cjk)
  install_packages "${missing[@]}"
}
