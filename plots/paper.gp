# paper: each claim's number over the paper's, with its interval
# tables: results
# By hand, on `actfn paper he2015 -o results.csv`:  actfn paper he2015 -o x.gp; gnuplot -p x.gp
if (!exists("results_how")) { print "by hand: actfn paper KEY -o paper.gp; gnuplot -p paper.gp"; exit status 1 }
first = results_columns - 4         # the paper's number; then ours, low, high
rows = results_rows
# against the paper's number where that is not 0, else absolute
unit(p) = p == 0 ? 1.0 : abs(p)
at(v, p) = (v - p)/unit(p)
array ours[rows]; array low[rows]; array high[rows]; array right[rows]
k = 0
stats results @results_how using (k = k+1, ours[k] = at(column(first+1), column(first)), low[k] = at(column(first+2), column(first)), high[k] = at(column(first+3), column(first)), right[k] = low[k] <= 0 && high[k] >= 0, 0) nooutput
reach = 1e-3
do for [i=1:rows] {
    if (abs(low[i]) > reach && abs(low[i]) < 3) { reach = abs(low[i]) }
    if (abs(high[i]) > reach && abs(high[i]) < 3) { reach = abs(high[i]) }
}
reach = 1.15*reach
named = rows <= 12 && !text
wide = int(0.5*(area_right - area_left)/(0.46*em_x))         # characters that fit beside the frame
split_x = named ? area_left + 0.52*(area_right - area_left) : area_left + 2*em_x
set lmargin at screen split_x; set rmargin at screen area_right-2*em_x
set tmargin at screen area_top-1.5*em_y; set bmargin at screen area_bottom+(text ? 4 : 3)*em_y
set xrange [-100*reach:100*reach]
set yrange [rows+0.6:0.4]
unset ytics
size_ = 50*reach; ten_ = 10.0**floor(log10(size_))
step_ = (size_/ten_ >= 5 ? 5 : size_/ten_ >= 2 ? 2 : 1)*ten_
set xtics step_
set label "ours against the paper's, percent" at screen 0.5*(split_x+area_right), screen area_bottom+0.6*em_y center noenhanced font plain.size_text tc rgb soft
do for [i=1:rows] {
    c = right[i] ? colour[3] : colour[2]
    if (text) {
        set label "•" at first 100*ours[i], first i center front tc rgb c
    } else {
        set arrow from first 100*(low[i] < -reach ? -reach : low[i]), first i to first 100*(high[i] > reach ? reach : high[i]), first i nohead front lw 4*stroke lc rgb c
        set label "" at first 100*(ours[i] < -reach ? -reach : ours[i] > reach ? reach : ours[i]), first i front point pt 7 ps point lc rgb c
    }
    if (named) { set label (strlen(results_claim[i]) > wide ? substr(results_claim[i], 1, wide - 1)."…" : results_claim[i]) at screen split_x-em_x, first i right noenhanced font plain.size_text tc rgb ink }
}
set arrow from first 0, graph 0 to first 0, graph 1 nohead back lw 2*stroke lc rgb axis
plot NaN notitle
unset object lifted
