# grade: the error of somebody's kernel over x, in units in the last place
# tables: errors
# By hand, on `actfn compare gelu mine.csv -o errors.csv`:  gnuplot -p -e "errors='errors.csv'" plots/grade.gp
if (!exists("errors")) { print "say which table: gnuplot -p -e \"errors='errors.csv'\" plots/grade.gp"; exit status 1 }
if (!exists("headings")) { load 'plots/theme.gp' }
if (!exists("errors_how")) { set datafile separator ','; set key autotitle columnhead; errors_how = '' }
if (exists("area_left")) {
    set lmargin at screen area_left+4*em_x; set rmargin at screen area_right-em_x
    set tmargin at screen area_top-1.6*em_y; set bmargin at screen area_bottom+2.6*em_y
}
set xlabel "x"
set ylabel "error, ulp" offset 1,0
if (log_x) { set logscale x }
if (log_y) { set logscale y }
if (has_yrange) { set yrange [yrange_low:yrange_high] } else { set yrange [0:*] }
plot errors @errors_how using 1:4 with points pt 7 ps 0.35*point lc rgb colour[1] notitle, \
    0.5 with lines lw 2*stroke dt (8,6) lc rgb colour[2] title "correctly rounded: 0.5"
