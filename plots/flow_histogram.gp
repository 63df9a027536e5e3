# flow_histogram: how the pre-activations of each layer are spread, before any training
# tables: histogram
# By hand, on `actfn flow --activation tanh --init torch --table histogram -o histogram.csv`:
#   gnuplot -p -e "histogram='histogram.csv'" plots/flow_histogram.gp
if (!exists("histogram")) { print "say which table: gnuplot -p -e \"histogram='histogram.csv'\" plots/flow_histogram.gp"; exit status 1 }
if (!exists("histogram_how")) { table = histogram; by = 'activation init layer'; x = 'z'; y = 'percent'; here = ARG0[1:strlen(ARG0)-17]; load here.'byhand.gp'; exit }
# A ridge a layer, the first on top, each over the same z; a panel for each net. The heights have one scale within a net.
layers = int(histogram_high[3])
nets = histogram_blocks
columns = nets > 5 ? int(ceil(sqrt(2.0*nets))) : nets
rows = (nets + columns - 1)/columns
wide = (area_right - area_left)/columns
high = (area_top - area_bottom)/rows
# every layer has its number, if there is room
pitch_ = (high - (text ? 8 : 3.8)*em_y)/(layers + 1.7)
need_ = (text ? 2.0 : 1.15)*em_y/pitch_
each = need_ <= 1 ? 1 : need_ <= 2 ? 2 : need_ <= 5 ? 5 : need_ <= 10 ? 10 : need_ <= 20 ? 20 : need_ <= 50 ? 50 : 100
mixed(c) = sprintf("#%02x%02x%02x", half_(c, 1), half_(c, 2), half_(c, 3))
half_(c, i) = int(0.3*real('0x'.c[2*i:2*i+1]) + 0.7*real('0x'.paper[2*i:2*i+1]))
set multiplot
unset ytics; unset xzeroaxis; unset grid
set grid xtics lt 1 lw stroke lc rgb line
do for [b=1:nets] {
    c = (b-1) % columns
    r = (b-1)/columns
    from = histogram_block_first[b]
    rows_ = histogram_block_rows[b]
    set xrange [*:*]; set yrange [*:*]      # stats leaves out what is beyond
    stats histogram @histogram_how every ::from::(from+rows_-1) using 5 nooutput
    most = STATS_max
    stats histogram @histogram_how every ::from::(from+rows_-1) using 4 nooutput
    set xrange [STATS_min:STATS_max]
    rough_ = (STATS_max - STATS_min)/((wide - 3.8*em_x)/(2.6*em_x))
    power_ = 10.0**floor(log10(rough_))
    set xtics power_*(rough_/power_ > 5 ? 10 : rough_/power_ > 2 ? 5 : rough_/power_ > 1 ? 2 : 1)
    set yrange [-layers-0.1:1.6]
    set lmargin at screen area_left + c*wide + 2.6*em_x
    set rmargin at screen area_left + (c+1)*wide - 1.2*em_x
    set tmargin at screen area_top - r*high - (text ? 4 : 2.0)*em_y
    set bmargin at screen area_top - (r+1)*high + (text ? 4 : 1.8)*em_y
    paint = colour[tone(histogram_block_tone[b])]
    set label 901 histogram_block_name[b] at screen area_left + c*wide + 2.6*em_x, screen area_top - r*high - (text ? 1 : 0.9)*em_y left noenhanced font name.size_text tc rgb text_colour[tone(histogram_block_tone[b])]
    do for [k=1:layers] {
        if (k % each == 0 || (k == 1 && each - 1 >= need_)) { set label 910+k sprintf("%d", k) at graph 0, first -k offset -0.5,0.2 right noenhanced font plain.size_text tc rgb soft }
    }
    if (each > 1 || need_ <= 1) { set label 902 "layer" at graph 0, first (each > 1 && each - 1 < need_ ? -each + need_ : need_ > 0.8 ? need_ - 1 : -0.1) offset -0.5,0.2 right noenhanced font plain.size_text tc rgb soft }
    bins = rows_/layers
    if (text) {
        plot for [k=1:layers] histogram @histogram_how every ::(from+(k-1)*bins)::(from+k*bins-1) using 4:(-k + 1.5*$5/most) with lines lc rgb paint notitle
    } else {
        # one after the other, so that each covers the one above
        ridges = ''
        do for [k=1:layers] {
            ridges = ridges.sprintf("%shistogram @histogram_how every ::%d::%d using 4:(-%d + 1.5*$5/most):(-%d) with filledcurves fc rgb mixed(paint) notitle, histogram @histogram_how every ::%d::%d using 4:(-%d + 1.5*$5/most) with lines lw 2.2*stroke lc rgb paint notitle", \
                k > 1 ? ", " : "", from+(k-1)*bins, from+k*bins-1, k, k, from+(k-1)*bins, from+k*bins-1, k)
        }
        eval "plot ".ridges
    }
    unset object lifted
    unset label
}
unset multiplot
