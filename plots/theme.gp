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

# Okabe and Ito's colours, which the colour-blind tell apart; lighter on dark paper; in print, greys and dashes.
# Each theme: eight colours for curves, then ink, soft, line, axis, tint, paper.
light_ = "#0072b2 #d55e00 #009e73 #b8558f #b07d00 #3a9bd6 #6b6b00 #52606d  #1f2933 #7b8794 #e4e7eb #9aa5b1 #f3f5f9 #ffffff"
dark_  = "#56b4e9 #ff8c42 #2fc59a #e79ac8 #f0c94a #8fd0ff #c9c95a #a9b4c0  #f5f7fa #9aa5b1 #2a323b #66717e #1d242c #14181d"
print_ = "#000000 #555555 #000000 #777777 #333333 #888888 #000000 #555555  #000000 #444444 #dddddd #888888 #f0f0f0 #ffffff"
chosen_ = theme eq 'dark' ? dark_ : theme eq 'print' ? print_ : light_
array colour[8]
do for [i=1:8] { colour[i] = word(chosen_, i) }
ink = word(chosen_, 9); soft = word(chosen_, 10); line = word(chosen_, 11); axis = word(chosen_, 12)
tint = word(chosen_, 13); paper = word(chosen_, 14)
array dash[8] = [1, 1, 1, 1, 1, 1, 1, 1]
if (theme eq 'print') { array dash[8] = [1, 1, 2, 4, 3, 5, 4, 2] }

# a value from 0 to 1 as a colour: blue over green to amber, dark to light on white paper, light to dark on black
part(t, a, b, c) = t < 0.5 ? a + (b - a)*2*t : b + (c - b)*(2*t - 1)
ramp_light(t) = sprintf("#%02x%02x%02x", part(t, 53, 31, 224), part(t, 60, 158, 138), part(t, 156, 137, 0))
ramp_dark(t) = sprintf("#%02x%02x%02x", part(t, 122, 53, 255), part(t, 140, 208, 200), part(t, 255, 176, 60))
ramp_print(t) = sprintf("#%02x%02x%02x", part(t, 184, 92, 0), part(t, 184, 92, 0), part(t, 184, 92, 0))
ramp(t) = theme eq 'dark' ? ramp_dark(t) : theme eq 'print' ? ramp_print(t) : ramp_light(t)
if (device eq 'page') {     # a page follows its reader: which colour stands for which
    do for [i=1:14] { print "colour ".word(light_, i)." ".word(dark_, i) }
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
set format (device eq 'tex' ? '$%h$' : '%h')
minus = '-'
if (GPVAL_VERSION >= 5.4 && device ne 'tex' && !latin) { set minussign; minus = '−' }      # as in the figures' words
set xzeroaxis lt 1 lw 1.6*stroke lc rgb axis
set yzeroaxis lt 1 lw 1.6*stroke lc rgb axis
do for [i=1:headings] {
    set label heading_text[i] at screen heading_x[i], heading_y[i] left noenhanced front \
        font (heading_bold[i] ? bold : plain).heading_size[i] tc rgb (heading_bold[i] ? ink : soft)
}
