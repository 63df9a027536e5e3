# dead_born: the share of networks that are born dead, by width and depth, a panel an init
# tables: born
# By hand: actfn dead --steps 0 --figure born -o born.gp; gnuplot -p born.gp
if (!exists("born_how")) { print "by hand: actfn dead --steps 0 --figure born -o born.gp; gnuplot -p born.gp"; exit status 1 }
widths_ = "1 2 3 4 5 6 8 10 12"
depths_ = "1 2 4 8 16 32"
nets = born_rows/54
hex(s, i) = real("0x".s[2*i:2*i+1])
deep = theme eq 'print' ? "#444444" : colour[2]
shade(share, i) = hex(paper, i) + (hex(deep, i) - hex(paper, i))*0.85*share/100
unset grid; unset xzeroaxis; unset yzeroaxis
left = area_left + (text ? 5 : 2.5)*em_x
wide = (area_right - left)/nets
set tmargin at screen area_top-(text ? 3 : 1.8)*em_y
set bmargin at screen area_bottom+(text ? 4 : 3)*em_y
set xrange [0.5:9.5]; set yrange [6.5:0.5]
set xtics ("1" 1, "2" 2, "3" 3, "4" 4, "5" 5, "6" 6, "8" 7, "10" 8, "12" 9)
set style fill solid noborder
array share[born_rows]
k = 0
stats born @born_how using (k = k+1, share[k] = column(4), 0) nooutput
set multiplot
do for [p=1:nets] {
    set lmargin at screen left+(p-1)*wide
    set rmargin at screen left+p*wide-1.5*em_x
    if (p == 1) { set ytics ("1" 1, "2" 2, "4" 3, "8" 4, "16" 5, "32" 6) } else { unset ytics }
    set label born_init[54*(p-1)+1].(nets < 3 ? ": networks born dead, percent" : ": dead, %") at graph 0, graph 1 offset character 0, character 0.7 left noenhanced font name.size_text tc rgb ink
    set label "width" at graph 0.5, screen area_bottom+(text ? 1 : 0.6)*em_y center noenhanced font plain.size_text tc rgb soft
    if (p == 1) { set label "layers" at screen area_left, screen area_bottom+(text ? 1 : 0.6)*em_y left noenhanced font plain.size_text tc rgb soft }
    if (text || nets < 4) {
        do for [i=1:54] {
            set label sprintf("%.0f", share[54*(p-1)+i]) at first 1+(i-1)%9, first 1+(i-1)/9 center noenhanced front font plain.size_text tc rgb (text ? ink : share[54*(p-1)+i] > 60 && theme ne 'dark' ? paper : share[54*(p-1)+i] > 0 ? ink : soft)
        }
    }
    from = 54*(p-1); to = 54*p - 1
    if (text) {
        plot NaN notitle
    } else {
        plot born @born_how every ::from::to using (1+int($0)%9):(1+(int($0)%54)/9):(0.48):(0.46):(int(shade($4, 1))*65536 + int(shade($4, 2))*256 + int(shade($4, 3))) with boxxyerror lc rgb variable notitle
    }
    unset object lifted
    unset label
}
unset multiplot
