# make install and uninstall, into a directory of their own.
load helper

make() { env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make --no-print-directory -s -C "$TOP" "$@"; }

@test "install puts the program, its manual and its completions in place; uninstall leaves nothing" {
    sanitized && skip "the ordinary build is what is installed"
    make install DESTDIR="$PWD/root" PREFIX=/opt/a
    root/opt/a/bin/actfn --version
    grep -q '^.Dt ACTFN 1' root/opt/a/share/man/man1/actfn.1
    [ -s root/opt/a/share/bash-completion/completions/actfn ]
    [ -s root/opt/a/share/zsh/site-functions/_actfn ]
    [ -s root/opt/a/share/fish/vendor_completions.d/actfn.fish ]
    [ -s root/opt/a/share/doc/actfn/README.md ]
    make uninstall DESTDIR="$PWD/root" PREFIX=/opt/a
    [ -z "$(find root -type f)" ]
}

@test "the program needs nothing but the C library to start" {
    sanitized && skip "the sanitizers bring theirs"
    command -v ldd >/dev/null || skip "no ldd"
    run ldd "$ACTFN"
    [ -z "$(grep -vE 'linux-vdso|libc\.so|libm\.so|libdl\.so|libpthread\.so|ld-linux' <<<"$output")" ]
}
