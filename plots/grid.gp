# grid: a ruled plane of inputs on its way through the layers; nothing between them keeps it straight, an activation bends it
# tables: grid grid_panels grid_depths
# By hand, on `actfn collapse --table grid -o grid.csv`:  gnuplot -p -e "grid='grid.csv'" plots/grid.gp
if (!exists("grid")) { print "say which table: gnuplot -p -e \"grid='grid.csv'\" plots/grid.gp"; exit status 1 }
if (!exists("grid_how")) load 'plots/theme.gp'
if (!exists("grid_how")) {
    set datafile separator ','
    grid_how = 'skip 1'; width = 1280; height = 720; em_x = 0.02; em_y = 0.035
    area_left = 0.03; area_right = 0.97; area_top = 0.95; area_bottom = 0.05
    stats grid using 2 skip 1 name 'by_depth' nooutput; grid_rows = by_depth_records
    stats grid using 1 skip 1 name 'by_panel' nooutput
    grid_panels_rows = by_panel_max; grid_depths_rows = 1
    array grid_panels_label[10]
    array grid_depths_depth[1] = [sprintf('%d', by_depth_max)]
    do for [i=1:10] { grid_panels_label[i] = i == 1 ? 'a plane of inputs' : i == 2 ? 'nothing between' : 'an activation between' }
}
# One depth: side by side, the plane first. More: a row for nothing and for each activation, a column for each depth. A film:
# side by side, layer after layer.
film = GPVAL_TERM eq 'gif' && fact_layers > 1
one = grid_depths_rows == 1 || film
rows = one ? 1 : grid_panels_rows-1
columns = one ? grid_panels_rows : grid_depths_rows
line_high = (text ? 1.0 : 1.6)*em_y
name_wide = 0
if (!one) {
    do for [p=2:grid_panels_rows] {
        wide = (text ? 1.0 : 0.56)*em_x*(strlen(grid_panels_label[p])+1)
        if (wide > name_wide) { name_wide = wide }
    }
}
heads = one ? rows : 1
cell_x = (area_right-area_left-name_wide)/columns
cell_y = (area_top-area_bottom-line_high*heads)/rows
side = cell_x*width < cell_y*height ? cell_x*width : cell_y*height
half_x = 0.46*side/width
half_y = 0.46*side/height
# Squares are no further apart than they must be.
step_x = cell_x < 1.25*side/width ? cell_x : 1.25*side/width
first_x = area_left+name_wide+(one ? 0.5*(area_right-area_left-columns*step_x) : 0)

# A picture is a block of rows, the first half the lines of one way: the plane, then panel by panel depth after depth.
block = 0
stats grid @grid_how using (block = column(1)==1 ? block+1 : block) nooutput name 'walk'
array depth_at[64]
known = (grid_rows/block-1)/(grid_panels_rows > 1 ? grid_panels_rows-1 : 1)
do for [k=1:known] {
    stats grid @grid_how every ::(k*block)::(k*block) using 2 nooutput name 'one'
    depth_at[k] = int(one_max)
}
unset xtics
unset ytics
unset grid
unset xzeroaxis
unset yzeroaxis
set xrange [-1.03:1.03]
set yrange [-1.03:1.03]
frames = film ? known : 0
do for [frame=0:frames] {
at = film ? (frame ? depth_at[frame] : 0) : real(grid_depths_depth[1])
do for [again=1:(film ? (frame == frames ? 8 : 3) : 1)] {
set multiplot
if (film) {
    do for [i=1:headings] {
        set label i heading_text[i] at screen heading_x[i], heading_y[i] left noenhanced front \
            font (heading_bold[i] ? bold : plain).heading_size[i] tc rgb (heading_bold[i] ? ink : soft)
    }
    # A thin line that grows: time, and no two frames are the same (gnuplot drops what repeats).
    now = (frame+again/(frame == frames ? 8.0 : 3.0))/(frames+1.0)
    set arrow 903 from screen area_left, screen area_bottom to screen area_left+now*(area_right-area_left), screen area_bottom nohead lw 2*stroke lc rgb axis
    set label 903 sprintf("after %d layer%s", at, at == 1 ? "" : "s") at screen 0.5*(area_left+area_right), screen area_bottom+0.6*line_high center noenhanced font bold.size_title tc rgb ink
}
do for [row=1:rows] {
    middle_y = area_top-line_high*heads-cell_y*(row-0.5)
    if (!one) { set label 901 grid_panels_label[row+1] at screen area_left, screen middle_y left noenhanced font bold.size_text tc rgb ink }
    do for [k=1:columns] {
        p = one ? k : row+1
        d = one && k == 1 ? 0 : one ? at : real(grid_depths_depth[k])
        first = 0
        do for [i=1:known] { if (d > 0 && depth_at[i] == d) { first = block*(1+(p-2)*known+i-1) } }
        middle_x = first_x+step_x*(k-0.5)
        set lmargin at screen middle_x-half_x
        set rmargin at screen middle_x+half_x
        set tmargin at screen middle_y+half_y
        set bmargin at screen middle_y-half_y
        if (one) { set label 902 grid_panels_label[p] at screen middle_x, screen middle_y+half_y+0.5*line_high center noenhanced font (p == 1 ? plain : bold).size_text tc rgb (p == 1 ? soft : ink) }
        if (!one && row == 1) { set label 902 sprintf('%d layers', d) at screen middle_x, screen area_top-0.4*line_high center noenhanced font plain.size_text tc rgb soft }
        plot for [way=1:2] grid @grid_how every ::(first+(way-1)*block/2)::(first+way*block/2-1) using 5:6 \
            with lines lw (one ? 1.8 : 1.3)*stroke lc rgb (way == 1 ? ink : target_colour) notitle
        unset object lifted
        unset label
        unset arrow
    }
}
unset multiplot
}
}
