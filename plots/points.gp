# points: what functions are at the points that were asked for, and nothing between
# tables: values
# reduce: values
# layout: curves
# draw: points
# By hand, on `actfn eval gelu --at=-1,0,2 -o gelu.csv`:  gnuplot -p -e "values='gelu.csv'" plots/points.gp
if (!exists("values")) { print "say which table: gnuplot -p -e \"values='gelu.csv'\" plots/points.gp"; exit status 1 }
if (!exists("panels")) { drawn = values; here = ARG0[1:strlen(ARG0)-9]; load here.'byhand.gp'; exit }
