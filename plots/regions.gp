# regions: which class a net gives to every place of the plane, a panel for each net, with the data
# tables: prediction data results
# By hand, on two tables of `actfn fit spiral`:  gnuplot -p -e "prediction='prediction.csv'; data='data.csv'" plots/regions.gp
if (!exists("prediction")) { print "say which tables: gnuplot -p -e \"prediction='prediction.csv'; data='data.csv'\" plots/regions.gp"; exit status 1 }
if (!exists("headings")) { load 'plots/theme.gp' }
n = prediction_blocks
columns = n < 4 ? n : n < 7 ? 3 : 4
rows = int((n + columns - 1)/columns)
# the plane in the classes' colours, thinned with paper; the data in full colour
hex(s, i) = (strstrt("0123456789abcdef", s[i:i]) - 1)*16 + strstrt("0123456789abcdef", s[i+1:i+1]) - 1
mix(a, b, t) = sprintf("#%02x%02x%02x", int(t*hex(a, 2) + (1-t)*hex(b, 2)), int(t*hex(a, 4) + (1-t)*hex(b, 4)), int(t*hex(a, 6) + (1-t)*hex(b, 6)))
thin = text ? 1 : theme eq 'dark' ? 0.5 : 0.4
set cbrange [0:7]
set palette maxcolors 8 defined (0 mix(colour[1], paper, thin), 1 mix(colour[2], paper, thin), 2 mix(colour[3], paper, thin), \
    3 mix(colour[4], paper, thin), 4 mix(colour[5], paper, thin), 5 mix(colour[6], paper, thin), 6 mix(colour[7], paper, thin), 7 mix(colour[8], paper, thin))
do for [i=1:8] { set linetype 20+i lc rgb colour[i] }
unset colorbox; unset grid; unset xzeroaxis; unset yzeroaxis; unset xtics; unset ytics
c = prediction_columns - 1
x0 = prediction_low[c-2]; x1 = prediction_high[c-2]; y0 = prediction_low[c-1]; y1 = prediction_high[c-1]
set xrange [x0:x1]; set yrange [y0:y1]
# boxes as wide and as high as the plane is, whatever the picture's shape
title_ = 1.8*em_y
shape = (y1 - y0)/(x1 - x0)
w = (area_right - area_left)/columns; h = (area_top - area_bottom)/rows
bw = 0.95*w; bh = bw*width*shape/height
if (bh > h - title_) { bh = h - title_; bw = bh*height/shape/width }
set multiplot
do for [i=1:n] {
    left = area_left + w*((i - 1)%columns) + 0.5*(w - bw)
    top = area_top - h*((i - 1)/columns) - 0.5*(h - bh - title_)
    set lmargin at screen left; set rmargin at screen left+bw
    set tmargin at screen top-title_; set bmargin at screen top-title_-bh
    set label prediction_block_name[i] at screen left+0.5*bw, screen top-(text ? 0.5 : 0.35)*title_ center noenhanced font bold.size_text tc rgb ink
    a = prediction_block_first[i]; b = a + prediction_block_rows[i] - 1
    if (text) {
        plot prediction @prediction_how every ::a::b using c-2:c-1:c with dots lc palette notitle
    } else {
        plot prediction @prediction_how every ::a::b using c-2:c-1:c with image notitle, \
             data @data_how using 1:2 with points pt 7 ps 0.75*point lc rgb paper notitle, \
             data @data_how using 1:2:(21+$3) with points pt 7 ps 0.5*point lc variable notitle
    }
    unset label
}
unset multiplot
