# ffn: the feedforward block with its sizes; where on the activation's curve its units live; what its parts weigh
# tables: histogram matrices
# By hand, on `actfn ffn --table histogram -o h.csv`:  gnuplot -p -e "histogram='h.csv'" plots/ffn.gp
if (!exists("histogram")) { print "say which table: gnuplot -p -e \"histogram='h.csv'\" plots/ffn.gp"; exit status 1 }
if (!exists("histogram_how")) { histogram_how = ''; set datafile separator ','; stats histogram using 2 nooutput; set key autotitle columnhead }
if (!exists("area_left")) { load 'plots/theme.gp'; area_left = 0.08; area_right = 0.97; area_top = 0.95; area_bottom = 0.08; em_x = 0.015; em_y = 0.03 }
own = exists("histogram_tones") ? colour[tone(histogram_tones[3])] : ink
whole = exists("matrices") && !text

count_(n) = n >= 1e6 ? sprintf("%.1f million", n/1e6) : n >= 1e4 ? sprintf("%.0f thousand", n/1e3) : sprintf("%.0f", n)
set multiplot
unset key

# ---- the block: boxes as tall as the vectors are long, trapezoids between them for the matrices
if (whole) {
    split = area_bottom + 0.55*(area_top - area_bottom)
    middle = (split + area_top)/2
    most = fact_hidden > fact_dim ? fact_hidden : fact_dim
    room = area_top - split - 5.2*em_y
    tall(n) = room*(0.3 + 0.7*sqrt(n/most))
    gated = fact_matrices == 3
    array place[3]
    place[1] = area_left + 0.07; place[2] = 0.5; place[3] = area_right - 0.07
    box(n) = sprintf("%.0f", n)
    thin = 0.012
    do for [i=1:2] {
        a = i == 1 ? fact_dim : fact_hidden
        b = i == 1 ? fact_hidden : fact_dim
        set object 10+i polygon from screen place[i]+2*thin, middle-tall(a)/2 to screen place[i+1]-2*thin, middle-tall(b)/2 \
            to screen place[i+1]-2*thin, middle+tall(b)/2 to screen place[i]+2*thin, middle+tall(a)/2 \
            to screen place[i]+2*thin, middle-tall(a)/2 fc rgb tint fs solid border lc rgb line
    }
    do for [i=1:3] {
        n = i == 2 ? fact_hidden : fact_dim
        set object 20+i rectangle from screen place[i]-thin, middle-tall(n)/2 to screen place[i]+thin, middle+tall(n)/2 \
            fc rgb (i == 2 ? own : target_colour) fs solid noborder front
        set label 20+i box(n) at screen place[i], middle-tall(n)/2-0.9*em_y center noenhanced font bold.size_text tc rgb ink front
    }
    first_name = gated ? "gate and up" : "up"
    set label 30 first_name at screen (place[1]+place[2])/2, middle+0.6*em_y center noenhanced font bold.size_text tc rgb ink front
    set label 31 sprintf("%s%.0f × %.0f", gated ? "2 of " : "", fact_hidden, fact_dim) at screen (place[1]+place[2])/2, middle-0.7*em_y center noenhanced font plain.size_text tc rgb soft front
    set label 32 "down" at screen (place[2]+place[3])/2, middle+0.6*em_y center noenhanced font bold.size_text tc rgb ink front
    set label 33 sprintf("%.0f × %.0f", fact_dim, fact_hidden) at screen (place[2]+place[3])/2, middle-0.7*em_y center noenhanced font plain.size_text tc rgb soft front
    set label 34 histogram_names[3].(gated ? " on the gate, times up" : "") at screen place[2], middle+tall(fact_hidden)/2+0.9*em_y center noenhanced font bold.size_text tc rgb (exists("histogram_tones") ? text_colour[tone(histogram_tones[3])] : ink) front
} else {
    split = area_top
}

# ---- pre-activations under the curve; both on one axis, the histogram as high as fits
set lmargin at screen area_left + (text ? 4 : 1.8)*em_x
set rmargin at screen (whole ? area_left + 0.60*(area_right - area_left) : area_right)
set bmargin at screen area_bottom + (text ? 2 : 1.7)*em_y
set tmargin at screen split - 1.6*em_y
set xrange [histogram_low[1]:histogram_high[1]]
low = histogram_low[3] < 0 ? histogram_low[3]*1.15 : 0
high = histogram_high[3] > 0 ? histogram_high[3]*1.05 : 1
set yrange [low:high]
scale = 0.8*high/histogram_high[2]
set boxwidth 0.94*(histogram_high[1]-histogram_low[1])/(histogram_rows-1)
set label 40 "what ".histogram_names[3]." sees (bars), and its curve" at graph 0, screen split-0.7*em_y left noenhanced font plain.size_text tc rgb ink
wide = histogram_high[1] - histogram_low[1]
if (wide > 4 && wide < 16) { set xtics 1 }
if (high - low > 2 && high - low < 12) { set ytics 1 }
if (text) {
    plot histogram @histogram_how using 1:(column(2)*scale) with steps lw 2*stroke lc rgb target_colour notitle, \
         histogram @histogram_how using 1:3 with lines lw widths[1]*stroke lc rgb own notitle
    unset object lifted
} else {
    plot histogram @histogram_how using 1:(column(2)*scale) with boxes fs transparent solid 0.4 noborder lc rgb target_colour notitle, \
         histogram @histogram_how using 1:3 with lines lw widths[1]*stroke lc rgb own notitle
    unset object lifted
}

# ---- what the parts weigh
if (whole) {
    do for [i=1:60] { unset label i; unset object i }
    rows = matrices_rows
    set lmargin at screen area_left + 0.74*(area_right - area_left)
    set rmargin at screen area_right - 0.02
    set xrange [0:1.35*matrices_high[5]]
    set yrange [rows+0.7:0.3]
    unset xtics
    unset ytics
    unset grid
    unset xzeroaxis
    unset yzeroaxis
    set style fill solid 1 noborder
    set label 50 "parameters" at graph 0, screen split-0.7*em_y left noenhanced font plain.size_text tc rgb ink
    do for [i=1:rows] {
        set label 50+i matrices_matrix[i] at graph 0, first i offset -0.8,0 right noenhanced font plain.size_text tc rgb ink
    }
    set label 49 sprintf(fact_activation_percent < 1 ? "%s: %.2f %% of the time" : "%s: %.0f %% of the time", histogram_names[3], fact_activation_percent) at screen area_right, screen area_bottom+0.9*em_y right noenhanced font plain.size_text tc rgb soft
    plot matrices @matrices_how using (column(5)/2):(column(0)+1):(column(5)/2):(0.3) with boxxyerror lc rgb many_colour notitle, \
         matrices @matrices_how using 5:(column(0)+1):("  ".count_(column(5))) with labels left noenhanced font plain.size_text tc rgb soft notitle
    unset object lifted
}
unset multiplot
