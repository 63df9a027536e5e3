# regions: the plane as nets divide it among the classes, with the samples they learnt from
# tables: prediction data titles
# By hand (one net), on `actfn fit spiral --activation relu --table prediction -o prediction.csv`:
#   gnuplot -p -e "prediction='prediction.csv'" plots/regions.gp
if (!exists("prediction")) { print "say which table: gnuplot -p -e \"prediction='prediction.csv'\" plots/regions.gp"; exit status 1 }
if (!exists("prediction_how")) {
    set datafile separator ','
    prediction_how = 'skip 1'
    prediction_rows = 10201
    titles_rows = 1
    array titles_title[1] = [""]
    text = 0; width = 640; height = 640; em_x = 0.02; em_y = 0.02
    area_left = 0.02; area_right = 0.98; area_top = 0.9; area_bottom = 0.05
    stats prediction @prediction_how using 4:5 nooutput
    array prediction_low[5] = [0, 0, 0, STATS_min_x, STATS_min_y]
    array prediction_high[5] = [0, 0, 0, STATS_max_x, STATS_max_y]
}
each = prediction_rows/titles_rows

# The class's colour, paler where the net is less sure.
# Classes have no activation's colour: they are greys, from paper on, and their samples rings, discs, crosses.
array greys[4] = ["#ffffff", "#c3ced9", "#e6ebf0", "#9dacba"]
if (theme eq 'dark') { array greys[4] = ["#14181d", "#4b5a69", "#2c353f", "#6b7a89"] }
between = theme eq 'dark' ? "#232b34" : "#eef2f6"
# numbers, as a function of each cell must be quick: red, green and blue of each class, and of none
array class_rgb[12]; array between_rgb[3]
do for [q=0:3] { do for [i=1:3] { class_rgb[3*q+i] = real("0x".greys[q+1][2*i:2*i+1]) } }
do for [i=1:3] { between_rgb[i] = real("0x".between[2*i:2*i+1]) }
fine_ = GPVAL_TERM eq 'gif' ? 6.0 : 255.0      # a GIF has 256 colours
few(margin) = floor(fine_*margin + 0.5)/fine_
shade(class, margin, i) = between_rgb[i] + (class_rgb[3*(int(class) % 4)+i] - between_rgb[i])*(0.25 + 0.75*few(margin))
array class_point[4] = [6, 7, 2, 9]

# As many columns as make the squares largest.
wide = (area_right - area_left)*width
high = (area_top - area_bottom)*height
head = 2.2*em_y*height
gap = 1.5*em_x*width
best = 0
do for [c=1:titles_rows] {
    r = (titles_rows + c - 1)/c
    side = (wide + gap)/c - gap < high/r - head ? (wide + gap)/c - gap : high/r - head
    if (side > best) { best = side; columns = c }
}
rows = (titles_rows + columns - 1)/columns
top = area_top - 0.3*((area_top - area_bottom) - rows*(best + head)/height)
left = 0.5*(area_left + area_right) - 0.5*(columns*best + (columns - 1)*gap)/width

unset xtics
unset ytics
unset grid
unset xzeroaxis
unset yzeroaxis
set xrange [prediction_low[4]:prediction_high[4]]
set yrange [prediction_low[5]:prediction_high[5]]
set multiplot
do for [k=1:titles_rows] {
    c = (k - 1) % columns
    r = (k - 1)/columns
    set lmargin at screen left + c*(best + gap)/width
    set rmargin at screen left + (c*(best + gap) + best)/width
    set tmargin at screen top - (r*(best + head) + head)/height
    set bmargin at screen top - (r + 1)*(best + head)/height
    set label titles_title[k] at graph 0, graph 1 offset character 0, character 0.75 left noenhanced font name.size_text tc rgb (exists("titles_title_tone") ? text_colour[tone(titles_title_tone[k])] : ink)
    from = (k - 1)*each
    to = k*each - 1
    own = exists("titles_title_tone") ? colour[tone(titles_title_tone[k])] : ink
    if (text) {
        plot prediction @prediction_how every ::from::to using 4:($8 > 0 ? $5 : NaN) with dots lc rgb own notitle, \
             for [q=0:3] data @data_how using 1:(int($3) % 4 == q ? $2 : NaN) with points pt class_point[q+1] lc rgb (q == 0 ? soft : ink) notitle
    } else {
        if (exists("data")) {
            plot prediction @prediction_how every ::from::to using 4:5:(shade($6, $7, 1)):(shade($6, $7, 2)):(shade($6, $7, 3)) with rgbimage notitle, \
                 prediction @prediction_how every ::from::to using 4:($8 > 0 ? $5 : NaN) with points pt 7 ps 0.42*point lc rgb own notitle, \
                 data @data_how using 1:(int($3) % 4 == 0 ? $2 : NaN) with points pt 7 ps 0.4*point lc rgb paper notitle, \
                 for [q=0:3] data @data_how using 1:(int($3) % 4 == q ? $2 : NaN) with points pt class_point[q+1] ps 0.4*point lw 1.5*stroke lc rgb ink notitle
        } else {
            plot prediction @prediction_how every ::from::to using 4:5:(shade($6, $7, 1)):(shade($6, $7, 2)):(shade($6, $7, 3)) with rgbimage notitle, \
                 prediction @prediction_how every ::from::to using 4:($8 > 0 ? $5 : NaN) with points pt 7 ps 0.42*point lc rgb own notitle
        }
    }
    unset object lifted
    unset label
}
unset multiplot
