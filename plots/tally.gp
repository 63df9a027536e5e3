# tally: how often each answer was given, question by question
# tables: tally
# By hand: actfn lesson --tally answers.csv -o tally.gp writes a script that stands alone
if (!exists("tally")) { print "say which table: actfn lesson --tally FILE -o tally.gp"; exit status 1 }
wide = 0
do for [i=1:tally_rows] { n = strlen(tally_question[i].': '.tally_answer[i]); if (n > wide) { wide = n } }
set lmargin at screen area_left + (text ? 1.0 : 0.56)*em_x*(wide + 1)
set rmargin at screen area_right - 3*em_x
set tmargin at screen area_top
set bmargin at screen area_bottom + 2*em_y
set xrange [0:*]
set yrange [tally_rows + 0.5:0.5]
unset ytics
set xtics 0,tally_high[4] > 10 ? ceil(tally_high[4]/5.0) : 1
do for [i=1:tally_rows] {
    set label i tally_question[i].': '.tally_answer[i] at graph 0, first i right offset -1, 0 noenhanced font plain.size_text tc rgb ink
}
plot tally @tally_how using (0.5*$4):0:(0.5*$4):(0.38) with boxxyerror fc rgb colour[1] fs solid noborder notitle
