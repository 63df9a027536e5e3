# live: a film of training, frame by frame: the plane or the curve at the left, the loss at the right
# tables: scenes plane data
# By hand: actfn live --record x.gif, saved as a script, is this one with its numbers
if (!exists("scenes")) { print "say which table: actfn live --record x.gif draws it"; exit status 1 }
hex(s, i) = real("0x".s[2*i:2*i+1])
strength(margin) = theme eq 'dark' ? 0.15 + 0.45*margin : 0.12 + 0.33*margin
shade(class, margin, i) = hex(paper, i) + (hex(colour[int(class) % 8 + 1], i) - hex(paper, i))*strength(margin)
ink_of(class) = int(hex(colour[int(class) % 8 + 1], 1))*65536 + int(hex(colour[int(class) % 8 + 1], 2))*256 + int(hex(colour[int(class) % 8 + 1], 3))
tics_on = "set tics scale 0 nomirror; set xtics textcolor rgb soft font plain.size_text; set ytics textcolor rgb soft font plain.size_text; set grid xtics ytics lt 1 lw stroke lc rgb line"
alone = fact_plane == 0 && fact_curve == 0
each = alone ? 0 : plane_rows/scenes_rows
stats scenes @scenes_how using 1 nooutput name 'step'
stats scenes @scenes_how using 2 nooutput name 'loss'
side = (area_top - area_bottom)*height/width
if (side > 0.48*(area_right - area_left)) { side = 0.48*(area_right - area_left) }
if (fact_curve == 1) { side = 0.48*(area_right - area_left) }
do for [k=1:scenes_rows] {
    @lay
    set multiplot
    unset label
    set label 1 scenes_title[k] at screen area_left, screen area_top + 2.4*em_y left noenhanced font bold.size_text tc rgb ink
    set tmargin at screen area_top
    set bmargin at screen area_bottom + (fact_curve == 1 ? 2*em_y : 0)
    if (!alone) {
        from = (k - 1)*each
        to = k*each - 1
        set lmargin at screen area_left + (fact_curve == 1 ? 3*em_x : 0)
        set rmargin at screen area_left + side
        if (fact_plane == 1) {
            unset xtics; unset ytics; unset grid; unset xzeroaxis; unset yzeroaxis
            set xrange [plane_low[1]:plane_high[1]]
            set yrange [plane_low[2]:plane_high[2]]
            plot plane @plane_how every ::from::to using 1:2:(shade($3, $4, 1)):(shade($3, $4, 2)):(shade($3, $4, 3)) with rgbimage notitle, \
                 data @data_how using 1:2 with points pt 7 ps 0.62*point lc rgb paper notitle, \
                 data @data_how using 1:2:(ink_of($3)) with points pt 7 ps 0.45*point lc rgb variable notitle
        } else {
            @tics_on
            set xrange [plane_low[1]:plane_high[1]]
            set yrange [fact_low:fact_high]
            plot plane @plane_how every ::from::to using 1:3 with lines lw 2*stroke lc rgb soft notitle, \
                 plane @plane_how every ::from::to using 1:2 with lines lw 4*stroke lc rgb colour[2] notitle
        }
        unset object lifted
        unset label 1
    }
    @tics_on
    set bmargin at screen area_bottom + 2*em_y
    set lmargin at screen alone ? area_left + 4*em_x : area_left + side + 5*em_x
    set rmargin at screen area_right
    set xrange [step_min:step_max > step_min ? step_max : step_min + 1]
    if (loss_min > 0) { set logscale y }
    set yrange [loss_min > 0 ? 0.9*loss_min : loss_min:1.1*loss_max + (loss_max <= 0)]
    set label 2 'loss by step' at graph 0, graph 1 offset 0, 0.7 left noenhanced font plain.size_text tc rgb soft
    plot scenes @scenes_how every ::0::(k - 1) using 1:2 with lines lw 3*stroke lc rgb colour[1] notitle, \
         scenes @scenes_how every ::(k - 1)::(k - 1) using 1:2 with points pt 7 ps point lc rgb colour[1] notitle
    unset object lifted
    unset logscale y
    unset multiplot
}
