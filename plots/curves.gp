# curves: functions and their slopes against x, with what a lecturer would point at
# tables: values edges bands marks regions levels sweep
# reduce: values
# layout: curves
# By hand, on `actfn eval gelu -o gelu.csv`:  gnuplot -p -e "values='gelu.csv'" plots/curves.gp
if (!exists("values")) { print "say which table: gnuplot -p -e \"values='gelu.csv'\" plots/curves.gp"; exit status 1 }
if (!exists("panels")) { drawn = values; here = ARG0[1:strlen(ARG0)-9]; load here.'byhand.gp'; exit }
