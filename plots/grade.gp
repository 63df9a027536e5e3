# grade: the error of somebody's kernel over x, in units in the last place
# tables: errors
# By hand, on `actfn compare gelu mine.csv -o errors.csv`:  gnuplot -p -e "errors='errors.csv'" plots/grade.gp
if (!exists("errors")) { print "say which table: gnuplot -p -e \"errors='errors.csv'\" plots/grade.gp"; exit status 1 }
if (!exists("headings")) { load 'plots/theme.gp' }
hand = !exists("errors_how")
if (hand) { set datafile separator ','; errors_how = ''; worst = 1; set key autotitle columnhead } else {
    worst = errors_high[4]
    set autoscale xfix
    set lmargin at screen area_left + (text ? 8 : 5.5)*em_x
    set rmargin at screen area_right - 1.5*em_x
    set tmargin at screen area_top - 2*em_y
    set bmargin at screen area_bottom + 2*em_y
}
# a textbook formula loses millions of ulps in its tail and none elsewhere: then decades
steep = log_y || worst > 100
if (steep) { set logscale y; set format y "1e%T"; set yrange [0.01:*] } else { set yrange [0:*] }
if (log_x) { set logscale x }
if (has_yrange) { set yrange [yrange_low:yrange_high] }
shown(e) = steep && e < 0.01 ? 0.01 : e
if (!hand) { set key at screen area_left + (text ? 8 : 5.5)*em_x, screen area_top - 0.3*em_y top left horizontal } else { set key outside top left horizontal }
set key Left reverse noenhanced samplen 2 textcolor rgb ink font plain.size_text
plot errors @errors_how using 1:(shown(column(4))) with points pt 7 ps 0.3*point lc rgb ink title "error, ulp, over x", \
    0.5 with lines lw 2*stroke dt (8,6) lc rgb on_colour title "0.5: rounded correctly"
