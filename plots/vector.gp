# vector: a function of a whole vector: the numbers that go in and those that come out, as bars
# tables: values
# By hand, on `actfn eval softmax --at=2,1,0.5,0,-1 -o softmax.csv`:  gnuplot -p -e "values='softmax.csv'" plots/vector.gp
if (!exists("values")) { print "say which table: gnuplot -p -e \"values='softmax.csv'\" plots/vector.gp"; exit status 1 }
if (!exists("values_how")) {
    set datafile separator ','
    values_how = 'skip 1'
    values_columns = 3
    stats values @values_how using 1 nooutput
    values_rows = STATS_records
    array values_names[3] = ["x", "f", "slope"]
    array values_low[3]; array values_high[3]
    do for [c=1:3] { stats values @values_how using c nooutput; values_low[c] = STATS_min; values_high[c] = STATS_max }
    text = 0; width = 960; height = 480; em_x = 0.02; em_y = 0.03
    area_left = 0.05; area_right = 0.97; area_top = 0.9; area_bottom = 0.05
    tone_of_ = ''
}
few = values_rows <= (text ? 8 : 16)         # bars with their numbers; else one beside the other over x
labelled = few && (area_right - area_left)/values_columns/values_rows > 2.4*em_x
wide = (area_right - area_left)/values_columns
primes(s) = s[strlen(s):strlen(s)] ne "'" ? 0 : s[strlen(s)-1:strlen(s)] eq "''" ? 2 : 1
bare(s) = s[1:strlen(s)-primes(s)]
fits_(long, short) = 0.5*em_x*strlen(long) < wide - em_x ? long : short
head(c) = c == 1 ? "in: x" : primes(values_names[c]) == 0 ? "out: ".values_names[c] : primes(values_names[c]) == 1 ? fits_("∂ out / ∂ x, each by its own x", fits_("∂ out / ∂ x", "slope")) : fits_("second derivative, likewise", "f″")
set multiplot
set style fill solid noborder
unset xzeroaxis; unset yzeroaxis
unset grid
digits = (area_right - area_left)/values_columns/values_rows > 3.6*em_x ? 3 : 2
number(v) = v == 0 ? "0" : abs(v) < 0.001 ? "≈0" : sprintf(digits == 3 ? "%.3g" : "%.2g", v)
sign_(s) = s[1:1] eq '-' ? minus.s[2:*] : s
foot = area_bottom + (text ? 4 : 2.2)*em_y
if (text) { foot = (ceil(0.5*foot/em_y - 0.01) + 0.125)*2*em_y }
do for [c=1:values_columns] {
    low = values_low[c] < 0 ? values_low[c] : 0
    high = values_high[c] > 0 ? values_high[c] : 0
    if (!(high > low)) { high = low + 1 }
    set lmargin at screen area_left + (c-1)*wide + (labelled ? 0.5 : 3.2)*em_x
    set rmargin at screen area_left + c*wide - em_x
    set tmargin at screen area_top - (text ? 4 : 2.4)*em_y
    set bmargin at screen foot
    set yrange [low - (low < 0 ? 0.14 : 0)*(high-low):high + 0.14*(high-low)]
    unset label
    do for [i=1:c == 1 ? headings : 0] {
        set label heading_text[i] at screen heading_x[i], heading_y[i] left noenhanced front \
            font (heading_bold[i] ? bold : plain).heading_size[i] tc rgb (heading_bold[i] ? ink : soft)
    }
    set label head(c) at screen area_left + (c-1)*wide + 0.5*em_x, screen area_top - (text ? 1 : 0.7)*em_y left noenhanced font plain.size_text tc rgb soft
    paint = c == 1 ? soft : ink
    set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead lw 1.6*stroke lc rgb axis
    if (labelled) { unset ytics } else { set ytics font plain.size_text textcolor rgb soft autofreq }
    if (few) {
        set xrange [0.4:values_rows+0.6]
        set xtics 1
        plot values @values_how using (column(0)+1):c:(0.7) with boxes lc rgb paint notitle, \
             values @values_how using (column(0)+1):(labelled && column(c) >= 0 ? column(c) : NaN):(sign_(number(column(c)))) with labels \
                offset 0, (text ? 1 : 0.7) noenhanced font (c == 1 ? plain : name).size_text tc rgb paint notitle, \
             values @values_how using (column(0)+1):(labelled && column(c) < 0 ? column(c) : NaN):(sign_(number(column(c)))) with labels \
                offset 0, (text ? -1 : -0.7) noenhanced font (c == 1 ? plain : name).size_text tc rgb paint notitle
    } else {
        set xrange [values_low[1]:values_high[1]]
        set xtics autofreq
        plot values @values_how using 1:c with impulses lw 1.5*stroke lc rgb paint notitle
    }
    unset object lifted
}
unset multiplot
