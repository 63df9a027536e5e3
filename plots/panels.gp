# panels: lines in frames whose ranges and labels are computed; runs after scripts that ask for a layout
# colours and dashes: an activation's own; a second curve of one colour in a panel is dashed
if (!exists("bands_how")) { bands_how = '' }       # a macro is read even where it is not used
array curve_hue[curves]; array curve_again[curves]; array curve_ink[curves]; array curve_words[curves]
crowd_(p) = panel_last[p] - panel_first[p] + 1
do for [i=1:curves] {
    curve_hue[i] = tone(curve_tone[i])
    curve_again[i] = 0
    do for [j=panel_first[curve_panel[i]]:i-1] {
        if (curve_shade[i] < 0 && curve_shade[j] < 0 && curve_hue[j] == curve_hue[i] && curve_dash[j] == curve_dash[i]) { curve_again[i] = curve_again[i] + 1 }
    }
    curve_ink[i] = curve_shade[i] < 0 ? colour[curve_hue[i]] : ramp(curve_shade[i])
    curve_words[i] = curve_shade[i] < 0 ? text_colour[curve_hue[i]] : ramp(curve_shade[i])
    k = curve_shade[i] < 0 && crowd_(curve_panel[i]) > 1 ? dash[curve_hue[i]] : 1
    if (curve_again[i] > 0) { k = again_dash[curve_again[i] % 6 + 1] }
    if (curve_dash[i] > 1) { k = again_dash[(curve_dash[i]-1) % 6 + 1] }
    # curves may coincide: the first is the widest, and shows below the others
    wide_ = functions && crowd_(curve_panel[i]) > 1 ? 1.25 - 0.4*(i - panel_first[curve_panel[i]])/(crowd_(curve_panel[i]) - 1.0) : 1.0
    set linetype i lw wide_*widths[curve_rank[i]]*stroke lc rgb curve_ink[i] dt k pt marker[curve_hue[i]] ps 0.55*point
    if (curve_tone[i] eq 'target' || curve_tone[i] eq 'data') {     # what was to be learned: thick, grey, below the rest
        curve_ink[i] = target_colour; curve_words[i] = soft
        set linetype i lw 2.2*widths[1]*stroke lc rgb target_colour dt 1
    }
    if (device eq 'page') { print sprintf("curve %d ", i).curve_ink[i]." ".curve_words[i] }
}
# the order of drawing: targets first
array order_[curves]
do for [p=1:panels] {
    n_ = panel_first[p]
    do for [t=0:1] { do for [i=panel_first[p]:panel_last[p]] {
        if ((curve_tone[i] eq 'target' || curve_tone[i] eq 'data') == (t == 0)) { order_[n_] = i; n_ = n_ + 1 }
    } }
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
        set xtics; set ytics
        set format x (panel_xtics[p] ? plain_format : ''); set format y (panel_ytics[p] ? plain_format : '')
        set xrange [panel_xlow[p]:panel_xhigh[p]]
        set yrange [panel_ylow[p]:panel_yhigh[p]]
        if (log_x) {
            set logscale x
            if (panel_xtics[p] && (panel_xlow[p] < 1e-3 || panel_xhigh[p] > 1e5)) { set format x "1e%T" }      # not 0.0001 beside 1e-05
        } else { set xtics panel_xstep[p] }
        # the numbers as they are to be read; where there are none, the grid alone
        own_ = 0
        do for [i=1:xticks] { if (xtick_panel[i] == p) { own_ = own_ + 1 } }
        if (own_) { set xtics ("" panel_xlow[p]); do for [i=1:xticks] { if (xtick_panel[i] == p) { set xtics add (xtick_text[i] xtick_at[i]) } } }
        if (!log_x && panel_xtics[p] && panel_xname[p] ne '' && panel_xlow[p] == 1 && panel_xstep[p] > 1) { set xtics add ("1" 1) }      # the first layer
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
                        set ytics add (fine && small || v == 1 ? sprintf("%g", v) : power_of_ten(m, e) v)
                    }
                }
            }
        } else { set ytics panel_ystep[p] }
        own_ = 0
        do for [i=1:yticks] { if (ytick_panel[i] == p) { own_ = own_ + 1 } }
        if (own_) { set ytics ("" panel_ylow[p]-panel_ystep[p]); do for [i=1:yticks] { if (ytick_panel[i] == p) { set ytics add (ytick_text[i] ytick_at[i]) } } }
        set label panel_title[p] at screen panel_left[p], screen panel_top[p]+(text ? 0.5 : 0.8)*em_y left noenhanced \
            font (multiples ? name : plain).size_text tc rgb (multiples ? curve_words[p] : ink)
        set label panel_xname[p] at screen 0.5*(panel_left[p]+panel_right[p]), screen panel_bottom[p]-(text ? 3 : 2.2)*em_y center noenhanced font plain.size_text tc rgb soft
        do for [i=1:p == 1 ? tints : 0] {
            # one sheet behind all panels: what holds for f holds for its slopes
            if (tint_undefined[i] && !text) {
                set object rectangle from screen tint_left[i], screen panel_bottom[panels] to screen tint_right[i], screen panel_top[1] behind fc rgb axis fs transparent pattern 4 noborder
            }
            if (!tint_undefined[i]) {
                set object rectangle from screen tint_left[i], screen panel_bottom[panels] to screen tint_right[i], screen panel_top[1] behind fc rgb tint fs solid noborder
            }
            if (tint_undefined[i] && !text && device ne 'tex') {
                set label tint_label[i] at screen tint_x[i], tint_y[i] left noenhanced front boxed font plain.size_text tc rgb soft
            } else {
                set label tint_label[i] at screen tint_x[i], tint_y[i] left noenhanced font plain.size_text tc rgb soft
            }
        }
        do for [i=1:p == panels ? guides : 0] {
            set arrow from screen guide_x[i], screen guide_top[i] to screen guide_x[i], screen guide_bottom[i] nohead lw 1.6*stroke dt (2,3) lc rgb soft
        }
        do for [i=1:asymptotes] { if (asymptote_panel[i] == p) {
            set arrow from first asymptote_x[i], graph 0 to first asymptote_x[i], graph 1 nohead back lw 2*stroke dt (5,4) lc rgb soft
        } }
        do for [i=1:arrows] { if (curve_panel[arrow_curve[i]] == p) {
            set arrow from screen arrow_x0[i], screen arrow_y0[i] to screen arrow_x1[i], screen arrow_y1[i] head filled size screen 0.7*em_x,22,90 front lw widths[curve_rank[arrow_curve[i]]]*stroke lc rgb curve_ink[arrow_curve[i]]
        } }
        if (p == 1 && exists("levels")) {
            do for [i=1:levels_rows] {
                set arrow from graph 0, first real(levels_text[i]) to graph 1, first real(levels_text[i]) nohead back lw 1.6*stroke dt (2,5) lc rgb axis
            }
        }
        do for [i=panel_first[p]:panel_last[p]] {
            set label curve_name[i] at screen curve_x[i], curve_y[i] left noenhanced font name.size_text tc rgb curve_words[i]
        }
        do for [i=1:points] {
            if (point_panel[i] == p) {
                k = point_curve[i]
                c = k > 0 ? curve_ink[k] : ink
                w = k > 0 && crowd_(p) > 1 ? curve_words[k] : ink
                if (text) {
                    set label (point_ring[i] ? "○" : "•") at first point_x[i], first point_y[i] center front tc rgb c
                } else {
                    set label "" at first point_x[i], first point_y[i] front point pt 7 ps (point_ring[i] ? 1.15 : 1)*point lc rgb c
                    if (point_ring[i]) { set label "" at first point_x[i], first point_y[i] front point pt 7 ps 0.7*point lc rgb paper }
                }
                if (point_leader[i]) {
                    set arrow from first point_x[i], first point_y[i] to screen point_ex[i], screen point_ey[i] nohead front lw stroke lc rgb c
                }
                if (point_side[i] eq 'l') { set label point_label[i] at screen point_lx[i], point_ly[i] left noenhanced front font plain.size_text tc rgb w }
                if (point_side[i] eq 'r') { set label point_label[i] at screen point_lx[i], point_ly[i] right noenhanced front font plain.size_text tc rgb w }
                if (point_side[i] eq 'c') { set label point_label[i] at screen point_lx[i], point_ly[i] center noenhanced front font plain.size_text tc rgb w }
            }
        }
        first_ = panel_first[p]; last_ = panel_last[p]
        ghosts_ = multiples && !own_scales && !text ? curves : 0
        spread_ = 0
        do for [i=first_:last_] { if (curve_low[i] > 0 && !text) { spread_ = 1 } }
        if (spread_) {
            # seeds: a band between the least and the greatest, below the medians
            plot for [i=first_:last_] drawn @drawn_how using curve_xcolumn[i]:(curve_low[i] > 0 ? column(curve_low[i]) : NaN):(curve_low[i] > 0 ? column(curve_high[i]) : NaN) \
                    with filledcurves fc rgb curve_ink[i] fs transparent solid 0.2 noborder notitle, \
                 for [i=first_:last_] drawn @drawn_how using curve_xcolumn[order_[i]]:curve_column[order_[i]] with lines lt order_[i] notitle
        } else { if (draw_points) {
            plot for [i=first_:last_] drawn @drawn_how using curve_xcolumn[i]:curve_column[i] with points pt (text ? 7 : marker[curve_hue[i]]) ps 1.1*point lc rgb curve_ink[i] notitle
        } else { if (curve_dots[first_] && !text) {
            plot for [i=first_:last_] drawn @drawn_how using curve_xcolumn[order_[i]]:curve_column[order_[i]] with linespoints lt order_[i] notitle
        } else { if (one) {
            do for [i=first_:last_] { if (curve_shade[i] == step_shade[frame]) { shown = i } }
            plot for [i=first_:last_] drawn @drawn_how using curve_xcolumn[i]:curve_column[i] with lines lt i notitle, \
                 drawn @drawn_how using curve_xcolumn[shown]:curve_column[shown] with lines lt shown notitle
        } else { if (ghosts_) {
            plot for [i=1:ghosts_] drawn @drawn_how using curve_xcolumn[i]:curve_column[i] with lines lw 1.5*stroke lc rgb ghost notitle, \
                 for [i=first_:last_] drawn @drawn_how using curve_xcolumn[i]:curve_column[i] with lines lt i notitle
        } else {
            # where a curve swings faster than the pixels: between which values
            banded_ = 0
            do for [i=first_:last_] { if (curve_bands[i] > 0) { banded_ = i } }
            if (banded_) {
                plot bands @bands_how every ::curve_band[banded_]::(curve_band[banded_]+curve_bands[banded_]-1) \
                        using (0.5*(column(1)+column(2))):(0.5*(column(3)+column(4))):(0.52*(column(2)-column(1))):(0.5*(column(4)-column(3))) \
                        with boxxyerror fs solid noborder lc rgb curve_ink[banded_] notitle, \
                     for [i=first_:last_] drawn @drawn_how using curve_xcolumn[i]:curve_column[i] with lines lt i notitle
            } else {
                plot for [i=first_:last_] drawn @drawn_how using curve_xcolumn[order_[i]]:curve_column[order_[i]] with lines lt order_[i] notitle
            }
        } } } } }
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
