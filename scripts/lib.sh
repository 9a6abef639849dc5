# Shared by the scripts of this folder; sourced, never run. It finds what the machine lacks, says what it does about
# it, and leaves no service running behind.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
redis_image="watertight-redis:local"

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
die() {
    printf 'error: %s\n' "$*" >&2
    exit 4
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or by a sudo that asks nothing.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 126
    fi
}

require_cargo() {
    have cargo || die "cargo is not on the PATH; fix: install Rust 1.95 or newer from https://rustup.rs"
    have cc || install_packages gcc libc6-dev || die "no C compiler; fix: apt-get install gcc libc6-dev"
}

# Installs Debian packages. A package's own service is kept from starting: policy-rc.d is how Debian says so. A file
# that was there before is left as it was.
install_packages() {
    have apt-get || return 1
    note "installing $* with apt-get"
    local policy=/usr/sbin/policy-rc.d ours=no status=0
    if [ ! -e "$policy" ]; then
        as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy" || return 1
        ours=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
        { as_root apt-get update >/dev/null 2>&1 &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null; } ||
        status=1
    [ "$ours" = no ] || as_root rm -f "$policy"
    return "$status"
}

redis_binary() { command -v redis-server || command -v valkey-server; }

# Makes sure that a Redis can be had: a given URL, a binary, or Debian's package.
require_redis() {
    if [ -n "${WATERTIGHT_REDIS_URL:-}" ]; then
        note "Redis: the one of WATERTIGHT_REDIS_URL"
    elif redis_binary >/dev/null; then
        note "Redis: $(redis_binary), a process of its own for each run"
    else
        # The server alone is in redis-server; redis-tools, its dependency, brings redis-cli and the benchmark.
        install_packages redis-server && redis_binary >/dev/null ||
            die "no redis-server and it could not be installed; fix: apt-get install redis-server, or set WATERTIGHT_REDIS_URL"
        note "Redis: $(redis_binary), installed now; its Debian service was not started"
    fi
}

# Makes sure that a Prometheus and its promtool can be had: the dashboard's queries and the alert rules are evaluated.
require_prometheus() {
    if have prometheus && have promtool; then
        note "Prometheus: $(command -v prometheus), a process of its own for each run"
    else
        install_packages prometheus && have prometheus && have promtool ||
            die "no prometheus or promtool and it could not be installed; fix: apt-get install prometheus"
        note "Prometheus: $(command -v prometheus), installed now; its Debian service was not started"
    fi
}

# Makes sure that wrk can be had, which asks over HTTP as fast as it gets answers.
require_wrk() {
    if have wrk; then
        note "wrk: $(command -v wrk)"
    else
        install_packages wrk && have wrk || die "no wrk and it could not be installed; fix: apt-get install wrk"
        note "wrk: $(command -v wrk), installed now"
    fi
}

docker_answers() { have docker && timeout 10 docker info >/dev/null 2>&1; }
