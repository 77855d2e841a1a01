#!/bin/bash
# check_module_file.sh MODULE: what the module's file gives to and wants from the program that loads
# it.
set -euo pipefail
readonly module=$1
failures=0

fail() {
    echo "FAILED: $*" >&2
    failures=$((failures + 1))
}

# One name a line; weak undefined ones are none that the module defines.
exported=$(nm -D --defined-only "$module" | awk '{ print $3 }' | LC_ALL=C sort)
expected="pam_sm_acct_mgmt
pam_sm_authenticate
pam_sm_chauthtok
pam_sm_close_session
pam_sm_open_session
pam_sm_setcred"
[ "$exported" = "$expected" ] || fail "it exports other things than the six functions: $exported"

# The dynamic loader itself is part of libc: thread-local storage is found through it.
needed=$(readelf -d "$module" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
for library in $needed; do
    case $library in
    libpam.so.0 | libc.so.6 | libm.so.6 | ld-linux*.so.*) ;;
    *) fail "it needs $library" ;;
    esac
done

dynamic=$(readelf -d "$module")
[[ $dynamic == *BIND_NOW* ]] || fail "it is not linked with immediate binding"
[[ $dynamic != *NODELETE* ]] || fail "it cannot be unloaded"
[[ $dynamic != *RUNPATH* && $dynamic != *RPATH* ]] || fail "it has a search path of its own"
[[ $dynamic != *TEXTREL* ]] || fail "its code is not position independent"

segments=$(readelf -lW "$module")
[[ $segments == *GNU_RELRO* ]] || fail "it has no read-only relocations"
[[ $segments =~ GNU_STACK[^$'\n']*' RW ' ]] || fail "its stack is executable"

symbols=$(nm -D "$module")
[[ ! $symbols =~ [0-9a-f]' u ' ]] || fail "it has unique symbols, which pin it in memory"

texts=$(strings -a "$module")
[[ $'\n'$texts$'\n' =~ $'\n'/[^$'\n']*/mfa/mfa_helper$'\n' ]] ||
    fail "it does not name its helper by an absolute path"

[ "$failures" -eq 0 ]
