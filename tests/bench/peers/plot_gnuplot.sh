#!/bin/sh
# The figure that a user would draw by hand from our csv: a gnuplot script with its data in it, to standard output.
# usage: plot_gnuplot.sh DATA.csv OUT.png|OUT.svg
case $2 in *.svg) terminal=svg ;; *) terminal=pngcairo ;; esac
printf "set terminal %s size 640,480\nset output '%s'\n" "$terminal" "$2"
printf "set grid\nset xlabel 'x'\nset title 'GELU'\nset datafile separator ','\n\$data << EOD\n"
tail -n +2 "$1"
cat <<'G'
EOD
plot $data using 1:2 with lines lw 2 title 'gelu', $data using 1:3 with lines lw 2 title "gelu'"
G
