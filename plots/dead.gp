# dead: every unit, by layer, by how often it is on; and the share of dead units, before, during and after training
# tables: layers training units
# layout: lines
# side: 0.42
# panel: layers layer dead_percent activation init moment (seed) | dead units of a layer, percent
# panel: training step dead_percent activation init (seed) | dead units while training, percent
# By hand, on `actfn dead --table training -o training.csv`:  gnuplot -p -e "training='training.csv'" plots/dead.gp
if (!exists("training")) { print "say which table: gnuplot -p -e \"training='training.csv'\" plots/dead.gp"; exit status 1 }
if (!exists("panels")) { table = training; by = 'activation init seed'; x = 'step'; y = 'dead_percent'; here = ARG0[1:strlen(ARG0)-7]; load here.'byhand.gp'; exit }
if (exists("units") && units_columns == 7) {
    # the map: the first net's units, a column a layer; one colour: never on; another: always on; grey: in between
    set multiplot
    multi = 1
    set lmargin at screen side_left+0.02; set rmargin at screen side_right-1.5*em_x
    set tmargin at screen side_top-1.8*em_y; set bmargin at screen side_bottom+(text ? 2.2 : 1.5)*em_y
    last = fact_units - 1
    head = side_top - (text ? 0.5 : 1)*em_y
    set label "each unit:" at screen side_left+0.02, screen head left font plain.size_text tc rgb ink
    set label "never on" at screen side_left+0.02+(text ? 11 : 5.2)*em_x, screen head left font name.size_text tc rgb colour[2]
    set label "always on" at screen side_left+0.02+(text ? 20 : 10)*em_x, screen head left font name.size_text tc rgb colour[1]
    set palette defined (0 colour[2], 0.5 colour[2], 0.5 line, 50 line, 50 axis, 99.5 axis, 99.5 colour[1], 100 colour[1])
    set cbrange [0:100]
    unset colorbox; unset grid; unset xzeroaxis; unset yzeroaxis; unset ytics
    set xtics 1
    set xrange [*:*] noextend; set yrange [*:*] noextend
    set offsets 0.5, 0.5, 0.5, 0.5
    set style fill solid noborder
    plot units @units_how every ::0::last using 4:5:(0.46):(0.42):6 with boxxyerror lc palette notitle
    unset label; unset offsets
    set grid xtics ytics lt 1 lw stroke lc rgb line
    set xzeroaxis lt 1 lw 1.6*stroke lc rgb axis
    set ytics scale 0 nomirror textcolor rgb soft font plain.size_text
}
