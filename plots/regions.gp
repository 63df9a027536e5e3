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
part(s, i) = real("0x".s[2*i:2*i+1])
strength(margin) = theme eq 'dark' ? 0.15 + 0.45*margin : 0.12 + 0.33*margin
shade(class, margin, i) = part(paper, i) + (part(colour[int(class) % 8 + 1], i) - part(paper, i))*strength(margin)
ink_of(class) = int(part(colour[int(class) % 8 + 1], 1))*65536 + int(part(colour[int(class) % 8 + 1], 2))*256 + int(part(colour[int(class) % 8 + 1], 3))

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
    set label titles_title[k] at graph 0, graph 1 offset character 0, character 0.75 left noenhanced font name.size_text tc rgb ink
    from = (k - 1)*each
    to = k*each - 1
    if (text) {
        plot prediction @prediction_how every ::from::to using 4:($8 > 0 ? $5 : NaN) with dots lc rgb soft notitle, \
             data @data_how using 1:2:(ink_of($3)) with points pt 7 lc rgb variable notitle
        unset object lifted
    } else {
        if (exists("data")) {
            plot prediction @prediction_how every ::from::to using 4:5:(shade($6, $7, 1)):(shade($6, $7, 2)):(shade($6, $7, 3)) with rgbimage notitle, \
                 data @data_how using 1:2 with points pt 7 ps 0.62*point lc rgb paper notitle, \
                 data @data_how using 1:2:(ink_of($3)) with points pt 7 ps 0.45*point lc rgb variable notitle
            unset object lifted
        } else {
            plot prediction @prediction_how every ::from::to using 4:5:(shade($6, $7, 1)):(shade($6, $7, 2)):(shade($6, $7, 3)) with rgbimage notitle
            unset object lifted
        }
    }
    unset label
}
unset multiplot
