# dead_map: every unit of a net as a cell, layer by layer: dead, always linear, or how often it is active
# tables: map maps names
# By hand, on `actfn dead --table map -o map.csv` (both panels in one):  gnuplot -p -e "map='map.csv'" plots/dead_map.gp
if (!exists("map")) { print "say which table: gnuplot -p -e \"map='map.csv'\" plots/dead_map.gp"; exit status 1 }
if (!exists("map_how")) {
    set datafile separator ','
    map_how = 'skip 1'
    maps_rows = 1
    array maps_title[1] = [""]
    stats map @map_how using 1:2 nooutput
    maps_rows = int(STATS_max_x)
    array maps_title[maps_rows]
    do for [k=1:maps_rows] { maps_title[k] = sprintf("%d", k) }
    map_high_layer = STATS_max_y
    text = 0; width = 640; height = 480; em_x = 0.025; em_y = 0.03
    area_left = 0.05; area_right = 0.95; area_top = 0.9; area_bottom = 0.05
} else {
    map_high_layer = map_high[2]
}
part(s, i) = real("0x".s[2*i:2*i+1])
rgb(s) = int(part(s, 1))*65536 + int(part(s, 2))*256 + int(part(s, 3))
blend(a, b, t) = int(part(a, 1) + (part(b, 1) - part(a, 1))*t)*65536 + int(part(a, 2) + (part(b, 2) - part(a, 2))*t)*256 + int(part(a, 3) + (part(b, 3) - part(a, 3))*t)
dead = dead_colour; on = on_colour; pale = few_colour; full = many_colour
cell(active, kind) = kind == 0 ? rgb(dead) : kind == 1 ? rgb(on) : blend(pale, full, active/100.)

wide = (area_right - area_left)/maps_rows
legend = area_top - 0.6*em_y
if (text) {
    set label "a line a unit: as long as the unit is often active; none: dead" at screen area_left, legend left font plain.size_text tc rgb soft
} else {
    # squares are drawn: no GIF font has them
    set object 1 rectangle from screen area_left, screen legend-0.4*em_y to screen area_left+0.8*em_x, screen legend+0.4*em_y front fc rgb dead fs solid noborder
    set label "dead" at screen area_left+1.2*em_x, legend left font bold.size_text tc rgb ink
    set object 2 rectangle from screen area_left+5*em_x, screen legend-0.4*em_y to screen area_left+5.8*em_x, screen legend+0.4*em_y front fc rgb on fs solid noborder
    set label "always linear" at screen area_left+6.2*em_x, legend left font bold.size_text tc rgb on_text
    set object 3 rectangle from screen area_left+14.3*em_x, screen legend-0.4*em_y to screen area_left+15.1*em_x, screen legend+0.4*em_y front fc rgb pale fs solid noborder
    set object 4 rectangle from screen area_left+15.1*em_x, screen legend-0.4*em_y to screen area_left+15.9*em_x, screen legend+0.4*em_y front fc rgb full fs solid noborder
    set label "on for few ... many samples" at screen area_left + 16.3*em_x, legend left font plain.size_text tc rgb soft
}
foot = area_bottom + (text ? 4 : 3.4)*em_y
if (text) { foot = (ceil(0.5*foot/em_y - 0.01) + 0.125)*2*em_y }    # a line along it is in the row above the numbers
set multiplot
unset grid
unset ytics
unset xzeroaxis
unset yzeroaxis
set xrange [0.45:map_high_layer+0.55]
set yrange [0:1]
# the layers' own names where one panel has room for them: level, or leaning where they are long
named = exists("names_name") && maps_rows == 1 && map_high_layer <= 24 && !text
longest = 0
if (named) {
    do for [i=1:names_rows] { longest = strlen(names_name[i]) > longest ? strlen(names_name[i]) : longest }
    level = 0.62*em_x*longest < (wide - 1.5*em_x)/map_high_layer
    foot = area_bottom + (level ? 2 : 1 + 0.42*longest)*em_y
}
# a title in its panel: whole, in two lines parted at its colon, or cut
room_ = int((wide - 1.5*em_x)/(0.56*em_x))
cut_(s) = strlen(s) <= room_ ? s : s[1:room_-1].'…'
title_(s) = strlen(s) <= room_ || !strstrt(s, ': ') ? cut_(s) : cut_(s[1:strstrt(s, ': ')-1])."\n".cut_(s[strstrt(s, ': ')+2:*])
tick = map_high_layer > 50 ? 20 : map_high_layer > 24 ? 10 : map_high_layer > 12 ? 2 : 1
set xtics tick
if (named) {
    set xtics format "" noenhanced
    if (level) { set xtics norotate } else { set xtics rotate by 35 right }
    set for [i=1:names_rows] xtics add (names_name[i] i)
}
do for [k=1:maps_rows] {
    set lmargin at screen area_left + (k - 1)*wide + 0.5*em_x
    set rmargin at screen area_left + k*wide - 1.0*em_x
    set tmargin at screen area_top - 4*em_y
    set bmargin at screen foot
    head_ = title_(maps_title[k])
    set label head_ at graph 0, graph 1 offset character 0, character (strstrt(head_, "\n") ? 1.8 : 0.8) left noenhanced font name.size_text tc rgb ink
    if (!named) { set label "layer" at screen area_left + (k - 0.5)*wide - 0.25*em_x, screen foot - (text ? 3 : 2.6)*em_y center font plain.size_text tc rgb soft }
    if (text) {
        plot map @map_how using ($1 == k && $6 != 0 ? $2 - 0.4 : NaN):(0.5*($3 + $4)):(0.008*($5 < 3 ? 3 : $5)):(0):(cell(100, $6)) with vectors nohead lc rgb variable notitle
        unset object lifted
    } else {
        plot map @map_how using ($1 == k ? $2 : NaN):(0.5*($3 + $4)):($2 - 0.46):($2 + 0.46):($3 + 0.06*($4 - $3)):($4 - 0.06*($4 - $3)):(cell($5, $6)) with boxxyerror fs solid noborder lc rgb variable notitle
        unset object lifted; unset object 1; unset object 2; unset object 3; unset object 4
    }
    unset label
}
unset multiplot
