#!/bin/sh
# The commands that files define, as a C table; a file that defines `const struct command command_NAME` adds one.
# usage: tools/commands.sh FILE... > commands.h
set -eu
names=$(sed -n 's/^const struct command \(command_[a-z_0-9]*\) = {$/\1/p' "$@")
for name in $names; do
    echo "extern const struct command $name;"
done
echo 'static const struct command *commands[] = {'
for name in $names; do
    echo "    &$name,"
done
echo '};'
echo 'enum { COMMANDS = sizeof commands / sizeof *commands };'
