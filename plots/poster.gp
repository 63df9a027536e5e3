# poster: every activation of the catalogue in a small panel, the others faintly behind
# tables: values edges bands
# size: 2245x1587
# text: 0.5
# layout: curves
# draw: multiples
# By hand, on `actfn eval relu gelu tanh -d 0 -o values.csv`:  gnuplot -p -e "values='values.csv'" plots/poster.gp
if (!exists("values")) { print "say which table: gnuplot -p -e \"values='values.csv'\" plots/poster.gp"; exit status 1 }
if (!exists("panels")) { drawn = values; here = ARG0[1:strlen(ARG0)-9]; load here.'byhand.gp'; exit }
