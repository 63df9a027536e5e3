# compare: functions above, what they differ by below
# tables: values differences
# reduce: values differences
# layout: lines
# panel: values | functions
# panel: differences | difference
# By hand, on `actfn compare gelu gelu_tanh --table values -o gelu.csv`:  gnuplot -p -e "values='gelu.csv'" plots/compare.gp
if (!exists("values")) { print "say which table: gnuplot -p -e \"values='gelu.csv'\" plots/compare.gp"; exit status 1 }
if (!exists("panels")) { drawn = values; load 'plots/byhand.gp' }
