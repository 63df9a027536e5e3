#!/bin/sh
# Who may include whom. Data goes one way: words -> parse -> values -> computing rooms -> report -> render or plot,
# so a room includes only what the table of docs/how-it-works.md allows. Reads the #include lines of src/ and speaks TAP.
# A library that the table names belongs to its room alone.
# Within a room no file needs another that needs it back, by the headers it includes and by the functions it calls: the
# symbols of its object in BUILD (build), which must be there. And a struct, enum or union tag has one definition.
# usage: [BUILD=DIR] tests/arrows.sh [SRC]
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${BUILD:-$top/build}" && pwd) || exit 1
cd "${1:-$(dirname "$0")/../src}" || exit 1
# shellcheck disable=SC2046 # our file names have no blanks
set -- $(find . -name "*.[ch]" | sed "s|^./||" | sort)

awk -v table="$top/docs/how-it-works.md" -v makefile="$top/Makefile" -v build="$build" \
    '
function allow(room, floor, rooms, libraries)
{
    floors[room] = floor; order[++nrooms] = room
    list(room, rooms, may); list(room, libraries, library); list("any", libraries, library)
}
function list(room, words, into,   n, w, i)
{
    n = split(words, w, " ")
    for (i = 1; i <= n; i++)
        into[room, w[i]] = 1
}
function test(good, name)
{
    print (good ? "ok " : "not ok ") ++ntests " - " name
    failed += !good
}
function complain(room, text) { print "# " text; bad[room]++ }
function room_of(path,   part) { return split(path, part, "/") > 1 ? part[1] : "main" }

BEGIN {
    # | `room` | floor | holds | may include | libraries |
    while ((getline line < table) > 0)
        if (line ~ /^\| `[a-z]+` \| [0-9]/) {
            split(line, cell, / *\| */)
            gsub(/`/, "", cell[2])
            allow(cell[2], cell[3], cell[5], cell[6])
        }
    close(table)
    split("activation linear network", computing, " ")
    for (i in computing) quiet[computing[i]] = 1
    # What the Makefile makes lies in $(BUILD), without a room.
    while ((getline line < makefile) > 0)
        if (match(line, /^\$\(BUILD\)\/[a-z_]+\.h:/))
            generated[substr(line, 10, RLENGTH - 10)] = 1
    close(makefile)

    # The table itself: no arrow upwards.
    for (pair in may) {
        split(pair, end, SUBSEP)
        if (floors[end[2]] > floors[end[1]] || !(end[2] in floors))
            complain("table", end[1] " may not stand below " end[2])
    }
    test(nrooms > 0 && !bad["table"], "the table of rooms has no arrow upwards")

    for (i = 1; i < ARGC; i++)
        read_file(ARGV[i])
    test(nfiles > 0, "there are sources to read")
    for (i = 1; i <= nrooms; i++)
        if (files[order[i]])
            test(!bad[order[i]], order[i] ": " files[order[i]] " files include only what stands below")
    for (room in files)
        if (!(room in floors))
            test(0, room ": no such room in the table")

    read_objects()
    for (i = 1; i <= nrooms; i++)
        if (files[order[i]] > 1)
            test_circles(order[i])
    test_tags()
    print "1.." ntests
    exit failed > 0
}

function read_file(path,   room, line, name, target, incomment)
{
    room = room_of(path)
    files[room]++; nfiles++; source[path] = room
    while ((getline line < path) > 0) {
        tags(path, line)
        if (line ~ /^[ \t]*#[ \t]*include[ \t]*"/) {
            name = line; sub(/^[^"]*"/, "", name); sub(/".*/, "", name)
            beside = path; sub(/[^\/]*$/, "", beside); beside = beside name
            if (exists(beside))     # "x.h" beside the file that names it
                name = beside
            while (sub(/[^\/]+\/\.\.\//, "", name))
                ;
            target = room_of(name)
            if (target == room)
                need(path, name, "includes it")
            if (name ~ /\//) {
                if (target != room && !((room, target) in may))
                    complain(room, path ": " room " may not include " name)
            } else if (!(name in generated))
                complain(room, path ": include \"" name "\" without its room")
        } else if (line ~ /^[ \t]*#[ \t]*include[ \t]*</) {
            name = line; sub(/^[^<]*</, "", name); sub(/>.*/, "", name)
            if ((("any", name) in library) && !((room, name) in library))
                complain(room, path ": <" name "> belongs to another room")
            if ((room in quiet) && name == "stdio.h")
                complain(room, path ": a computing room does not print: no <stdio.h>")
        } else if (room in quiet) {
            # Code without comments and strings: a computing room takes arrays and returns numbers.
            gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
            gsub(/\/\*[^*]*\*\//, "", line)
            sub(/\/\/.*/, "", line)
            if (incomment && line ~ /\*\//) { sub(/.*\*\//, "", line); incomment = 0 }
            if (line ~ /\/\*/) { sub(/\/\*.*/, "", line); code(room, path, line); incomment = 1 }
            else if (!incomment) code(room, path, line)
        }
    }
    closepath
}
function need(path, other, what)
{
    if (path != other && !((path, other) in needs))
        needs[path, other] = what
}

# The objects of the sources; those of files that are gone may lie beside them.
function read_objects(   nm, line, path, cell, n, pair, symbol, i)
{
    nm = "cd \"" build "\" && nm -A -g */*.o"
    while ((nm | getline line) > 0) {
        path = line; sub(/\.o:.*/, ".c", path)
        if (!(path in source))
            continue
        built[path] = 1
        n = split(line, cell, " ")
        if (cell[n - 1] ~ /(^|:)[Uvw]$/)
            wants[path, cell[n]] = 1
        else
            home[cell[n]] = path
    }
    close(nm)
    for (pair in wants) {
        split(pair, symbol, SUBSEP)
        if ((symbol[2] in home) && source[home[symbol[2]]] == source[symbol[1]])
            need(symbol[1], home[symbol[2]], "needs its " symbol[2])
    }
}

# Files that need nobody, or that nobody needs, are in no circle: take them away until none is left of these. What then
# stays are the circles, and what leads from one to another.
function test_circles(room,   path, pair, end, left, out, into, again, n)
{
    for (path in source)
        if (source[path] == room) {
            left[path] = 1
            if (path ~ /\.c$/ && !(path in built)) {
                print "# " path ": no object of it in " build
                n++
            }
        }
    do {
        again = 0
        for (path in left)
            out[path] = into[path] = 0
        for (pair in needs) {
            split(pair, end, SUBSEP)
            if ((end[1] in left) && (end[2] in left)) {
                out[end[1]]++; into[end[2]]++
            }
        }
        for (path in source)
            if ((path in left) && (!out[path] || !into[path])) {
                delete left[path]
                again = 1
            }
    } while (again)
    for (pair in needs) {
        split(pair, end, SUBSEP)
        if ((end[1] in left) && (end[2] in left)) {
            print "# " end[1] " -> " end[2] ": " needs[pair]
            n++
        }
    }
    test(!n, room ": no circle among its files")
}

# "struct name {" defines a tag; "(struct name){" is a value, and "struct name *function() {" comes to no "{" behind the name.
function tags(path, line,   tag)
{
    if (line ~ /^[ \t]*(\/\*|\*|\/\/)/)     # a comment may show one
        return
    while (match(line, /(^|[^A-Za-z0-9_(])(struct|enum|union) [A-Za-z0-9_]+[ \t]*\{/)) {
        tag = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        gsub(/^.*(struct|enum|union) |[ \t]*\{$/, "", tag)
        defined[tag]++
        where[tag] = where[tag] " " path
    }
}
function test_tags(   tag, n, twice)
{
    for (tag in defined) {
        n++
        if (defined[tag] > 1) {
            print "# " tag " is defined in" where[tag]
            twice++
        }
    }
    test(n > 0 && !twice, "no tag is defined twice")
}
function exists(path,   line, found) { found = (getline line < path) >= 0; close(path); return found }
function code(room, path, line)
{
    if (line ~ /(^|[^A-Za-z0-9_])(v?f?printf|puts|fputs|putchar|putc|fputc|perror|fopen|fwrite|fread|stdout|stderr|stdin)[^A-Za-z0-9_]/)
        complain(room, path ": a computing room does not print or open files: " line)
}
' "$@"
