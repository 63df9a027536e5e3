# fit_width: what more units bring: the loss against the width of the hidden layers
# tables: results
# layout: lines
# log: xy
# panel: results width loss activation init (seed) | loss, by the width of the hidden layers
# By hand, on `actfn fit 'sin(x)' --width 2,4,8,16,32 -o results.csv`:  gnuplot -p -e "results='results.csv'" plots/fit_width.gp
if (!exists("results")) { print "say which table: gnuplot -p -e \"results='results.csv'\" plots/fit_width.gp"; exit status 1 }
if (!exists("panels")) { table = results; by = 'activation init seed'; x = 'width'; y = 'loss'; log_x = 1; log_y = 1; here = ARG0[1:strlen(ARG0)-12]; load here.'byhand.gp'; exit }
