# panels: lines in frames whose ranges and labels are computed; runs after scripts that ask for a layout
do for [i=1:curves] {
    c = curve_shade[i] < 0 ? colour[curve_colour[i]] : ramp(curve_shade[i])
    k = curve_shade[i] < 0 ? dash[curve_colour[i]] : 1
    set linetype i lw widths[curve_rank[i]]*stroke lc rgb c dt k pt 7 ps 0.55*point
    if (curve_rank[i] == 3) { set linetype i dt (9,6) }
    if (curve_dash[i] == 2) { set linetype i dt (7,5) }
    if (curve_dash[i] == 3) { set linetype i dt (2,4) }
    if (curve_dash[i] == 4) { set linetype i dt (10,4,2,4) }
    if (curve_dash[i] == 5) { set linetype i dt (14,7) }
}
if (!exists("first_wide")) { first_wide = 0 }
if (first_wide) { set linetype 1 lw 1.8*widths[1]*stroke }
if (!exists("multi")) { multi = 0 }
# a film shows one value of the sweep a frame, the others faintly behind; so does a window, where the arrow keys
# step (frame 0: all of them) and q or closing it ends
key_left = 1008; key_up = 1009; key_right = 1010; key_down = 1011
stepping = device eq 'window' && steps > 0
frame = stepping ? 0 : 1
drawing = 1
again = 0
while (drawing) {
    one = stepping ? frame > 0 : frames > 1
    if (one) {
        do for [i=1:curves] {
            c = curve_shade[i] == step_shade[frame] ? ramp(curve_shade[i]) : line
            set linetype i lc rgb c
        }
    }
    if (stepping && !one) { do for [i=1:curves] { c = ramp(curve_shade[i]); set linetype i lc rgb c } }
    if (again) { @lay
        do for [i=1:headings] {
            set label heading_text[i] at screen heading_x[i], heading_y[i] left noenhanced front \
                font (heading_bold[i] ? bold : plain).heading_size[i] tc rgb (heading_bold[i] ? ink : soft)
        } }
    if (one) {
        set arrow from screen bar_x-1.2*em_x, screen 0.5*(step_low[frame]+step_high[frame]) rto screen em_x, screen 0 front lw 2*stroke lc rgb ink
        set label step_text[frame] at screen bar_x+1.4*em_x, screen 0.5*(step_low[frame]+step_high[frame]) left front font name.size_text tc rgb ink
    }
    if (panels > 1 && !multi) { set multiplot }
    do for [i=1:entries] {
        set arrow from screen entry_x[i], screen entry_y[i] rto screen 1.4*em_x, screen 0 nohead lt entry_curve[i]
        set label entry_name[i] at screen entry_x[i]+1.9*em_x, entry_y[i] left noenhanced font plain.size_text tc rgb ink
    }
    if (steps > 0) { set label bar_title at screen bar_x, step_high[steps]+0.8*em_y left noenhanced font plain.size_text tc rgb soft }
    do for [i=1:steps] {
        set object rectangle from screen bar_x, screen step_low[i] to screen bar_x+em_x, screen step_high[i] front fc rgb ramp(step_shade[i]) fs solid noborder
        if (!one || i != frame) { set label step_text[i] at screen bar_x+1.4*em_x, screen 0.5*(step_low[i]+step_high[i]) left noenhanced font plain.size_text tc rgb soft }
    }
    do for [p=1:panels] {
        set lmargin at screen panel_left[p]
        set rmargin at screen panel_right[p]
        set tmargin at screen panel_top[p]
        set bmargin at screen panel_bottom[p]
        set xrange [panel_xlow[p]:panel_xhigh[p]]
        set yrange [panel_ylow[p]:panel_yhigh[p]]
        if (log_x) {
            set logscale x
            if (panel_xlow[p] < 1e-3 || panel_xhigh[p] > 1e5) { set format x "1e%T" }      # not 0.0001 beside 1e-05
        } else { set xtics panel_xstep[p] }
        if (!log_x && panel_xname[p] ne '' && panel_xlow[p] == 1 && panel_xstep[p] > 1) { set xtics add (1) }      # the first layer
        if (log_y) {
            # powers of ten, as many as there is room for; where there are hardly any, 2 and 5 times as much besides
            set logscale y
            set ytics ("" panel_ylow[p]/10)
            least = ceil(log10(panel_ylow[p]) - 1e-9); most = floor(log10(panel_yhigh[p]) + 1e-9)
            each = int(ceil((most - least + 1)*(text ? 4.0 : 2.6)*em_y/(panel_top[p] - panel_bottom[p])))
            if (each < 1) { each = 1 }
            fine = most - least < 2
            do for [e=least-1:most] {
                small = e >= -3 && most <= 4
                do for [m in fine ? "1 2 5" : "1"] {
                    v = m*10.0**e
                    if (v >= panel_ylow[p] && v <= panel_yhigh[p] && e % each == 0) {
                        set ytics add (fine && small || v == 1 ? sprintf("%g", v) : sprintf("%se%s%d", m, e < 0 ? minus : "", abs(e)) v)
                    }
                }
            }
        } else { set ytics panel_ystep[p] }
        set label panel_title[p] at screen panel_left[p], screen panel_top[p]+(text ? 0.5 : 0.8)*em_y left noenhanced font plain.size_text tc rgb ink
        set label panel_xname[p] at screen 0.5*(panel_left[p]+panel_right[p]), screen panel_bottom[p]-(text ? 3 : 2)*em_y center noenhanced font plain.size_text tc rgb soft
        do for [i=1:p == 1 ? tints : 0] {
            set object rectangle from tint_low[i], graph 0 to tint_high[i], graph 1 fc rgb tint fs solid noborder behind
            set label tint_label[i] at screen tint_x[i], tint_y[i] left noenhanced font plain.size_text tc rgb soft
        }
        if (p == 1 && exists("levels")) {
            do for [i=1:levels_rows] {
                set arrow from graph 0, first real(levels_text[i]) to graph 1, first real(levels_text[i]) nohead back lw 1.6*stroke dt (2,5) lc rgb axis
            }
        }
        do for [i=panel_first[p]:panel_last[p]] {
            set label curve_name[i] at screen curve_x[i], curve_y[i] left noenhanced font name.size_text tc lt i
        }
        do for [i=1:points] {
            if (point_panel[i] == p) {
                c = point_curve[i] > 0 ? colour[curve_colour[point_curve[i]]] : ink
                if (text) {
                    set label "•" at first point_x[i], first point_y[i] center front tc rgb c
                } else {
                    set label "" at first point_x[i], first point_y[i] front point pt 7 ps point lc rgb c
                }
                if (point_leader[i]) {
                    set arrow from first point_x[i], first point_y[i] to screen point_ex[i], screen point_ey[i] nohead front lw stroke lc rgb c
                }
                if (point_side[i] eq 'l') { set label point_label[i] at screen point_lx[i], point_ly[i] left noenhanced front font plain.size_text tc rgb c }
                if (point_side[i] eq 'r') { set label point_label[i] at screen point_lx[i], point_ly[i] right noenhanced front font plain.size_text tc rgb c }
                if (point_side[i] eq 'c') { set label point_label[i] at screen point_lx[i], point_ly[i] center noenhanced front font plain.size_text tc rgb c }
            }
        }
        if (curve_dots[panel_first[p]] && !text) {
            plot for [i=panel_first[p]:panel_last[p]] drawn @drawn_how using curve_xcolumn[i]:curve_column[i] with linespoints lt i notitle
        } else { if (one) {
            do for [i=panel_first[p]:panel_last[p]] { if (curve_shade[i] == step_shade[frame]) { shown = i } }
            plot for [i=panel_first[p]:panel_last[p]] drawn @drawn_how using curve_xcolumn[i]:curve_column[i] with lines lt i notitle, \
                 drawn @drawn_how using curve_xcolumn[shown]:curve_column[shown] with lines lt shown notitle
        } else {
            plot for [i=panel_first[p]:panel_last[p]] drawn @drawn_how using curve_xcolumn[i]:curve_column[i] with lines lt i notitle
        } }
        unset label
        unset arrow
        unset object
    }
    if (panels > 1 || multi) { unset multiplot }
    again = 1
    if (stepping) {
        # the codes of the arrow keys: left and right, down and up
        pause mouse keypress,close
        if (MOUSE_KEY == key_right || MOUSE_KEY == key_up) { frame = frame == steps ? 0 : frame + 1 }
        if (MOUSE_KEY == key_left || MOUSE_KEY == key_down) { frame = frame == 0 ? steps : frame - 1 }
        if (MOUSE_KEY < 0 || MOUSE_KEY == 113 || MOUSE_KEY == 27) { drawing = 0 }
    } else {
        frame = frame + 1
        drawing = frame <= frames
    }
}
