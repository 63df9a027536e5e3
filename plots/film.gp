# film: what nets make of the plane or of the curve while they learn: a film, a page with a slider, or a strip of moments
# delay: 45
# tables: film film_nets moments film_scores data curves
# By hand (one net), on `actfn fit 'sin(3*x)' --activation relu --figure process --table film -o film.csv`:
#   gnuplot -p -e "film='film.csv'" plots/film.gp
if (!exists("film")) { print "say which table: gnuplot -p -e \"film='film.csv'\" plots/film.gp"; exit status 1 }
if (!exists("film_how")) {
    set datafile separator ','
    plot film skip 1 using 3:4:2 with points pt 7 ps 0.3 palette notitle
    exit
}
plane = film_columns == 7
moves = GPVAL_TERM eq 'gif'
stacked = device eq 'page'                # all moments in one place; the page shows one at a time
nets = film_nets_rows
moments_shown = moments_rows
cells = film_rows/(nets*moments_rows)
if (plane) {
    array greys[4] = ["#ffffff", "#c3ced9", "#e6ebf0", "#9dacba"]
    if (theme eq 'dark') { array greys[4] = ["#14181d", "#4b5a69", "#2c353f", "#6b7a89"] }
    between = theme eq 'dark' ? "#232b34" : "#eef2f6"
    few(margin) = floor(6*margin + 0.5)/6.0          # a GIF has 256 colours
    # numbers, as a function of each cell must be quick: red, green and blue of each class, and of none
    array class_rgb[12]; array between_rgb[3]
    do for [q=0:3] { do for [i=1:3] { class_rgb[3*q+i] = real("0x".greys[q+1][2*i:2*i+1]) } }
    do for [i=1:3] { between_rgb[i] = real("0x".between[2*i:2*i+1]) }
    shade(class, margin, i) = between_rgb[i] + (class_rgb[3*(int(class) % 4)+i] - between_rgb[i])*(0.25 + 0.75*few(margin))
    array class_point[4] = [6, 7, 2, 9]
    set xrange [film_low[3]:film_high[3]]
    set yrange [film_low[4]:film_high[4]]
} else {
    last_ = curves_columns
    pad_ = 0.35*(curves_high[last_] - curves_low[last_])
    if (!(pad_ > 0)) { pad_ = 1 }
    set xrange [film_low[3]:film_high[3]]
    set yrange [curves_low[last_]-pad_:curves_high[last_]+pad_]
}
unset xtics; unset ytics; unset grid; unset xzeroaxis; unset yzeroaxis
set border 15 lw stroke lc rgb line

# A strip: a row a net, a column a moment. A film: the nets side by side, and the moment below.
strip = !moves && !stacked
line_high = text ? 2*em_y : 1.5*em_y
aside = strip ? (text ? 14 : 7.5)*em_x : 0
foot = strip ? 0 : 2.2*line_high
best = 0
wide_ = (area_right - area_left - aside)*width
high_ = (area_top - area_bottom - foot)*height - (strip ? line_high*height : 0)
if (strip) { columns = moments_shown; rows = nets } else {
    columns = 1
    do for [c=1:nets] {
        r = (nets + c - 1)/c
        side_ = wide_/c < high_/r - line_high*height ? wide_/c : high_/r - line_high*height
        if (side_ > best) { best = side_; columns = c }
    }
    rows = (nets + columns - 1)/columns
}
cell_w = wide_/columns; cell_h = high_/rows - (strip ? 0 : line_high*height)
# a plane is a square; a curve may be wider than high
side_h = cell_h*0.95 < cell_w*0.95 ? cell_h*0.95 : cell_w*0.95
side_w = plane ? side_h : (cell_w*0.95 < 1.6*side_h ? cell_w*0.95 : 1.6*side_h)
step_w = strip ? cell_w : (cell_w < 1.12*side_w ? cell_w : 1.12*side_w)
first_x = strip ? area_left + aside : 0.5*(area_left + area_right) - 0.5*columns*step_w/width
head_y = area_top - (strip ? line_high : 0)

if (stacked) { print sprintf("film %d %d", moments_shown, nets*(plane ? 2 : 1)) }
films = moves ? moments_shown : 1
do for [film_frame=1:films] {
# the last moment stays a while; gnuplot drops frames that repeat, so a thin line grows
do for [again=1:(moves && film_frame == films ? 4 : 1)] {
set multiplot
do for [m=(moves ? film_frame : 1):(moves ? film_frame : moments_shown)] {
    do for [k=1:nets] {
        c = strip ? m-1 : (k-1) % columns
        r = strip ? k-1 : (k-1)/columns
        left_ = first_x + c*step_w/width
        top_ = head_y - r*(cell_h + (strip ? 0 : line_high*height))/height - (strip ? 0 : line_high)
        set lmargin at screen left_
        set rmargin at screen left_ + side_w/width
        set tmargin at screen top_
        set bmargin at screen top_ - side_h/height
        own = colour[tone(film_nets_label_tone[k])]; words_ = text_colour[tone(film_nets_label_tone[k])]
        if (own eq ink) { own = text_colour[other] }
        if (m == 1 || moves) {
            if (k == 1) { do for [i=1:moves ? headings : 0] {
                set label heading_text[i] at screen heading_x[i], heading_y[i] left noenhanced front \
                    font (heading_bold[i] ? bold : plain).heading_size[i] tc rgb (heading_bold[i] ? ink : soft)
            } }
            if (strip) { set label film_nets_label[k] at screen area_left, screen top_ - 0.5*side_h/height left noenhanced font name.size_text tc rgb words_ }
            if (!strip && !stacked) { set label film_nets_label[k].": ".film_scores_said[(m-1)*nets+k] at screen left_, screen top_ + 0.5*line_high left noenhanced font name.size_text tc rgb words_ }
            if (stacked) { set label film_nets_label[k] at screen left_, screen top_ + 0.5*line_high left noenhanced font name.size_text tc rgb words_ }
        }
        if (strip && k == 1) { set label "step ".moments_text[m] at screen left_ + 0.5*side_w/width, screen head_y + 0.45*line_high center noenhanced font plain.size_text tc rgb ink }
        if (strip && !text) { set label film_scores_said[(m-1)*nets+k] at graph 0.96, graph 0.08 right noenhanced front boxed font name.size_text tc rgb ink }
        if (moves && k == 1) {
            set label "step ".moments_text[m] at screen area_left, screen area_bottom + 0.9*line_high left noenhanced font bold.size_title tc rgb ink
            now_ = (film_frame - 1 + again)/(films + 3.0)
            set arrow from screen area_left, screen area_bottom to screen area_left + now_*(area_right - area_left), screen area_bottom nohead lw 3*stroke lc rgb axis
        }
        from = ((m-1)*nets + k-1)*cells
        to = from + cells - 1
        if (plane) {
            if (text) {
                plot film @film_how every ::from::to using 3:($7 > 0 ? $4 : NaN) with dots lc rgb own notitle, \
                     for [q=0:3] data @data_how using 1:(int($3) % 4 == q ? $2 : NaN) with points pt class_point[q+1] lc rgb soft notitle
            } else { if (stacked) {
                plot film @film_how every ::from::to using 3:4:(shade($5, $6, 1)):(shade($5, $6, 2)):(shade($5, $6, 3)) with rgbimage notitle, \
                     film @film_how every ::from::to using 3:($7 > 0 ? $4 : NaN) with points pt 7 ps 0.42*point lc rgb own notitle
            } else {
                plot film @film_how every ::from::to using 3:4:(shade($5, $6, 1)):(shade($5, $6, 2)):(shade($5, $6, 3)) with rgbimage notitle, \
                     film @film_how every ::from::to using 3:($7 > 0 ? $4 : NaN) with points pt 7 ps 0.34*point lc rgb own notitle, \
                     for [q=0:3] data @data_how using 1:(int($3) % 4 == q ? $2 : NaN) with points pt class_point[q+1] ps (strip ? 0.25 : 0.4)*point lw stroke lc rgb ink notitle
            } }
        } else { if (stacked) {
            plot film @film_how every ::from::to using 3:4 with lines lw widths[1]*stroke lc rgb own notitle
        } else {
            plot curves @curves_how using 1:last_ with lines lw 2*widths[1]*stroke lc rgb target_colour notitle, \
                 film @film_how every ::from::to using 3:4 with lines lw widths[2]*stroke lc rgb own notitle
        } }
        unset object lifted
        unset label
        unset arrow
    }
}
if (stacked) {       # what does not change, once
    do for [k=1:nets] {
        c = (k-1) % columns
        r = (k-1)/columns
        left_ = first_x + c*step_w/width
        top_ = head_y - r*(cell_h + line_high*height)/height - line_high
        set lmargin at screen left_
        set rmargin at screen left_ + side_w/width
        set tmargin at screen top_
        set bmargin at screen top_ - side_h/height
        if (plane) {
            plot for [q=0:3] data @data_how using 1:(int($3) % 4 == q ? $2 : NaN) with points pt class_point[q+1] ps 0.4*point lw stroke lc rgb ink notitle
        } else {
            plot curves @curves_how using 1:last_ with lines lw stroke dt (6,4) lc rgb soft notitle
        }
    }
}
unset multiplot
}
}
