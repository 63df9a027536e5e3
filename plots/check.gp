# check: how far each part of a transformer is from being linear
# tables: parts
# By hand: actfn ffn --check -o check.gp writes a script that stands alone
if (!exists("parts")) { print "say which table: actfn ffn --check -o check.gp"; exit status 1 }
longest_ = 0
do for [i=1:parts_rows] { n = strlen(parts_part[i]); if (n > longest_) { longest_ = n } }
set lmargin at screen area_left + (text ? 1.0 : 0.54)*em_x*(longest_ + 1)
said_ = 0
do for [i=1:parts_rows] { n = strlen(parts_verdict[i]); if (n > said_) { said_ = n } }
set rmargin at screen area_right - (text ? 1 : 0.5*(said_ + 1))*em_x
set tmargin at screen area_top - (text ? 2 : 1.6)*em_y
set bmargin at screen area_bottom + (text ? 4 : 2.0)*em_y
set label "superposition error: |f(a+b) − f(a) − f(b) + f(0)| / |f(a+b)|" at screen area_left, screen area_top-0.5*em_y left noenhanced font plain.size_text tc rgb soft
set xrange [0:0.8]
set yrange [parts_rows:0]
unset ytics; unset xzeroaxis
set xtics 0.2
do for [i=1:parts_rows] {
    set label parts_part[i] at graph 0, first i-0.5 offset -0.6, 0 right noenhanced font plain.size_text tc rgb ink
    if (!text) { set label parts_verdict[i] at graph 1, first i-0.5 offset 0.6, 0 left noenhanced font plain.size_text tc rgb soft }
}
# in a text terminal a bar is one line of dots
if (text) {
    plot parts @parts_how using (0):(column(0)+0.5):3:(0) with vectors nohead lc rgb ink notitle
} else {
    plot parts @parts_how using (0.5*($3 < 0.002 ? 0.002 : $3)):(column(0)+0.5):(0.5*($3 < 0.002 ? 0.002 : $3)):(0.34) with boxxyerror fs solid noborder lc rgb ink notitle
}
