# collapse: singular values of the product, what the activations put out of reach, and a ruled plane on its way through
# tables: spectrum depth grid grid_panels grid_depths
# By hand: plots/spectrum.gp, plots/meter.gp and plots/grid.gp draw the parts
if (!exists("grid_how")) { print "by hand, see plots/spectrum.gp, plots/meter.gp and plots/grid.gp"; exit status 1 }
line_high = (text ? 2.0 : 1.5)*em_y         # in a text terminal one row
share = text ? 0.55 : 0.56                 # of the height, for the upper row
split_y = area_top-share*(area_top-area_bottom)
if (text) {     # rows: a name, the frame, its numbers; a name, the planes
    area_top = int(area_top/line_high)*line_high
    split_y = int(split_y/line_high+0.5)*line_high
}
middle = 0.5*(area_left+area_right)
digits = (text ? 4.0 : 2.6)*em_x           # room for the numbers beside an axis
names = (text ? 10.0 : 5.6)*em_x           # and for the names at the lines' ends

narrow = text && width < 800             # 80 columns

array depths[5]
shown = fact_layers > 1 ? grid_depths_rows+1 : 1
do for [k=1:shown] { depths[k] = k == 1 ? 1 : real(grid_depths_depth[k-1]) }
array strength[5] = [0.45, 0.55, 0.65, 0.80, 1.0]
mix(k) = shown == 1 ? 1.0 : strength[5-shown+k]
blend(a,b,t) = int(a+(b-a)*t)
part(c,i) = int(real('0x'.substr(c,2*i,2*i+1)))
shade(c,t) = sprintf("#%02x%02x%02x", blend(part(paper,1),part(c,1),t), blend(part(paper,2),part(c,2),t), blend(part(paper,3),part(c,3),t))

set multiplot
# ---- singular values
set lmargin at screen area_left+digits
set rmargin at screen middle-names-em_x
top_y = area_top-(text ? 1.0 : 1.3)*line_high
bottom_y = split_y+(text ? 1.05 : 1.4)*line_high     # the axis in the frame's last row
set tmargin at screen top_y
set bmargin at screen bottom_y
frame_high = top_y-bottom_y
set label 901 (narrow ? "size, log10" : "size of each direction (log10)") at screen area_left, screen area_top-(text ? 0.5 : 0.4)*line_high left noenhanced font plain.size_text tc rgb ink
low = spectrum_low[3]; high = spectrum_high[3]
if (!(high-low > 1)) { low = low-0.5; high = high+0.5 }
last = spectrum_high[2]
set xrange [1:last > 1 ? last : 2]
set yrange [low-0.04*(high-low):high+0.04*(high-low)]
set xtics autofreq
if (last <= 10) { set xtics 1 }
set ytics autofreq
if (text) { set xtics last > 4 ? floor(last/2) : 1; set ytics ceil((high-low)/3) }
unset xzeroaxis
array end_at[8]
do for [k=1:shown] {
    y = low
    stats spectrum @spectrum_how using (y = column(1)==depths[k] && column(3) > low-1 ? column(3) : y) nooutput name 'walk'
    end_at[k] = y
}
# Names no closer than a line; the first lines' ends lie together.
least = 1.08*(high-low)*(text ? 1.0 : 0.8)*line_high/frame_high
do for [pass=1:60] {
    do for [k=2:shown] {
        push = end_at[k] > end_at[k-1]-least ? 0.5*(least-(end_at[k-1]-end_at[k])) : 0
        end_at[k] = end_at[k]-push
        end_at[k-1] = end_at[k-1]+push
    }
}
do for [k=1:shown] {
    set label 902+k sprintf("%d layer%s", depths[k], depths[k] == 1 ? "" : "s") at first (last > 1 ? last : 2), first end_at[k] offset (text ? 1.6 : 0.6),0 left noenhanced font plain.size_text tc rgb shade(ink, mix(k))
}
set label 920 "direction" at screen middle-names-em_x+(text ? 2 : 1.3)*em_x, screen split_y+line_high*(text ? 0.5 : 0.9) left noenhanced font plain.size_text tc rgb soft
plot for [k=1:shown] spectrum @spectrum_how using (column(1)==depths[k] ? column(2) : NaN):3 with linespoints lw 2.6*stroke pt 7 ps (last > 16 ? 0 : 0.5*point) lc rgb shade(ink, mix(k)) notitle
unset object lifted
unset label

# ---- the meter
set lmargin at screen middle+em_x+digits
set rmargin at screen area_right-names
set label 901 (narrow ? "out of reach, %" : "out of every matrix's reach (%)") at screen middle+em_x, screen area_top-(text ? 0.5 : 0.4)*line_high left noenhanced font plain.size_text tc rgb ink
set xrange [1:fact_layers > 1 ? fact_layers : 2]
set yrange [0:100]
set ytics 25
if (text) { set ytics 50; set xtics fact_layers > 4 ? floor(fact_layers/2) : 1 } else { set xtics autofreq; if (fact_layers <= 10) { set xtics 1 } }
set label 902 "layers" at screen area_right-names+(text ? 2 : 1.3)*em_x, screen split_y+line_high*(text ? 0.5 : 0.9) left noenhanced font plain.size_text tc rgb soft
found = 0
array which[8]
array name_at[8]
do for [c=2:depth_columns] {
    if (strstrt(depth_names[c], "not_affine_percent:") == 1 && found < 8) {
        found = found+1
        which[found] = c
    }
}
do for [k=1:found] {
    # Its name stands beside the last number that is one.
    c = which[k]
    end = 0
    stats depth @depth_how using (end = column(c) == column(c) ? column(c) : end) nooutput name 'walk'
    name_at[k] = end
}
least = 100*(text ? 1.0 : 0.8)*line_high/frame_high
do for [pass=1:40] {
    do for [k=1:found] { if (name_at[k] < 0.5*least) { name_at[k] = 0.5*least } }
    do for [k=2:found] {
        do for [j=1:k-1] {
            gap = name_at[k]-name_at[j]
            if (abs(gap) < least) {
                push = 0.5*(least-abs(gap))
                name_at[k] = name_at[k]+(gap < 0 ? -push : push)
                name_at[j] = name_at[j]-(gap < 0 ? -push : push)
            }
        }
    }
}
do for [k=1:found] {
    set label 902+k substr(depth_names[which[k]], 20, 60) at first (fact_layers > 1 ? fact_layers : 2), first name_at[k] offset (text ? 1.6 : 0.6),0 left noenhanced font name.size_text tc rgb text_colour[tone(depth_tones[which[k]])]
}
if (found) {
    plot for [k=1:found] depth @depth_how using 1:which[k] with lines lw 4*stroke dt dash[tone(depth_tones[which[k]])] lc rgb colour[tone(depth_tones[which[k]])] notitle
    unset object lifted
}
unset label

# ---- the plane
unset xtics
unset ytics
unset grid
unset yzeroaxis
set xrange [-1.03:1.03]
set yrange [-1.03:1.03]
n = grid_panels_rows
cell_x = (area_right-area_left)/n
cell_y = split_y-area_bottom-line_high
side = cell_x*width < cell_y*height ? cell_x*width : cell_y*height
set xrange [*:*]
set yrange [*:*]
# A picture is a block of rows, the first half the lines of one way: the plane, then panel by panel depth after depth.
block = 0
stats grid @grid_how using (block = column(1)==1 ? block+1 : block) nooutput name 'walk'
known = n > 1 ? (grid_rows/block-1)/(n-1) : 1
at_depth = real(grid_depths_depth[grid_depths_rows > 1 ? 2 : 1])
then_layers = sprintf("a plane, then %d layer%s:", at_depth, at_depth == 1 ? "" : "s")
brief = n > 4 || (text ? 1.0 : 0.46)*em_x*(strlen(then_layers)+1) > cell_x      # what the cell has room for
do for [p=1:n] {
    middle_x = area_left+cell_x*(p-0.5)
    set lmargin at screen middle_x-0.47*side/width
    set rmargin at screen middle_x+0.47*side/width
    set bmargin at screen area_bottom
    set tmargin at screen area_bottom+0.94*side/height
    set label 901 (p > 1 ? grid_panels_label[p] : brief ? "a plane" : then_layers) at screen middle_x, screen split_y-0.5*line_high center noenhanced font (p == 1 ? plain : name).size_text tc rgb (p == 1 ? soft : text_colour[tone(grid_panels_label_tone[p])])
    first = 0
    set xrange [*:*]
    set yrange [*:*]
    do for [i=1:p > 1 ? known : 0] {
        stats grid @grid_how every ::(i*block)::(i*block) using 2 nooutput name 'one'
        if (one_max == at_depth) { first = block*(1+(p-2)*known+i-1) }
    }
    set xrange [-1.03:1.03]
    set yrange [-1.03:1.03]
    plot for [way=1:2] grid @grid_how every ::(first+(way-1)*block/2)::(first+way*block/2-1) using 5:6 \
        with lines lw 1.2*stroke lc rgb (way == 1 ? ink : target_colour) notitle
    unset object lifted
    unset label
}
unset multiplot
