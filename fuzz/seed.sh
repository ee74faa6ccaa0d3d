#!/usr/bin/env bash
# Fills fuzz/corpus from the recordings in tests/vectors. A target's first bytes choose what is
# done with the others; see the targets.
set -euo pipefail
cd "$(dirname "$0")"
recorded=../tests/vectors

# seed TARGET NAME PREFIX FILE...: the prefix in printf's escapes, then the files, as one input
seed() {
    local target=$1 name=$2 prefix=$3
    shift 3
    mkdir -p "corpus/$target"
    { printf "$prefix"; cat "$@" </dev/null; } >"corpus/$target/seed-$name"
}

for segment in "$recorded"/segments/*/*.kafka; do
    name=$(basename "$(dirname "$segment")")-$(basename "$segment" .kafka)
    # What is read: choice, limits, place; deep and shallow, failing and skipping.
    seed message_set "$name-deep" '\0\0\x1f\1' "$segment"
    seed message_set "$name-shallow" '\0\2\x1f\2' "$segment"
    seed message_set "$name-skip" '\0\4\x1f\3' "$segment"
    # Read, recovered, and recovered behind another segment.
    seed segments "$name" '\0' "$segment"
    seed segments "$name-recovered" '\2' "$segment"
    seed segments "$name-second" '\3' "$segment"
done
# What is built: codecs, then payloads with a length in front.
for codecs in '\0' '\1' '\2' '\x09' '\x80' '\x86'; do
    seed message_set "build-${codecs#?}" "\\1$codecs"'\3one\0\4four\x10eeeeeeeeeeeeeeee'
done

for request in "$recorded"/{client,raw}/*.request.bin; do
    [ -s "$request" ] || continue
    name=$(basename "$request" .request.bin)
    seed protocol "request-$name" '\0' "$request"
    seed broker "$name" '' "$request"
    case $name in
    fetch-*) seed protocol "typed-$name" '\5' "$request" ;;
    multifetch-*) seed protocol "typed-$name" '\6' "$request" ;;
    multiproduce-*) seed protocol "typed-$name" '\7' "$request" ;;
    offsets-*) seed protocol "typed-$name" '\x08' "$request" ;;
    produce-*) seed protocol "typed-$name" '\4' "$request" ;;
    esac
done
for response in "$recorded"/{client,raw}/*.response.bin; do
    [ -s "$response" ] || continue
    name=$(basename "$response" .response.bin)
    case $name in
    fetch-*) kind='\1' call='\0' ;;
    multifetch-*) kind='\2' call='\1' ;;
    offsets-*) kind='\3' call='\2' ;;
    *) continue ;;
    esac
    seed protocol "response-$name" "$kind" "$response"
    seed client "$name" "$call"'\x20' "$response"
done
seed protocol topic '\x0bweb-logs'
seed protocol code '\x09\xff\xff\0\1'

seed derive tree '\0\3\0\6\2\0\2\0\1\0\0'
seed derive tree-rest '\0\1\4\0\0'
seed derive nothings '\1\0\0\0\2\0\0\0\0\0\0\0\1\1x\1\2\0\1\0\0\0\0\0\0\0\7'
seed derive when '\2WH\2\2no\1\1\0\1\0\2\0\3\0\0\0\6WH\0abc'
seed derive sums '\3\0\0\0\0\x07\0\1a\0\0\0\0\3\0\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\7\x20tail'
seed derive ends '\24\0a\0\0\0x--\2\1\0\2\0\7y\0\0'
seed derive padding '\24\1\0\0\1a\1\0\0\0\0\7\0\0\0'
seed derive tail '\25\1\1a\0\0\1\0z\0\0\0\1\1\0\1'
seed derive framed '\4\0\0\0\0\0\0\0\1\0\1\0'

for request in "$recorded"/zookeeper/*/*.request.bin; do
    name=$(basename "$request" .request.bin)
    seed zookeeper "server-$name" '\0' "$request"
    seed zookeeper "session-$name" '\2' "${request%.request.bin}.response.bin"
done
