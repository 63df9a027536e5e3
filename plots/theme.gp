# theme: colours, widths and habits of all figures; loaded before each of them
# By hand: gnuplot -e "values='gelu.csv'; theme='dark'" plots/curves.gp
if (!exists("theme")) theme = 'light'
if (!exists("device")) device = 'picture'
if (!exists("stroke")) stroke = 1.0
if (!exists("point")) point = 1.7*stroke
if (!exists("size_text")) { size_text = '15'; size_title = '26' }
if (!exists("headings")) headings = 0
text = device eq 'text'

# Okabe and Ito's colours, which the colour-blind tell apart; lighter on dark paper; in print, greys and dashes.
array colour[8] = ["#0072b2", "#d55e00", "#009e73", "#b8558f", "#b07d00", "#3a9bd6", "#6b6b00", "#52606d"]
array dash[8] = [1, 1, 1, 1, 1, 1, 1, 1]
ink = "#1f2933"; soft = "#7b8794"; line = "#e4e7eb"; axis = "#9aa5b1"; tint = "#f3f5f9"; paper = "#ffffff"
if (theme eq 'dark') {
    array colour[8] = ["#56b4e9", "#ff8c42", "#2fc59a", "#e79ac8", "#f0c94a", "#8fd0ff", "#c9c95a", "#a9b4c0"]
    ink = "#f5f7fa"; soft = "#9aa5b1"; line = "#2a323b"; axis = "#66717e"; tint = "#1d242c"; paper = "#14181d"
}
if (theme eq 'print') {
    array colour[8] = ["#000000", "#555555", "#000000", "#777777", "#333333", "#888888", "#000000", "#555555"]
    array dash[8] = [1, 1, 2, 4, 3, 5, 4, 2]
    ink = "#000000"; soft = "#444444"; line = "#dddddd"; axis = "#888888"; tint = "#f0f0f0"
}
# a value from 0 to 1 as a colour: blue over green to amber, dark to light on white paper, light to dark on black
ramp_r(t) = t < 0.5 ? 0x35 + (0x1f - 0x35)*2*t : 0x1f + (0xe0 - 0x1f)*(2*t - 1)
ramp_g(t) = t < 0.5 ? 0x3c + (0x9e - 0x3c)*2*t : 0x9e + (0x8a - 0x9e)*(2*t - 1)
ramp_b(t) = t < 0.5 ? 0x9c + (0x89 - 0x9c)*2*t : 0x89 + (0x00 - 0x89)*(2*t - 1)
if (theme eq 'dark') {
    ramp_r(t) = t < 0.5 ? 0x7a + (0x35 - 0x7a)*2*t : 0x35 + (0xff - 0x35)*(2*t - 1)
    ramp_g(t) = t < 0.5 ? 0x8c + (0xd0 - 0x8c)*2*t : 0xd0 + (0xc8 - 0xd0)*(2*t - 1)
    ramp_b(t) = t < 0.5 ? 0xff + (0xb0 - 0xff)*2*t : 0xb0 + (0x3c - 0xb0)*(2*t - 1)
}
if (theme eq 'print') {
    ramp_r(t) = 0xb8*(1 - t); ramp_g(t) = 0xb8*(1 - t); ramp_b(t) = 0xb8*(1 - t)
}
ramp(t) = sprintf("#%02x%02x%02x", int(ramp_r(t)), int(ramp_g(t)), int(ramp_b(t)))

# f, f', f'': the width says the rank
array widths[3] = [5.0, 3.4, 2.6]
bold = "Lato:Bold,"
plain = "Lato,"
name = size_text >= 14 ? bold : plain      # bold clogs small letters

unset key
unset border
set tics scale 0 nomirror
set xtics textcolor rgb soft font plain.size_text offset 0, text ? 0 : 0.2
set ytics textcolor rgb soft font plain.size_text
if (!text) {
    set grid xtics ytics lt 1 lw stroke lc rgb line
}
set xzeroaxis lt 1 lw 1.6*stroke lc rgb axis
set yzeroaxis lt 1 lw 1.6*stroke lc rgb axis
do for [i=1:headings] {
    set label heading_text[i] at screen heading_x[i], heading_y[i] left noenhanced front \
        font (heading_bold[i] ? bold : plain).heading_size[i] tc rgb (heading_bold[i] ? ink : soft)
}
