# bench: what a value costs, function by function: f alone, with its slope, with both derivatives
# tables: cost
# By hand: actfn bench gelu silu -o bench.gp writes a script that stands alone
if (!exists("cost")) { print "say which table: actfn bench gelu -o bench.gp"; exit status 1 }
# Three rows a function, in the table's order: f, f and f', and f''. Many functions are panels of bars without numbers.
functions_ = cost_rows/3
columns_ = functions_ > 48 ? 3 : functions_ > 16 ? 2 : 1
lines_ = (functions_ + columns_ - 1)/columns_
foot_ = area_bottom + (text ? 4 : 2.0)*em_y
top_ = area_top - (text ? 2 : 1.6)*em_y
high_ = (top_ - foot_)/lines_
tight_ = high_ < 1.05*em_y && !text     # smaller names, as long as they can be read
fine_ = high_ > (tight_ ? 0.72 : 0.9)*em_y
small_ = tight_ ? sprintf("%.1f", 0.72*size_text) : size_text
longest_ = 0
do for [i=1:functions_] { n = strlen(cost_function[3*i]); if (n > longest_) { longest_ = n } }
longest_ = longest_ > 24 ? 24 : longest_
names_ = (text ? 1.0 : tight_ ? 0.38 : 0.52)*em_x*(longest_ + 1)
wide_ = (area_right - area_left)/columns_
label_(s) = strlen(s) > 24 ? s[1:23].'…' : s
most_ = cost_high[3]
set multiplot
unset ytics; unset xzeroaxis
set xrange [0:1.06*most_]
rough_ = most_*(3.6*em_x)/(wide_ - names_)
power_ = 10.0**floor(log10(rough_))
set xtics power_*(rough_/power_ > 5 ? 10 : rough_/power_ > 2 ? 5 : rough_/power_ > 1 ? 2 : 1)
array shade_[3] = [ink, target_colour, ghost]
array said_[3] = ["f", "f and f′", "f, f′ and f″"]
do for [k=1:columns_] {
    first_ = (k-1)*lines_
    last_ = first_ + lines_ > functions_ ? functions_ : first_ + lines_
    set lmargin at screen area_left + (k-1)*wide_ + names_
    set rmargin at screen area_left + k*wide_ - em_x
    set tmargin at screen top_
    set bmargin at screen foot_
    set yrange [lines_:0]
    do for [i=first_+1:last_] {
        if (fine_) { set label label_(cost_function[3*i]) at graph 0, first i-first_-0.5 offset -0.6, 0 right noenhanced font plain.small_ tc rgb ink }
    }
    if (k == 1) { do for [d=1:3] {
        if (!text) { set object 20+d rectangle from screen area_left+names_+(d-1)*8*em_x, screen area_top-0.9*em_y to screen area_left+names_+(d-1)*8*em_x+em_x, screen area_top-0.2*em_y front fc rgb shade_[d] fs solid noborder }
        if (!text || d == 1) { set label said_[d] at screen area_left+names_+(d-1)*8*em_x+1.4*em_x, screen area_top-0.5*em_y left noenhanced font plain.size_text tc rgb soft }
    } }
    # the longest first, so that the shorter lie on it
    # in a text terminal there are no areas: one line each, up to f
    if (text) {
        plot cost @cost_how using (0):($2 == 0 ? int(column(0)/3)-first_+0.5 : NaN):3:(0) with vectors nohead lc rgb ink notitle
    } else {
    plot for [d=3:1:-1] cost @cost_how \
        using (0.5*$3):($2 == d-1 ? int(column(0)/3)-first_+0.5 : NaN):(0.5*$3):(0.36 - 0.06*(3-d)) with boxxyerror fs solid noborder lc rgb shade_[d] notitle
    }
    unset object lifted
    unset label
    do for [d=1:3] { unset object 20+d }
}
unset multiplot
