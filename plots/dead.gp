# dead: every unit, by layer, by how often it is on; and the share of dead units, before, during and after training
# tables: layers training units map maps
# layout: lines
# side: 0.42
# panel: layers layer dead_percent activation init moment (seed) | dead units of a layer, percent
# panel: training step dead_percent activation init (seed) | dead units while training, percent
# By hand, on `actfn dead --table training -o training.csv`:  gnuplot -p -e "training='training.csv'" plots/dead.gp
if (!exists("training")) { print "say which table: gnuplot -p -e \"training='training.csv'\" plots/dead.gp"; exit status 1 }
if (!exists("panels")) { table = training; by = 'activation init seed'; x = 'step'; y = 'dead_percent'; here = ARG0[1:strlen(ARG0)-7]; load here.'byhand.gp'; exit }
if (exists("map")) {
    # the map: the first net's units, a column a layer; one colour: dead; another: always linear; grey: in between
    mine = maps_rows == 2 && units_rows == fact_units ? 2 : 1     # one net: the start, then the end
    set multiplot
    multi = 1
    row = (text ? 2 : 1.35)*em_y
    foot = side_bottom + 1.5*em_y
    if (text) { foot = (ceil(foot/row - 0.01) + 0.125)*row }      # a line along it is in the row above the numbers
    set lmargin at screen side_left+0.02; set rmargin at screen side_right-1.5*em_x
    set tmargin at screen side_top-(text ? 3 : 3.4)*row; set bmargin at screen foot
    head = side_top - (text ? 0.5 : 1)*em_y
    below = head - row
    set label maps_title[mine] at screen side_left+0.02, screen head left noenhanced font plain.size_text tc rgb ink
    set label "dead" at screen side_left+0.02, screen below left font name.size_text tc rgb dead_colour
    set label "always linear" at screen side_left+0.02+(text ? 5 : 2.6)*em_x, screen below left font name.size_text tc rgb on_text
    tells_ = text ? 1 : (side_right - side_left) > 19*em_x
    set label (text ? "else: on for some" : !tells_ ? "grey: on for some" : (theme eq "dark" ? "grey: on for some, the lighter the more" : "grey: on for some, the darker the more")) at screen side_left+0.02, screen below-row left font plain.size_text tc rgb soft
    set palette defined (0 dead_colour, 0.5 dead_colour, 0.5 few_colour, 99.5 many_colour, 99.5 on_colour, 100 on_colour)
    set cbrange [0:100]
    shade(active, kind) = kind == 0 ? 0 : kind == 1 ? 100 : active < 1 ? 1 : active > 99 ? 99 : active
    unset colorbox; unset grid; unset xzeroaxis; unset yzeroaxis; unset ytics
    set xtics 1
    set xrange [*:*] noextend; set yrange [0:1] noextend
    set offsets 0.5, 0.5, 0, 0
    set style fill solid noborder
    plot map @map_how using ($1 == mine ? $2 : NaN):(0.5*($3 + $4)):(0.46):(0.42*($4 - $3)):(shade($5, $6)) with boxxyerror lc palette notitle
    unset object lifted
    unset label; unset offsets
    set grid xtics ytics lt 1 lw stroke lc rgb line
    set xzeroaxis lt 1 lw 1.6*stroke lc rgb axis
    set ytics scale 0 nomirror textcolor rgb soft font plain.size_text
}
