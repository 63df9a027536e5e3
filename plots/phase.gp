# phase: order and chaos by weight and bias variance with the edge between, and the map of the correlation
# tables: c_map diagram edge inits
# layout: functions
# side: 0.56
# panel: c_map | correlation in the next layer
# By hand, on `actfn phase tanh --table c_map -o c_map.csv`:  gnuplot -p -e "c_map='c_map.csv'" plots/phase.gp
if (!exists("c_map")) { print "say which table: gnuplot -p -e \"c_map='c_map.csv'\" plots/phase.gp"; exit status 1 }
if (!exists("panels")) { drawn = c_map; first = 'n'; here = ARG0[1:strlen(ARG0)-8]; load here.'byhand.gp'; exit }
if (exists("diagram")) {
    set multiplot
    multi = 1
    row = (text ? 2 : 1.35)*em_y
    foot = side_bottom + (text ? 4 : 3)*em_y
    if (text) { foot = (ceil(foot/row - 0.01) + 0.125)*row }
    set lmargin at screen side_left+(text ? 5 : 3)*em_x; set rmargin at screen side_right-(text ? 6 : 4)*em_x
    set tmargin at screen side_top-(text ? 2 : 2.2)*row; set bmargin at screen foot
    head = side_top - (text ? 0.5 : 0.6)*em_y
    set label "ordered" at screen side_left+(text ? 5 : 3)*em_x, screen head-row left noenhanced font name.size_text tc rgb colour[3]
    set label "chaotic" at screen side_left+(text ? 14 : 8)*em_x, screen head-row left noenhanced font name.size_text tc rgb colour[1]
    set label (text ? "+ diverges" : "grey: diverges") at screen side_left+(text ? 23 : 13)*em_x, screen head-row left noenhanced font plain.size_text tc rgb soft
    set label "bias variance over weight variance" at screen side_left+(text ? 5 : 3)*em_x, screen head left noenhanced font plain.size_text tc rgb ink
    set label "weight variance · fan_in" at screen 0.5*(side_left+side_right), screen side_bottom+(text ? 1 : 0.8)*em_y center noenhanced font plain.size_text tc rgb soft
    # how far from the edge: chi_1 of 1/2 or 2 is half the colour
    hex(s, i) = real("0x".s[2*i:2*i+1])
    far(chi) = chi == chi ? 0.10 + 0.5*(1 - exp(-0.7*abs(log(chi < 1e-9 ? 1e-9 : chi > 1e9 ? 1e9 : chi)))) : 0.55
    side_of(chi) = chi == chi ? (chi > 1 ? colour[1] : colour[3]) : axis
    shade(chi, i) = hex(paper, i) + (hex(side_of(chi), i) - hex(paper, i))*far(chi)
    cell_x = diagram_low[1]; cell_y = diagram_low[2]
    set xrange [0:diagram_high[1]+cell_x]; set yrange [0:diagram_high[2]+cell_y]
    unset grid
    set xtics autofreq; set ytics autofreq
    if (text) { set xtics ceil(diagram_high[1]/4) }
    # Inits lie on the axis (wide layers, biases of variance 0), their names on end above it.
    array init_at[8]
    k = 0
    if (exists("inits")) { stats inits @inits_how using (k = k+1, init_at[k] = $2) nooutput }
    do for [i=1:diagram_high[1] < 12 ? k : 0] {
        if (text) {
            set label "•" at first init_at[i], graph 0 center front tc rgb ink
        } else {
            set label "" at first init_at[i], graph 0.012 front point pt 7 ps point lc rgb ink
            set label inits_init[i] at first init_at[i], graph 0.045 left rotate by 90 noenhanced front font plain.size_text tc rgb ink
        }
    }
    if (text) {
        set label "•" at first fact_weight_variance, first fact_bias_variance center front tc rgb ink
    } else {
        set label "" at first fact_weight_variance, first fact_bias_variance front point pt 6 ps 1.8*point lw 2.5*stroke lc rgb ink
    }
    set style line 9 lw 3*stroke lc rgb ink
    if (!exists("edge")) { edge = diagram; edge_how = diagram_how; edge_at(v) = NaN } else { edge_at(v) = v }
    if (text) {
        plot diagram @diagram_how using 1:($4 > 1 ? $2 : NaN) with dots lc rgb colour[1] notitle, \
             edge @edge_how using 2:(edge_at($1)) with lines ls 9 notitle
    } else {
        plot diagram @diagram_how using 1:2:(shade($4, 1)):(shade($4, 2)):(shade($4, 3)) with rgbimage notitle, \
             edge @edge_how using 2:(edge_at($1)) with lines ls 9 notitle
    }
    unset object lifted
    unset label
    set xtics autofreq; set ytics autofreq
    set grid xtics ytics lt 1 lw stroke lc rgb line
}
