# grade: the error of somebody's kernel over x, in units in the last place
# tables: profile
# By hand, on `actfn grade gelu mine.csv --table profile -o profile.csv`:  gnuplot -p -e "profile='profile.csv'" plots/grade.gp
if (!exists("profile")) { print "say which table: gnuplot -p -e \"profile='profile.csv'\" plots/grade.gp"; exit status 1 }
if (!exists("headings")) { load 'plots/theme.gp' }
hand = !exists("profile_how")
if (hand) { set datafile separator ','; profile_how = ''; worst = 1; set key autotitle columnhead } else {
    worst = profile_high[2]
    set autoscale xfix
    set lmargin at screen area_left + (text ? 8 : 5.5)*em_x
    set rmargin at screen area_right - 1.5*em_x
    set tmargin at screen area_top - 2*em_y
    set bmargin at screen area_bottom + 2*em_y
}
# a textbook formula loses millions of ulps in its tail and none elsewhere: then decades
steep = log_y || worst > 100
if (steep) { set logscale y; set yrange [0.01:*]; set ytics ("1" 1); do for [e=-2:18:2] { if (e != 0) { set ytics add (power_of_ten("1", e) 10.0**e) } } } else { set yrange [0:*] }
if (log_x) { set logscale x }
if (has_yrange) { set yrange [yrange_low:yrange_high] }
shown(e) = steep && e < 0.01 ? 0.01 : e
if (!hand) { set key at screen area_left + (text ? 8 : 5.5)*em_x, screen area_top - 0.3*em_y top left horizontal } else { set key outside top left horizontal }
set key Left reverse noenhanced samplen 2 textcolor rgb ink font plain.size_text
plot profile @profile_how using 1:(shown(column(2))) with points pt 7 ps 0.3*point lc rgb ink title (text ? "error, ulp, over x     " : "error, ulp, over x"), \
    0.5 with lines lw 2*stroke dt (8,6) lc rgb on_colour title "0.5: rounded correctly"
