# byhand: what actfn computes beforehand, made up by gnuplot itself, for a script that is run by hand on a csv
#   drawn = 'gelu.csv'           x in the first column and a line in each other (whose name begins with `first`)
#   table = 'flow.csv'; by = 'activation init'; x = 'layer'; y = 'gain'      a line for each that `by` tells apart
if (!exists("here")) { here = 'plots/' }
load here.'theme.gp'
set datafile separator comma
if (!exists("first")) { first = '' }
if (!exists("table")) { table = '' }
drawn_how = ''
file = table eq '' ? drawn : table
# the header as one line; its commas, those inside quotes apart, tell how many columns there are
set datafile separator "\n"
stats file every ::0::0 using (head_ = stringcolumn(1), 0) nooutput
set datafile separator comma
columns_ = 1; inside_ = 0
do for [i=1:strlen(head_)] {
    if (head_[i:i] eq '"') { inside_ = !inside_ }
    if (head_[i:i] eq ',' && !inside_) { columns_ = columns_ + 1 }
}
array names_[columns_]
do for [i=1:columns_] { stats file every ::0::0 using (names_[i] = stringcolumn(i), 0) nooutput }
column_of(name) = sum [i=1:columns_] (names_[i] eq name ? i : 0)

if (table eq '') {
    # wide: the columns themselves
    curves = 0
    do for [i=2:columns_] { if (names_[i][1:strlen(first)] eq first) { curves = curves + 1 } }
    array curve_xcolumn[curves]; array curve_column[curves]; array curve_title[curves]
    k = 0
    do for [i=2:columns_] { if (names_[i][1:strlen(first)] eq first) {
        k = k + 1; curve_xcolumn[k] = 1; curve_column[k] = i; curve_title[k] = names_[i][strlen(first)+1:*]
    } }
    drawn_how = 'skip 1'
    stats drawn skip 1 using 1 nooutput
    xlow_ = STATS_min; xhigh_ = STATS_max; ylow_ = 1e300; yhigh_ = -1e300
    do for [i=1:curves] {
        stats drawn skip 1 using curve_column[i] nooutput
        if (STATS_records > 0 && STATS_min < ylow_) { ylow_ = STATS_min }
        if (STATS_records > 0 && STATS_max > yhigh_) { yhigh_ = STATS_max }
    }
} else {
    # long: rows are told apart by the words of the `by` columns, which must stand together
    xcolumn_ = column_of(x); ycolumn_ = column_of(y)
    say_(k) = words(by) < k ? '' : ' '.stringcolumn(column_of(word(by, k)))
    told_(n) = say_(1).say_(2).say_(3).say_(4)
    list_ = '|'
    stats table skip 1 using (t_ = told_(0), list_ = strstrt(list_, '|'.t_.'|') ? list_ : list_.t_.'|', column(ycolumn_)) nooutput
    ylow_ = STATS_min; yhigh_ = STATS_max
    stats table skip 1 using xcolumn_ nooutput
    xlow_ = STATS_min; xhigh_ = STATS_max
    curves = 0
    do for [i=2:strlen(list_)] { if (list_[i:i] eq '|') { curves = curves + 1 } }
    array curve_xcolumn[curves]; array curve_column[curves]; array curve_title[curves]
    k = 0; begin_ = 2
    do for [i=2:strlen(list_)] { if (list_[i:i] eq '|') { k = k + 1; curve_title[k] = list_[begin_:i-1]; begin_ = i + 1 } }
}
if (!exists("log_x")) { log_x = 0 }
if (!exists("log_y")) { log_y = 0 }
pad_ = 0.05*(yhigh_ - ylow_)
set lmargin at screen 0.1; set rmargin at screen 0.96; set bmargin at screen 0.1; set tmargin at screen 0.95-0.05*((curves + 2)/3)
set xrange [xlow_:xhigh_]
if (log_x) { set logscale x }
if (log_y) { set logscale y; set format y '%g' } else { set yrange [ylow_-pad_:yhigh_+pad_] }
set key outside above left horizontal textcolor rgb ink noenhanced
rank_(t) = t[strlen(t):strlen(t)] ne "'" ? 1 : t[strlen(t)-1:strlen(t)-1] ne "'" ? 2 : 3
if (table eq '') {
    plot for [i=1:curves] drawn @drawn_how using 1:curve_column[i] with lines lw widths[rank_(curve_title[i])]*0.6 \
        lc rgb colour[(i-1)%10+1] title curve_title[i]
} else {
    plot for [i=1:curves] table skip 1 using (told_(0) eq curve_title[i] ? column(xcolumn_) : NaN):ycolumn_ with linespoints pt 7 ps 0.5 \
        lw 2 lc rgb colour[(i-1)%10+1] title curve_title[i]
}
