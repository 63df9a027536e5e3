# training: the loss, step by step
# tables: training
# layout: lines
# log: y
# panel: training step loss activation init width (seed) | loss
# By hand, on `actfn fit spiral --table training -o training.csv`:  gnuplot -p -e "training='training.csv'" plots/training.gp
if (!exists("training")) { print "say which table: gnuplot -p -e \"training='training.csv'\" plots/training.gp"; exit status 1 }
if (!exists("panels")) { drawn = training; load 'plots/byhand.gp' }
