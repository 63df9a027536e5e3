# compare: functions above, what they differ by from the first below
# tables: values differences
# reduce: values differences
# By hand, on two tables of `actfn compare gelu silu`:  gnuplot -p -e "values='values.csv'; differences='differences.csv'" plots/compare.gp
if (!exists("values")) { print "say which tables: gnuplot -p -e \"values='values.csv'; differences='differences.csv'\" plots/compare.gp"; exit status 1 }
if (!exists("headings")) { load 'plots/theme.gp' }
hand = !exists("values_how")
if (hand) {
    set datafile separator ','; values_how = ''; differences_how = ''
    set key autotitle columnhead; stats values nooutput; values_columns = STATS_columns
    area_left = 0.02; area_right = 0.98; area_top = 0.98; area_bottom = 0.02; em_x = 0.012; em_y = 0.021
}
left = area_left + (text ? 7 : 5.5)*em_x
right = area_right - 1.2*em_x
edge = area_bottom + 0.42*(area_top - area_bottom)
do for [i=1:values_columns] { set linetype i lw widths[1]*stroke lc rgb colour[(i-1)%8+1] dt dash[(i-1)%8+1] }
set lmargin at screen left
set rmargin at screen right
if (!hand) { set xrange [values_low[1]:values_high[1]] }
if (has_yrange) { set yrange [yrange_low:yrange_high] }
if (log_x) { set logscale x }
set multiplot
set tmargin at screen area_top - 1.5*em_y
set bmargin at screen edge + (text ? 1 : 1.4)*em_y
set format x ""
set key top left Left reverse noenhanced samplen 2 textcolor rgb ink font plain.size_text
if (hand) { plot for [i=2:values_columns] values using 1:i with lines lt i-1 title columnhead(i) } else {
    plot for [i=2:values_columns] values @values_how using 1:i with lines lt i-1 title values_names[i]
}
unset label
unset yrange
set autoscale y
set format x
set tmargin at screen edge - (text ? 0.5 : 0.6)*em_y
set bmargin at screen area_bottom + (text ? 1 : 2)*em_y
if (!hand) {
    low = 0.0; high = 0.0
    do for [i=2:values_columns-1] {
        if (differences_low[i] < low) { low = differences_low[i] }
        if (differences_high[i] > high) { high = differences_high[i] }
    }
    if (high > low && high - low < 1e300) {
        unit = 10.0**floor(log10((high - low)/4)); part = (high - low)/4/unit
        set ytics part < 1.5 ? unit : part < 3.5 ? 2*unit : part < 7.5 ? 5*unit : 10*unit
    }
}
if (hand) { plot for [i=2:values_columns-1] differences using 1:i with lines lt i title columnhead(i) } else {
    plot for [i=2:values_columns-1] differences @differences_how using 1:i with lines lt i title differences_names[i]
}
unset multiplot
