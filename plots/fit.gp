# fit: curves that nets have learnt, over their target
# tables: curves
# layout: lines
# panel: curves |
# By hand, on `actfn fit 'sin(x)' --table curves -o curves.csv`:  gnuplot -p -e "curves='curves.csv'" plots/fit.gp
if (!exists("curves")) { print "say which table: gnuplot -p -e \"curves='curves.csv'\" plots/fit.gp"; exit status 1 }
if (!exists("panels")) { drawn = curves; load 'plots/byhand.gp' }
