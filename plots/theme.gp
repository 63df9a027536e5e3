# theme: colours, widths and habits of all figures; loaded before each of them
# By hand: gnuplot -e "values='gelu.csv'; theme='dark'" plots/curves.gp
if (!exists("theme")) { theme = 'light' }
if (!exists("device")) { device = 'picture' }
if (!exists("stroke")) { stroke = 1.0 }
if (!exists("point")) { point = 1.7*stroke }
if (!exists("size_text")) { size_text = '15'; size_title = '26' }
if (!exists("headings")) { headings = 0 }
if (!exists("latin")) { latin = 0 }         # a window of x11: Latin-1 in the X server's fonts
if (!exists("sheet")) { sheet = 0 }         # a window that has no background: a sheet is laid behind
text = device eq 'text'

# One activation, one colour, in every figure; CIEDE2000 keeps any two 15 apart, 10 for the colour-blind. Whatever has no
# colour of its own is ink, told apart by dashes. Names are spelled small and without "_".
tones_ = ' relu=1 leakyrelu=2 prelu=2 gelu=3 silu=4 swish=4 mish=5 tanh=6 sigmoid=7 logistic=7 elu=8 selu=8 identity=9 linear=9 '
other = 10
tone(s) = strstrt(tones_, ' '.s.'=') ? int(tones_[strstrt(tones_, ' '.s.'=')+strlen(s)+2:strstrt(tones_, ' '.s.'=')+strlen(s)+2]+0) : other
# Each theme: those nine and ink for curves; the same for words, which need 4.5 to 1 where a line needs 3; then ink, soft,
# line, axis, tint, paper; then what a unit does: dead, always linear, its word, on for few, on for many; ghosts, targets.
light_ = "#cf6412 #650d20 #1f6fe0 #20945f #b5146a #43208f #73590d #2f90b2 #5f6b7a #1f2933 \
    #ad540a #650d20 #1d69d6 #187c4f #b5146a #43208f #73590d #267590 #5f6b7a #1f2933 \
    #1f2933 #5a6673 #e4e7eb #8593a0 #eff3f7 #ffffff  #1f2933 #f0a30a #946200 #eef2f6 #b9c6d3 #d3dae1 #9aa5b1"
dark_ = "#fb8003 #eb665c #4eb2fc #9bf5d5 #b66b87 #8772d2 #f9e775 #8ae0fc #95a3b3 #f1f4f7 \
    #fb8003 #eb665c #4eb2fc #9bf5d5 #c27490 #907be1 #f9e775 #8ae0fc #95a3b3 #f1f4f7 \
    #f1f4f7 #a3b0bd #2a323b #66717e #1d242c #14181d  #f1f4f7 #f0a30a #f0a30a #232b34 #4b5a69 #3a444f #66717e"
print_ = "#000000 #000000 #4a4a4a #666666 #4a4a4a #000000 #4a4a4a #666666 #666666 #000000 \
    #000000 #000000 #4a4a4a #666666 #4a4a4a #000000 #4a4a4a #666666 #666666 #000000 \
    #000000 #444444 #dddddd #888888 #f0f0f0 #ffffff  #000000 #8a8a8a #5a5a5a #f7f7f7 #d5d5d5 #d5d5d5 #a0a0a0"
chosen_ = theme eq 'dark' ? dark_ : theme eq 'print' ? print_ : light_
array colour[10]; array text_colour[10]
do for [i=1:10] { colour[i] = word(chosen_, i); text_colour[i] = word(chosen_, 10+i) }
ink = word(chosen_, 21); soft = word(chosen_, 22); line = word(chosen_, 23); axis = word(chosen_, 24)
tint = word(chosen_, 25); paper = word(chosen_, 26)
dead_colour = word(chosen_, 27); on_colour = word(chosen_, 28); on_text = word(chosen_, 29)
few_colour = word(chosen_, 30); many_colour = word(chosen_, 31); ghost = word(chosen_, 32); target_colour = word(chosen_, 33)
# dashes: of each activation in print, then for the second, third ... of one colour
array dash[10] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
set dashtype 12 (18,5); set dashtype 13 (12,4); set dashtype 14 (4,3); set dashtype 15 (12,4,2,4); set dashtype 16 (7,3)
set dashtype 17 (2,3); set dashtype 18 (12,4,2,4,2,4); set dashtype 19 (2,5)
if (text) {       # a dot of braille is 5 pixels
    set dashtype 12 (70,20); set dashtype 13 (40,15); set dashtype 14 (15,15); set dashtype 15 (40,15,6,15); set dashtype 16 (24,20)
    set dashtype 17 (5,15); set dashtype 18 (40,12,6,12,6,12); set dashtype 19 (5,25)
}
if (theme eq 'print') { array dash[10] = [1, 12, 13, 14, 15, 16, 17, 18, 19, 1] }
array again_dash[6] = [1, 13, 17, 15, 12, 18]
array marker[10] = [7, 6, 5, 9, 13, 11, 4, 8, 2, 7]

# a value from 0 to 1 as a colour: blue over green to amber, dark to light on white paper, light to dark on black
part(t, a, b, c) = t < 0.5 ? a + (b - a)*2*t : b + (c - b)*(2*t - 1)
ramp_light(t) = sprintf("#%02x%02x%02x", part(t, 53, 31, 224), part(t, 60, 158, 138), part(t, 156, 137, 0))
ramp_dark(t) = sprintf("#%02x%02x%02x", part(t, 122, 53, 255), part(t, 140, 208, 200), part(t, 255, 176, 60))
ramp_print(t) = sprintf("#%02x%02x%02x", part(t, 184, 92, 0), part(t, 184, 92, 0), part(t, 184, 92, 0))
ramp(t) = theme eq 'dark' ? ramp_dark(t) : theme eq 'print' ? ramp_print(t) : ramp_light(t)
if (device eq 'page') {     # a page follows its reader: which colour stands for which
    do for [i=1:33] { print "colour ".word(light_, i)." ".word(dark_, i) }
    do for [i=21:26] { print "named ".word("ink soft line axis tint paper", i-20)." ".word(light_, i)." ".word(dark_, i) }
    do for [i=0:exists("steps") ? steps-1 : -1] { print "colour ".ramp_light(step_shade[i+1])." ".ramp_dark(step_shade[i+1]) }
}

# f, f', f'': the width says the rank
array widths[3] = [5.0, 3.4, 2.6]
bold = "Lato:Bold,"
plain = "Lato,"
if (device eq 'tex') { bold = '\bfseries,'; plain = ',' }
if (latin) { bold = 'Helvetica-Bold,'; plain = 'Helvetica,' }
name = size_text+0 >= 14 ? bold : plain      # bold clogs small letters

# The sheet: in a multiplot only below the first part, so scripts lift it after that: unset object lifted
lifted = 1000
lay = "if (sheet) { set object lifted rectangle from screen 0, screen 0 to screen 1, screen 1 behind fc rgb paper fs solid noborder }"
@lay
unset key
unset border
set tics scale 0 nomirror
set xtics textcolor rgb soft font plain.size_text offset 0, text ? 0 : 0.2
set ytics textcolor rgb soft font plain.size_text
if (!text) {
    set grid xtics ytics lt 1 lw stroke lc rgb line
}
# gnuplot's own "% h" keeps a blank for the sign of a positive number, which then stands beside its line
plain_format = device eq 'tex' ? '$%h$' : '%h'
set format plain_format
if (!text) { set style textbox opaque fillcolor rgb paper noborder margins 0.3, 0.3 }
minus = '-'
if (GPVAL_VERSION >= 5.4 && device ne 'tex' && !latin) { set minussign; minus = '−' }      # as in the figures' words
# 2·10⁻⁸, as in the figures' words
raised_(s) = strlen(s) == 0 ? '' : (s[1:1] eq '-' ? '⁻' : substr("⁰¹²³⁴⁵⁶⁷⁸⁹", s[1:1]+1, s[1:1]+1)).raised_(s[2:*])
power_of_ten(m, e) = text || latin ? sprintf("%se%s%d", m, e < 0 ? minus : "", abs(e)) : device eq 'tex' ? sprintf("$%s10^{%d}$", m eq '1' ? '' : m.'\cdot ', e) : (m eq '1' ? '' : m.'·').'10'.raised_(sprintf("%d", e))
set xzeroaxis lt 1 lw 1.6*stroke lc rgb axis
set yzeroaxis lt 1 lw 1.6*stroke lc rgb axis
do for [i=1:headings] {
    set label heading_text[i] at screen heading_x[i], heading_y[i] left noenhanced front \
        font (heading_bold[i] ? bold : plain).heading_size[i] tc rgb (heading_bold[i] ? ink : soft)
}
