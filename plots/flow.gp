# flow: signal and gradient on their way through the layers
# tables: layers
# layout: lines
# log: y
# panel: layers layer forward_std activation init (seed) | signal, forward (gray: theory): standard deviation
# panel: layers layer backward_rms activation init (seed) | gradient, backward (gray: theory): root mean square
# By hand, on `actfn flow -o flow.csv`:  gnuplot -p -e "layers='flow.csv'" plots/flow.gp
if (!exists("layers")) { print "say which table: gnuplot -p -e \"layers='flow.csv'\" plots/flow.gp"; exit status 1 }
if (!exists("panels")) { table = layers; by = 'activation init'; x = 'layer'; y = 'backward_rms'; log_y = 1; here = ARG0[1:strlen(ARG0)-7]; load here.'byhand.gp'; exit }
if (!text) {
    # the theory of wide layers, below what panels.gp draws of the nets themselves
    set multiplot
    multi = 1
    unset xtics; unset ytics; unset grid; unset xzeroaxis; unset yzeroaxis
    do for [p=1:panels] {
        set lmargin at screen panel_left[p]; set rmargin at screen panel_right[p]
        set tmargin at screen panel_top[p]; set bmargin at screen panel_bottom[p]
        set xrange [panel_xlow[p]:panel_xhigh[p]]; set yrange [panel_ylow[p]:panel_yhigh[p]]
        if (log_y) { set logscale y }
        plot for [b=1:layers_blocks] layers @layers_how every ::layers_block_first[b]::layers_block_first[b]+layers_block_rows[b]-1 \
            using 3:(column(9 + p)) with lines lw 9*stroke lc rgb line notitle
        unset object lifted
        unset label
    }
    unset logscale
    set grid xtics ytics lt 1 lw stroke lc rgb line
    set xtics scale 0 nomirror textcolor rgb soft font plain.size_text offset 0, 0.2
    set ytics scale 0 nomirror textcolor rgb soft font plain.size_text
    set xzeroaxis lt 1 lw 1.6*stroke lc rgb axis
    set yzeroaxis lt 1 lw 1.6*stroke lc rgb axis
}
