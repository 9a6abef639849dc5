# Short names for the scripts; nothing is defined here only.

default:
    @just --list

# The verdict on the reference, and the proof that the suite catches its known-bad twins
demo:
    ./scripts/demo

# Everything a change has to pass
test:
    ./scripts/test

# The quick loop
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# A local Redis container image where none can be pulled
redis-image:
    ./scripts/redis-image
