# compare: functions above, what they differ by from the first below
# tables: values differences marks
# reduce: values differences
# layout: functions
# arrange: column
# panel: values
# panel: differences | difference from the first
# By hand, on `actfn eval gelu silu -d 0 -o values.csv`:  gnuplot -p -e "values='values.csv'" plots/compare.gp
if (!exists("values")) { print "say which table: gnuplot -p -e \"values='values.csv'\" plots/compare.gp"; exit status 1 }
if (!exists("panels")) { drawn = values; here = ARG0[1:strlen(ARG0)-10]; load here.'byhand.gp'; exit }
first_wide = !text && panel_last[1] == 2      # below the other, so that it shows where they coincide
